import Bytes
import Domain
import Foundation
import Loop
import TestSupport
import Testing

@Suite struct DemoProductTests {
  /// 2026-10-05, a Monday.
  static let firstDay: Int32 = 20_731
  static let product = DemoProduct(seed: 7, firstDay: firstDay)

  /// What the tests below look at; one pass for all.
  static let reading = Result { try DemoReading(product) }

  /// Four seeds show what one may hide, and take as many times longer.
  static let seeds: [UInt64] = SlowTests.areWanted ? Array(1...4) : [7]

  static func reading(ofSeed seed: UInt64) throws -> DemoReading {
    seed == 7 ? try reading.get() : try DemoReading(DemoProduct(seed: seed, firstDay: firstDay))
  }

  /// Counts the main error on a day without reading the lines, which takes much longer.
  static func mainErrors(in product: DemoProduct, day: Int) -> Int {
    let lines = Data(product.spansAndLogs(day: day))
    let mark = Data(DemoTruth.mainError.utf8 + Array("\"".utf8))
    var count = 0
    var rest = lines.startIndex..<lines.endIndex
    while let found = lines.range(of: mark, in: rest) {
      count += 1
      rest = found.upperBound..<lines.endIndex
    }
    return count
  }

  // MARK: Bytes

  @Test func `the same seed gives the same bytes for ever`() {
    var lines = SHA256()
    var rows = SHA256()
    for day in [0, 13, 29] {
      lines.update(Self.product.spansAndLogs(day: day))
      rows.update(Self.product.messages(day: day))
    }
    #expect(lines.finish().hex == "b286346b2bc27218d8cf5da4afc55701cb8e4f7ba892bd2c44aa692be51b3dde")
    #expect(rows.finish().hex == "752c0a99d0b683d7baf02e1f5412ad3b885b57deca8eefe9579fe0278550f782")
  }

  @Test(arguments: [29, 0]) func `a day does not depend on the days made before it`(day: Int) {
    let alone = DemoProduct(seed: 7, firstDay: Self.firstDay)
    #expect(alone.spansAndLogs(day: day) == Self.product.spansAndLogs(day: day))
    #expect(alone.messages(day: day) == Self.product.messages(day: day))
  }

  @Test func `another seed is another product`() {
    let other = DemoProduct(seed: 8, firstDay: Self.firstDay)
    #expect(other.spansAndLogs(day: 3) != Self.product.spansAndLogs(day: 3))
    #expect(other.messages(day: 3) != Self.product.messages(day: 3))
  }

  // MARK: Shape

  @Test func `every line is a request of the OTLP JSON mapping with sound ids and times`() throws {
    let reading = try Self.reading.get()
    var ids: Set<String> = []
    for span in reading.spans {
      try #require(span.trace.utf8.count == 32 && span.trace.utf8.allSatisfy { Self.isHex($0) })
      try #require(span.id.utf8.count == 16 && span.id.utf8.allSatisfy { Self.isHex($0) })
      try #require(span.start < span.end)
      try #require(span.errors.allSatisfy { span.start < $0.time && $0.time <= span.end })
      try #require(span.isFailed == (span.status >= 500))
      try #require(span.environment == "production")
      ids.insert(span.trace + span.id)
    }
    #expect(ids.count == reading.spans.count)
    for span in reading.spans {
      if let parent = span.parent { try #require(ids.contains(span.trace + parent)) }
    }
    #expect(Set(reading.spans.map(\.service)) == ["web", "checkout", "payments", "search", "exports"])
    let traces = Set(reading.spans.map(\.trace))
    #expect(reading.logs.allSatisfy { log in log.trace.map { traces.contains($0) } ?? true })
  }

  @Test(arguments: [0, 11, 16]) func `every line is a JSON text by our own reader too`(day: Int) throws {
    let bytes = Self.product.spansAndLogs(day: day)
    let lines = bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    #expect((24...48).contains(lines.count))
    for line in lines {
      let members = try JSONDocument(Array(line)).root.members
      try #require(members.map(\.key) == ["resourceSpans"] || members.map(\.key) == ["resourceLogs"])
      try #require(members[0].value.elements.allSatisfy { ($0["resource"]?["attributes"]?.count ?? 0) == 6 })
    }
  }

  @Test(arguments: [0, 5, 29]) func `a day holds its own signals alone, in order`(day: Int) throws {
    let reading = try DemoReading(Self.product.spansAndLogs(day: day))
    let start = (Int64(Self.firstDay) + Int64(day)) * 86_400_000_000_000
    let window = start..<start + 86_400_000_000_000
    #expect(reading.spans.allSatisfy { window.contains($0.start) && window.contains($0.end) })
    #expect(reading.logs.allSatisfy { window.contains($0.time) })
    for service in Set(reading.spans.map(\.service)) {
      let times = reading.spans.filter { $0.service == service }.map(\.start)
      #expect(times == times.sorted())
    }
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  @Test func `names are numbers, so that nobody real is meant`() throws {
    let spans = try Self.reading.get().spans
    #expect(Set(spans.map(\.user)).allSatisfy { $0.wholeMatch(of: /user-[0-9]{4}/) != nil })
    #expect(Set(spans.map(\.account)).allSatisfy { $0.wholeMatch(of: /acct-[0-9]{3}/) != nil })
  }

  // MARK: Size

  @Test(arguments: seeds)
  func `thirty days are twenty-five to thirty thousand signals, whatever the seed`(seed: UInt64) throws {
    let product = DemoProduct(seed: seed, firstDay: Self.firstDay)
    let reading = try Self.reading(ofSeed: seed)
    let messages = try DemoMessageReading(product).messages.count
    let errors = reading.spans.reduce(0) { $0 + $1.errors.count }
    #expect((650 * 30...800 * 30).contains(reading.spans.count))
    #expect((50 * 30...75 * 30).contains(reading.logs.count))
    #expect((25_000...30_000).contains(reading.spans.count + reading.logs.count + errors + messages))
  }
}

// MARK: - What is planted

extension DemoProductTests {
  @Test(arguments: seeds)
  func `the main error hits six in a hundred checkout sessions, and slowly more`(seed: UInt64) throws {
    let reading = try Self.reading(ofSeed: seed)
    let hits = reading.errors(DemoTruth.mainError)
    #expect(hits.allSatisfy { $0.span.route == "POST /checkout/coupon" && $0.span.status == 500 })
    #expect(hits.allSatisfy { $0.error.message == "Cannot read properties of undefined (reading 'percent')" })
    let sessions = Set(reading.spans.filter { $0.service == "checkout" }.map(\.session))
    let share = Double(Set(hits.map(\.span.session)).count) / Double(sessions.count)
    #expect((0.053...0.067).contains(share))
    #expect((54...62).contains(Set(hits.map(\.span.account)).count))

    let people = Dictionary(grouping: hits) { $0.span.start / 86_400_000_000_000 }
      .mapValues { Set($0.map(\.span.user)).count }
    let perDay = (0..<30).map { people[Int64(Self.firstDay) + $0] ?? 0 }
    #expect((12.5...17.5).contains(Double(perDay.reduce(0, +)) / 30))
  }

  @Test(.enabled(if: SlowTests.areWanted, "set RECKON_SLOW_TESTS=1"))
  func `over many seeds the main error rises by an eighth from the first two weeks to the next`() throws {
    var before = 0
    var after = 0
    for seed in 1...8 as ClosedRange<UInt64> {
      let product = DemoProduct(seed: seed, firstDay: Self.firstDay)
      for day in 0..<14 {
        before += Self.mainErrors(in: product, day: day)
        after += Self.mainErrors(in: product, day: day + 14)
      }
    }
    // From 5.2 to 6.8 % over 29 days: 6.28 % against 5.51 % on average, a ratio of 1.14.
    #expect((1.03...1.25).contains(Double(after) / Double(before)))
  }

  @Test func `the loudest error fails no request and hits few people`() throws {
    let reading = try Self.reading.get()
    let loud = reading.errors(DemoTruth.loudError)
    let main = reading.errors(DemoTruth.mainError)
    #expect(loud.count > 3 * main.count)
    #expect(loud.allSatisfy { $0.span.status == 200 && !$0.span.isFailed })
    let (fewPeople, people) = (Set(loud.map(\.span.user)), Set(main.map(\.span.user)))
    #expect(2 * fewPeople.count < people.count)
  }

  @Test func `one account alone has the exports that time out, and many of them`() throws {
    let reading = try Self.reading.get()
    let timeouts = reading.errors(DemoTruth.exportError)
    #expect(timeouts.count > 3 * reading.errors(DemoTruth.mainError).count / 2)
    #expect(Set(timeouts.map(\.span.account)) == [DemoTruth.loudAccount])
    #expect(Set(timeouts.map(\.span.user)).count == 3)
    #expect(timeouts.allSatisfy { $0.span.status == 504 && $0.span.end - $0.span.start >= 30_000_000_000 })
  }

  @Test func `five people try the beta feature, too few to say anything`() throws {
    let reading = try Self.reading.get()
    let tries = reading.spans.filter { $0.route == "POST /beta/bulk-order" }
    #expect(Set(tries.map(\.user)) == Set(DemoTruth.betaUsers))
    #expect(Set(tries.map(\.account)).count == 5)
    let errors = reading.errors(DemoTruth.betaError)
    #expect((20...70).contains(errors.count))
    #expect(errors.allSatisfy { $0.span.route == "POST /beta/bulk-order" })
  }

  @Test func `a rare failure of the gateway hits anybody`() throws {
    let errors = try Self.reading.get().errors(DemoTruth.gatewayError)
    #expect((35...100).contains(errors.count))
    #expect(Set(errors.map(\.span.account)).count > 25)
  }

  @Test func `every error has the stack of one place`() throws {
    let reading = try Self.reading.get()
    let stacks = Dictionary(grouping: reading.spans.flatMap(\.errors), by: \.type).mapValues { errors in
      Set(errors.map { $0.stack.split(separator: "\n").dropFirst().joined(separator: "\n") }).count
    }
    #expect(
      stacks == [
        DemoTruth.mainError: 1, DemoTruth.loudError: 1, DemoTruth.exportError: 1, DemoTruth.betaError: 1,
        DemoTruth.gatewayError: 1,
      ]
    )
  }
}

// MARK: - Season

extension DemoProductTests {
  @Test func `traffic follows the hours and the week`() throws {
    let starts = try Self.reading.get().spans.map(\.start)
    let byHour = Dictionary(grouping: starts) { $0 / 3_600_000_000_000 % 24 }.mapValues(\.count)
    #expect((byHour[10] ?? 0) > 5 * (byHour[3] ?? 0))
    // Four whole weeks from a Monday on.
    let days = (0..<28).map { day in
      starts.count { $0 / 86_400_000_000_000 == Int64(Self.firstDay) + Int64(day) }
    }
    let weekend = days.enumerated().filter { $0.offset % 7 >= 5 }.map(\.element)
    let working = days.enumerated().filter { $0.offset % 7 < 5 }.map(\.element)
    let ratio = Double(weekend.reduce(0, +)) / 8 / (Double(working.reduce(0, +)) / 20)
    #expect((0.62...0.85).contains(ratio))
  }

  @Test func `the week follows the calendar wherever the days begin`() throws {
    // Day 5 is a Saturday where the first day is a Monday, and a Wednesday where it is a Friday.
    let saturday = try DemoReading(Self.product.spansAndLogs(day: 5)).spans.count
    let friday = DemoProduct(seed: 7, firstDay: Self.firstDay + 4)
    let wednesday = try DemoReading(friday.spansAndLogs(day: 5)).spans.count
    #expect(Double(saturday) < 0.85 * Double(wednesday))
  }

  @Test(.enabled(if: SlowTests.areWanted, "set RECKON_SLOW_TESTS=1"))
  func `sessions vary more from day to day than chance alone would have it`() throws {
    // Variance over mean of what the same Tuesday of forty seeds brings; 1 for a Poisson process.
    let counts = try (1...40 as ClosedRange<UInt64>).map { seed in
      let product = DemoProduct(seed: seed, firstDay: Self.firstDay)
      let spans = try DemoReading(product.spansAndLogs(day: 8)).spans
      return Double(Set(spans.filter { $0.service == "checkout" }.map(\.session)).count)
    }
    let mean = counts.reduce(0, +) / Double(counts.count)
    let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(counts.count - 1)
    #expect((1.5...8).contains(variance / mean))
  }
}

// MARK: - The fix

extension DemoProductTests {
  /// Noon of day 16.
  static let fixedFrom = (Int64(firstDay) + 16) * 86_400 + 43_200
  static let fixedProduct = DemoProduct(seed: 7, firstDay: firstDay, fixedFrom: fixedFrom)
  /// The days that the fix can have changed.
  static let fixed = Result { try DemoReading(fixedProduct, days: 16..<DemoProduct.dayCount) }

  @Test func `nothing before the fix depends on it`() {
    for day in [0, 9, 15] {
      #expect(Self.fixedProduct.spansAndLogs(day: day) == Self.product.spansAndLogs(day: day))
      #expect(Self.fixedProduct.messages(day: day) == Self.product.messages(day: day))
    }
    #expect(Self.fixedProduct.spansAndLogs(day: 16) != Self.product.spansAndLogs(day: 16))
  }

  @Test func `the fix leaves a third of the main error and touches no other`() throws {
    let before = try Self.reading.get()
    let after = try Self.fixed.get()
    let moment = Self.fixedFrom * 1_000_000_000
    let without = before.errors(DemoTruth.mainError).map(\.span).filter { $0.start >= moment }
    let with = after.errors(DemoTruth.mainError).map(\.span).filter { $0.start >= moment }
    #expect((0.25...0.45).contains(Double(with.count) / Double(without.count)))
    #expect(Set(with.map(\.session)).isSubset(of: without.map(\.session)))
    let day = Int64(Self.firstDay + 16) * 86_400_000_000_000
    for type in [DemoTruth.loudError, DemoTruth.exportError, DemoTruth.betaError, DemoTruth.gatewayError] {
      let counts = (before.errors(type).count { $0.span.start >= day }, after.errors(type).count)
      // Whom the coupon no longer stops may meet the gateway instead.
      #expect(abs(counts.0 - counts.1) <= (type == DemoTruth.gatewayError ? 6 : 0))
    }
  }

  @Test(.enabled(if: SlowTests.areWanted, "set RECKON_SLOW_TESTS=1"))
  func `over many seeds the fix leaves thirty-five in a hundred`() throws {
    var without = 0
    var with = 0
    for seed in 1...8 as ClosedRange<UInt64> {
      let broken = DemoProduct(seed: seed, firstDay: Self.firstDay)
      let fixed = DemoProduct(seed: seed, firstDay: Self.firstDay, fixedFrom: Int64(Self.firstDay) * 86_400)
      for day in 16..<23 {
        without += Self.mainErrors(in: broken, day: day)
        with += Self.mainErrors(in: fixed, day: day)
      }
    }
    #expect((0.30...0.40).contains(Double(with) / Double(without)))
  }

  @Test func `from the fix on, and no sooner, checkout runs the new version`() throws {
    for span in try Self.fixed.get().spans where span.service == "checkout" {
      let isNew = span.start >= Self.fixedFrom * 1_000_000_000
      try #require(span.version == (isNew ? DemoTruth.fixedVersion : DemoTruth.brokenVersion))
    }
  }

  @Test func `the fix moves the failing line and nothing else of the stack`() throws {
    let stacks = Set(try Self.fixed.get().errors(DemoTruth.mainError).map(\.error.stack))
    #expect(stacks.count == 2)
    let callers = stacks.map { (stack: String) in stack.split(separator: "\n").dropFirst(2) }
    #expect(Set(callers).count == 1)
  }

  @Test func `sessions that no longer fail go on to an order`() throws {
    let day = Int64(Self.firstDay + 16) * 86_400_000_000_000
    let orders = try Self.reading.get().spans.count { $0.route == "POST /checkout/orders" && $0.start >= day }
    let more = try Self.fixed.get().spans.count { $0.route == "POST /checkout/orders" }
    #expect((20...120).contains(more - orders))
  }
}
