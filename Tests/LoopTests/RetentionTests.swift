import Bytes
import Domain
import Foundation
import Loop
import Store
import TestSupport
import Testing

/// Old signals go; what was counted of them, and what has a text, stays, and nothing is ever counted twice.
@Suite struct RetentionTests {
  private static let last = Shop.shipDay

  private static func books(_ shop: Shop, as actor: String = "person") throws -> Books {
    try shop.books(at: Shop.moment(day: last), as: actor)
  }

  private static func keep(_ shop: Shop, days: Int? = nil, bytes: Int64? = nil) throws {
    try Retention.set(RetentionPolicy(days: days, bytes: bytes), books(shop))
  }

  @discardableResult
  private static func take(_ shop: Shop, _ days: Range<Int>, as name: String = "days.jsonl") throws -> ImportReport {
    try shop.take(SampleSignals.days(days, export: 3), as: name, at: Shop.moment(day: last))
  }

  /// All that is exported but signals, settings and the ledger: what retention must leave alone.
  private static func counts(_ shop: Shop) throws -> [String: Data] {
    let name = "export-\(UUID().uuidString)"
    _ = try Archive.export(books(shop), to: shop.fixture.path(name)) { _ in }
    let left = [
      "fine_buckets", "coarse_buckets", "subject_days", "groups", "sources", "series", "releases", "evidence",
    ]
    return try left.reduce(into: [:]) { counts, table in
      let path = shop.fixture.path("\(name)/\(table).jsonl")
      if FileManager.default.fileExists(atPath: path) {
        counts[table] = try Data(contentsOf: URL(fileURLWithPath: path))
      }
    }
  }

  private static func stored(_ shop: Shop) throws -> [Int32: Int64] {
    try books(shop).read { records in
      try records.reader.signalDays().reduce(into: [:]) { $0[$1.day] = $1.signals }
    }
  }

  private static func day(_ number: Int) -> Int32 { Int32(SampleSignals.firstSecond / 86_400 + number) }

  private static func expectSound(_ shop: Shop) throws {
    #expect(try shop.faults() == [])
    #expect(try Audit(check: .recompute, id: nil).run(books(shop), checkpoint: {}).faults == [])
  }

  // MARK: Age

  @Test func `days behind the newest go after an import, and all that was counted of them stays`() throws {
    try Shop.with { whole in
      try Self.take(whole, 0..<Self.last)
      try Shop.with { shop in
        try Self.keep(shop, days: 5)
        let report = try Self.take(shop, 0..<Self.last)
        // The newest signal is of day 13, so that days 0 to 7 go.
        #expect(report.removed.days == 8 && report.removed.before == Self.day(8))
        #expect(report.accepted == Int(try whole.signals()))
        let (here, there) = (try Self.counts(shop), try Self.counts(whole))
        // Texts say from which file they are, and each shop has its own.
        #expect(here.keys.filter { $0 != "evidence" && here[$0] != there[$0] } == [])
        #expect(here["evidence"]?.count(where: { $0 == 10 }) == there["evidence"]?.count(where: { $0 == 10 }))
        #expect(try shop.pick() == whole.pick())
        let (left, all) = (try Self.stored(shop), try Self.stored(whole))
        #expect(all.allSatisfy { $0.key < Self.day(8) || left[$0.key] == $0.value })
        #expect(left.values.reduce(0, +) + report.removed.signals == all.values.reduce(0, +))
        // What is left of the old days is errors, with their texts.
        #expect(all.allSatisfy { $0.key >= Self.day(8) || left[$0.key] == 11 })
        try Self.expectSound(shop)
      }
    }
  }

  @Test func `unless somebody says otherwise, days go that lie more than ninety behind the newest`() throws {
    try Shop.with { shop in
      let at = Shop.moment(day: 120)
      try shop.take(SampleSignals.days(0..<2), as: "old.jsonl", at: at)
      #expect(try shop.take(SampleSignals.days(90..<91), as: "new.jsonl", at: at).removed == Retention.Report())
      let report = try shop.take(SampleSignals.days(91..<92), as: "newer.jsonl", at: at)
      #expect(report.removed.days == 1 && report.removed.before == Self.day(1))
      let books = try shop.books(at: at)
      #expect(try books.read { try RetentionPolicy($0.reader) } == RetentionPolicy(days: 90, bytes: nil))
    }
  }

  @Test func `nothing goes because time passes and nothing comes`() throws {
    try Shop.with { shop in
      try Self.take(shop, 0..<3)
      let later = try shop.books(at: Shop.moment(day: 2_000))
      #expect(try Retention.run(later) == Retention.Report())
      #expect(try Self.stored(shop).count == 3)
    }
  }

  // MARK: Once

  /// Whatever comes in whatever order, and however short what is kept becomes meanwhile: taking it all again adds nothing.
  @Test(arguments: 1...(SlowTests.areWanted ? 6 : 2) as ClosedRange<UInt64>)
  func `what comes again after its day has gone is told, and counted no second time`(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    try Shop.with { shop in
      let parts = (0..<Self.last).shuffled(using: &random)
      for part in parts {
        if Int.random(in: 0..<3, using: &random) == 0 {
          try Self.keep(shop, days: Int.random(in: 1...Self.last, using: &random))
        }
        try Self.take(shop, part..<part + 1)
      }
      try shop.take(SampleSignals.messages(0..<40), as: "messages.csv", at: Shop.moment(day: Self.last))
      try Self.keep(shop, days: 2)
      _ = try Retention.run(Self.books(shop))
      try Self.expectSound(shop)
      let (counts, stored) = (try Self.counts(shop), try Self.stored(shop))
      let gone = try Self.books(shop).read { try $0.reader.expiredBefore() }
      #expect(gone == Self.day(11))
      for part in parts.shuffled(using: &random) {
        let report = try Self.take(shop, part..<part + 1)
        #expect(report.accepted == 0)
        let told = report.skipped.filter { $0.reason.contains("reckon retention") }.reduce(0) { $0 + $1.count }
        #expect(told + report.duplicates > 0 && (told > 0) == (part < 11), "\(report.skipped)")
      }
      let messages = try shop.take(SampleSignals.messages(0..<40), as: "m.csv", at: Shop.moment(day: Self.last))
      #expect(messages.accepted == 0 && messages.duplicates == 40)
      #expect(try Self.counts(shop) == counts)
      #expect(try Self.stored(shop) == stored)
      try Self.expectSound(shop)
    }
  }

  @Test func `a customer's message of a day that has gone is taken in, and known from then on`() throws {
    try Shop.with { shop in
      try Self.keep(shop, days: 2)
      try Self.take(shop, 0..<Self.last)
      let (first, again) = (
        try shop.take(SampleSignals.messages(), as: "a.csv", at: Shop.moment(day: Self.last)),
        try shop.take(SampleSignals.messages(), as: "b.csv", at: Shop.moment(day: Self.last))
      )
      #expect(first.accepted == 5 && again.accepted == 0 && again.duplicates == 5)
      #expect(first.skipped.isEmpty)
      try Self.expectSound(shop)
    }
  }

  // MARK: Size

  @Test func `the oldest go while signals take more than they may, and the newest days stay whatever they take`() throws
  {
    try Shop.with { shop in
      try Self.keep(shop)
      try Self.take(shop, 0..<Self.last)
      let days = try Self.books(shop).read { try $0.reader.signalDays() }
      let five = days.prefix(5).reduce(0) { $0 + $1.bytes }
      try Self.keep(shop, bytes: five)
      let report = try Retention.run(Self.books(shop))
      #expect(report.days == Self.last - 5 && report.before == Self.day(Self.last - 5))
      #expect(report.bytes == days.dropFirst(5).reduce(0) { $0 + $1.bytes })
      try Self.keep(shop, bytes: 1)
      #expect(try Retention.run(Self.books(shop)).before == Self.day(Self.last - 2))
      #expect(try Retention.run(Self.books(shop)) == Retention.Report())
      try Self.expectSound(shop)
    }
  }

  // MARK: Around it

  @Test func `a look says what the next run removes, and changes nothing`() throws {
    try Shop.with { shop in
      try Self.keep(shop)
      try Self.take(shop, 0..<Self.last)
      let (entries, stored) = (try shop.entries(), try Self.stored(shop))
      let policy = RetentionPolicy(days: 3, bytes: nil)
      let due = try Retention.view(Self.books(shop), under: policy).due
      #expect(due.days == 10)
      #expect(try shop.entries() == entries)
      #expect(try Self.stored(shop) == stored)
      try Retention.set(policy, Self.books(shop))
      #expect(try Retention.run(Self.books(shop)) == due)
      #expect(try Retention.view(Self.books(shop)).due == Retention.Report())
      // The setting is one entry, what went another, and saying the same again none.
      #expect(try shop.entries() == entries + 2)
      try Retention.set(policy, Self.books(shop))
      #expect(try shop.entries() == entries + 2)
    }
  }

  @Test func `an export of what is left makes a store that knows what has gone`() throws {
    try Shop.with { shop in
      try Self.keep(shop, days: 4)
      try Self.take(shop, 0..<Self.last)
      try shop.take(SampleSignals.messages(), as: "a.csv", at: Shop.moment(day: Self.last))
      let (counts, stored) = (try Self.counts(shop), try Self.stored(shop))
      _ = try Archive.export(Self.books(shop), to: shop.fixture.path("one")) { _ in }
      let workplace = shop.workplace(at: Shop.moment(day: Self.last))
      _ = try Archive.rebuild(from: shop.fixture.path("one"), workplace: workplace, isReplacing: true) { _ in }
      _ = try Archive.export(Self.books(shop), to: shop.fixture.path("two")) { _ in }
      for file in shop.fixture.listing("one") {
        let both = ["one", "two"].map { FileManager.default.contents(atPath: shop.fixture.path("\($0)/\(file)")) }
        #expect(both[0] == both[1], "\(file)")
      }
      #expect(try Self.take(shop, 0..<Self.last).accepted == 0)
      #expect(try Self.counts(shop) == counts)
      #expect(try Self.stored(shop) == stored)
      try Self.expectSound(shop)
    }
  }

  @Test func `a person is forgotten whose signals have gone`() throws {
    try Shop.with { shop in
      try Self.keep(shop, days: 2)
      try shop.take(SampleSignals.messages(), as: "a.csv", at: Shop.moment(day: Self.last))
      try Self.take(shop, 0..<Self.last)
      let erasure = Erasure(subject: "user-3@example.invalid", isDryRun: false)
      let report = try erasure.run(Self.books(shop))
      #expect(report.isKnown && report.signals == 1)
      #expect(try Erasure(subject: "user-17", isDryRun: false).run(Self.books(shop)).isKnown)
      #expect(try shop.faults() == [])
    }
  }

  @Test func `signals that are missing without having been removed are missed`() throws {
    try Shop.with { shop in
      try Self.keep(shop, days: 4)
      try Self.take(shop, 0..<Self.last)
      let store = try Self.books(shop).store
      // A day goes, and neither the tally nor the ledger says so.
      _ = try store.write { writer in
        try writer.expire([try #require(try writer.expiring(Self.day(10)))], before: Self.day(11))
      }
      #expect(try shop.faults().contains { $0.contains("were removed") })
    }
  }

  @Test func `a search that reaches into days that have gone says so`() throws {
    try Shop.with { shop in
      try Self.keep(shop, days: 4)
      try Self.take(shop, 0..<Self.last)
      var search = SignalSearch()
      let books = try Self.books(shop)
      #expect(try books.read { try search.run($0, checkpoint: {}) }.thinBefore == Self.day(9))
      search.since = Shop.moment(day: 10)
      #expect(try books.read { try search.run($0, checkpoint: {}) }.thinBefore == nil)
    }
  }

  @Test func `two who tidy up and one who brings more do it once`() throws {
    try Shop.with { shop in
      try Self.keep(shop)
      try Self.take(shop, 0..<Self.last - 1)
      let all = try Self.stored(shop).values.reduce(0, +)
      try Self.keep(shop, days: 3)
      let path = try shop.fixture.write(SampleSignals.days(2..<Self.last, export: 3), to: "files/more.jsonl")
      let workplace = shop.workplace(at: Shop.moment(day: Self.last))
      let failures = Monitor([String]())
      let workers = 3
      let done = Monitor(0)
      for number in 0..<workers {
        // Each with a desk of its own, as processes have.
        startThread {
          do {
            if number == 0 {
              let importer = Importer(workplace: workplace, desk: Desk(), isDryRun: false, sourceName: nil)
              _ = try importer.run([path]) { _ in }
            } else {
              _ = try Retention.run(Desk().books(of: workplace, actor: "agent:\(number)"))
            }
          } catch {
            failures.update { $0.append("\(error)") }
          }
          done.update { $0 += 1 }
        }
      }
      _ = done.wait { $0 == workers ? true : nil }
      #expect(failures.read { $0 } == [])
      _ = try Retention.run(Self.books(shop))
      let removed = try Self.books(shop).read { try RemovedSignals($0.reader) }
      #expect(removed.before == Self.day(Self.last - 4) && removed.days == Self.last - 4)
      #expect(try Self.stored(shop).values.reduce(0, +) + removed.signals == shop.signals())
      #expect(try shop.signals() >= all)
      try Self.expectSound(shop)
    }
  }
}
