import Bytes
import Domain
import TestSupport
import Testing

@testable import Loop
@testable import Store

/// What a store has found after many small imports is what it finds when it looks once.
@Suite struct IncrementalTests {
  private static let lastDay = 20

  /// Sizes under which a small shop meets packs and what undoes them.
  private static var eager: SignalSizes {
    var sizes = SignalSizes.usual
    (sizes.packedRows, sizes.looseRows) = (2, 20)
    return sizes
  }

  /// Some days of a shop with errors, an operation that becomes slow, clicks in vain and what people write about it.
  private static func files(_ days: Range<Int>) -> [(name: String, text: String)] {
    let early = days.clamped(to: 0..<12)
    let late = days.clamped(to: 12..<lastDay)
    return [
      ("spans.jsonl", SampleSignals.days(early) + SampleSignals.days(late, export: 5, release: "1.1.0")),
      ("slow.jsonl", SlowOperationTests.telemetry(days: days, slow: 12..<lastDay)),
      ("clicks.jsonl", days.map(clicks).joined()),
      ("messages.csv", "id,created_at,customer_id,message\n" + days.map(messages).joined()),
    ]
  }

  private static func clicks(_ day: Int) -> String {
    (0..<6).map { place in
      let time = Shop.moment(day: day, hour: 2 + place)
      return #"{"event":"$rageclick","distinct_id":"user-\#(day * 5 + place)","timestamp":"\#(time)","#
        + #""properties":{"$current_url":"https://shop.example.invalid/cart"}}"# + "\n"
    }.joined()
  }

  private static func messages(_ day: Int) -> String {
    (0..<3).map { place in
      let time = Shop.moment(day: day, hour: 5 + place)
      let text =
        place == 0 ? "Please add a dark theme to the reports" : "The coupon is refused at the checkout, it fails"
      return "m\(day)-\(place),\(time),user-\((day * 11 + place * 7) % 90),\"\(text) (\(day))\"\n"
    }.joined()
  }

  /// Everything that a look has left: opportunities, their claims, the choice, and what was worked out of slow runs.
  private static func findings(_ shop: Shop) throws -> [String] {
    let books = try shop.books(at: Shop.moment(day: lastDay))
    return try books.read { records in
      var lines: [String] = []
      // What became part of another one is history: that it once stood by itself.
      for var opportunity in try records.opportunities() where opportunity.state != .merged {
        // The moment of the look that saw it change last: the only thing that says when somebody looked.
        opportunity.asOf = Shop.moment(day: 0)
        lines.append(opportunity.json.text)
        lines += try (opportunity.claims + opportunity.contradictions).map { try records.claim($0).json.text }
      }
      if let choice = try records.choice() {
        lines += ["\(choice.kind) \(choice.subject?.text ?? "nothing") \(choice.reason)", choice.inputs]
        lines += choice.considered.map { "\($0)" }
      }
      for group in try records.reader.groups() where group.kind == .span {
        lines.append("\(group)")
        lines += try records.reader.subjectDays(group.series, days: 0..<30_000).map { "\($0)" }
        lines += try records.reader.buckets(group.series, in: 0..<3_000_000_000).map { "\($0)" }
      }
      return lines
    }
  }

  /// What differs, line by line.
  private static func difference(_ found: [String], _ wanted: [String]) -> [String] {
    zip(found, wanted).filter(!=).map { "found: \($0)\nwanted: \($1)" }
      + (found.count == wanted.count ? [] : ["\(found.count) lines, not \(wanted.count)"])
  }

  private static func page(_ shop: Shop) throws -> [RecordID] {
    var query = OpportunityQuery()
    query.limit = 100
    return try shop.books(at: Shop.moment(day: lastDay)).read { try query.page($0).opportunities.map(\.id) }
  }

  @Test func `many small imports find what one does, and so does a look from nothing`() throws {
    let (whole, order) = try Shop.with { shop in
      for file in Self.files(0..<Self.lastDay) {
        try shop.take(file.text, as: file.name, at: Shop.moment(day: Self.lastDay))
      }
      return (try Self.findings(shop), try Self.page(shop))
    }
    try Shop.with(Self.eager) { shop in
      for day in 0..<Self.lastDay {
        for file in Self.files(day..<day + 1) {
          try shop.take(file.text, as: "\(day)-\(file.name)", at: Shop.moment(day: day + 1))
        }
      }
      let inParts = try Self.difference(Self.findings(shop), whole)
      #expect(inParts == [])
      #expect(try Self.page(shop) == order)
      let packs = try shop.books().read { try $0.reader.connection.integer("SELECT count(*) FROM packs") }
      #expect(packs > 0)
      #expect(try shop.faults().isEmpty)

      try Shop.withCopy(of: shop.root) { shop in
        let books = try shop.books(at: Shop.moment(day: Self.lastDay))
        try books.store.write { try Self.dropFindings($0) }
        #expect(try Self.findings(shop) == [])
        _ = try Turn.run(books)
        let anew = try Self.difference(Self.findings(shop), whole)
        #expect(anew == [])
      }
    }
    #expect(order.count >= 4)
    #expect(whole.contains { $0.contains("Slow: GET /stock") })
  }

  /// Leaves the signals, what they were counted into, and which group each is in.
  private static func dropFindings(_ writer: StoreWriter) throws {
    let slow =
      "SELECT ordinal FROM series WHERE text IN (SELECT 'group:' || id FROM groups WHERE kind = \(SignalKind.span.rawValue))"
    for table in ["subject_days", "fine_buckets", "coarse_buckets"] {
      try writer.connection.execute("DELETE FROM \(table) WHERE series IN (\(slow))")
    }
    let kinds = [RecordKind.opportunity, .claim, .bet, .decision].map { "'\($0.rawValue)'" }.joined(separator: ", ")
    for rows in [
      "groups WHERE kind = \(SignalKind.span.rawValue)", "settings WHERE name LIKE 'slow%'", "packs",
      "records WHERE kind IN (\(kinds))",
    ] {
      try writer.connection.execute("DELETE FROM \(rows)")
    }
  }

  @Test func `what comes late for a day that was packed is counted`() throws {
    try Shop.with(Self.eager) { shop in
      try shop.take(SampleSignals.days(0..<12), at: Shop.moment(day: 12))
      try shop.take(SampleSignals.days(12..<13), as: "more.jsonl", at: Shop.moment(day: 13))
      let late = SampleSignals.Request(
        number: 999_999,
        second: SampleSignals.firstSecond + 5 * 86_400 + 7,
        user: 500,
        failure: .coupon
      )
      let before = try Self.coupon(shop).reach
      try shop.take(SampleSignals.lines([late]), as: "late.jsonl", at: Shop.moment(day: 13))
      let after = try Self.coupon(shop).reach
      #expect(after.subjects == before.subjects + 1)
      #expect(after.occurrences == before.occurrences + 1)
      #expect(after.eligible == before.eligible + 1)
    }
  }

  private static func coupon(_ shop: Shop) throws -> Opportunity {
    try #require(
      try shop.books(at: Shop.moment(day: 13)).read { try $0.opportunities().first { $0.title.contains("TypeError") } }
    )
  }
}
