import Bytes
import Domain
import Foundation
import Loop
import Store
import TestSupport
import Testing

@Suite struct ImporterTests {
  @Test func `the same file twice is duplicates only, and changes no record`() throws {
    try Shop.with { shop in
      let text = SampleSignals.days(0..<3)
      let first = try shop.take(text, at: Shop.moment(day: 3))
      #expect(first.accepted == 60 + 24)
      #expect(first.duplicates == 0)
      let entries = try shop.entries()
      let again = try shop.take(text, at: Shop.moment(day: 3))
      #expect(again.accepted == 0)
      #expect(again.duplicates == first.accepted)
      #expect(again.turn?.changed == 0)
      #expect(try shop.entries() == entries)
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `records that are new are counted once by kind, whatever rows they make`() throws {
    try Shop.with { shop in
      let events = #"""
        {"event":"paid","uuid":"1","distinct_id":"u","timestamp":"2025-09-01T10:00:00Z","properties":{}}
        {"event":"$feature_flag_called","uuid":"2","distinct_id":"u","timestamp":"2025-09-01T10:00:00Z",\#
        "properties":{"$feature_flag":"new","$feature_flag_response":true}}
        {"event":"paid","uuid":"1","distinct_id":"u","timestamp":"2025-09-01T10:00:00Z","properties":{}}
        """#
      let first = try shop.take(SampleSignals.days(0..<3) + "\n" + events, at: Shop.moment(day: 3))
      // Every failed request is a span and an error.
      #expect(first.accepted == 84 + 2)
      #expect(first.unique.counts == ["spans": 60, "posthog_events": 2, "exposures": 1])
      let again = try shop.take(SampleSignals.days(0..<3), at: Shop.moment(day: 3))
      #expect(again.unique.counts.isEmpty)
    }
  }

  @Test func `a file that has grown adds what is new`() throws {
    try Shop.with { shop in
      let first = try shop.take(SampleSignals.days(0..<2), at: Shop.moment(day: 2))
      let second = try shop.take(SampleSignals.days(0..<3), at: Shop.moment(day: 3))
      #expect(second.duplicates == first.accepted)
      #expect(second.accepted * 2 == first.accepted)
    }
  }

  @Test func `the order and the cut of files do not change what is found`() throws {
    func found(_ parts: [Range<Int>]) throws -> [Opportunity] {
      try Shop.with { shop in
        for part in parts { try shop.take(SampleSignals.days(part, export: 3), at: Shop.moment(day: 10)) }
        return try shop.books().read { try $0.opportunities() }
      }
    }
    let whole = try found([0..<10])
    #expect(whole.count == 2)
    let cut = try found([5..<10, 0..<5, 3..<7])
    #expect(whole.map(\.reach) == cut.map(\.reach))
    #expect(whole.map(\.trend) == cut.map(\.trend))
    #expect(whole.map(\.id) == cut.map(\.id))
  }

  @Test func `a dry run counts and stores nothing`() throws {
    try Shop.with { shop in
      let report = try shop.take(SampleSignals.days(0..<3), at: Shop.moment(day: 3), isDryRun: true)
      #expect(report.accepted == 84)
      #expect(report.turn == nil)
      #expect(try shop.signals() == 0)
      #expect(try shop.entries() == 0)
    }
  }

  @Test func `a packed file is taken in, of a torn one what is there, and the whole one brings only the rest`() throws {
    try Shop.with { shop in
      let text = SampleSignals.days(0..<3)
      var compressor = try ZstdCompressor(level: 1)
      // A frame for each day, as tools write that pack what they append.
      let frames = try (0..<3).map { try compressor.compress(Array(SampleSignals.days($0..<$0 + 1).utf8)) }
      let torn = try shop.take(Array(frames.joined().dropLast(20)), as: "packed", at: Shop.moment(day: 3))
      #expect(torn.accepted >= 56)
      #expect(torn.rejects.map(\.reason).contains { $0.contains("its zstd data ends too early (at byte ") })
      let whole = try shop.take(Array(frames.joined()), as: "packed", at: Shop.moment(day: 3))
      #expect(whole.duplicates == torn.accepted)
      #expect(whole.accepted + torn.accepted == 84)
      #expect(try shop.take(text, at: Shop.moment(day: 3)).accepted == 0)
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `a folder of rotated logs, packed ones among them, is taken in like one log`() throws {
    try Shop.with { shop in
      func lines(_ range: Range<Int>) -> String {
        range.map { number in
          let head = "2025-09-10 08:00:\(10 + number / 3) "
          return number % 7 == 0
            ? head
              + "ERROR shop.Cart: failed\njava.lang.IllegalStateException: no \(number)\n\tat shop.Cart.total(Cart.java:12)\n"
            : head + "INFO shop.Cart: hello\n"
        }.joined()
      }
      var compressor = try ZstdCompressor(level: 1)
      let folder = shop.fixture.path("logs")
      try shop.fixture.write(lines(60..<90), to: "logs/app.log")
      // Overlaps with both of its neighbours.
      try shop.fixture.write(lines(30..<66), to: "logs/app.log.1")
      let packed = try compressor.compress(Array(lines(0..<36).utf8))
      try Data(packed).write(to: URL(fileURLWithPath: folder + "/app.log.2.zst"))
      try shop.fixture.write(
        #"{"level":30,"time":1757491200000,"pid":1,"hostname":"a","msg":"x","userId":"u1"}"# + "\n",
        to: "logs/api.log"
      )
      try shop.fixture.write("\0\0\0\0", to: "logs/odd.bin")
      let importer = Importer(
        workplace: shop.workplace(at: Shop.moment(day: 12)),
        desk: shop.desk,
        isDryRun: false,
        sourceName: nil
      )
      let report = try importer.run([folder]) { _ in }
      #expect(report.accepted == 91 && report.duplicates == 12)
      #expect(report.formats.map(\.name).sorted() == ["log", "unknown"])
      let again = try importer.run([folder]) { _ in }
      #expect(again.accepted == 0 && again.duplicates == 103)
      #expect(try shop.books().read { try $0.reader.groups() }.count == 1)
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test(arguments: [
    "ann@shop.example;AKIAIOSFODNN7EXAMPLE\n", "\(String(repeating: "1;", count: 15))ann@shop.example;1\n",
  ])
  func `what a file that is nothing known begins with is masked`(_ text: String) throws {
    try Shop.with { shop in
      let report = try shop.take(text, as: "people.txt", at: Shop.moment(day: 3))
      let reason = try #require(report.rejects.first?.reason)
      #expect(reason.contains("text that begins") && !reason.contains("ann@") && !reason.contains("AKIAIOS"))
    }
  }

  @Test func `what cannot be read stops an import before anything is taken in`() throws {
    try Shop.with { shop in
      let good = try shop.fixture.write(SampleSignals.days(0..<1), to: "good.jsonl")
      let importer = Importer(
        workplace: shop.workplace(at: Shop.moment(day: 1)),
        desk: shop.desk,
        isDryRun: false,
        sourceName: nil
      )
      #expect(throws: LoopError.self) { try importer.run([good, shop.fixture.path("gone.jsonl")]) { _ in } }
      #expect(try shop.signals() == 0)
    }
  }

  @Test func `an import that is cancelled keeps whole batches, and the next one takes the rest`() throws {
    struct Cancelled: Error {}
    try Shop.with { shop in
      let path = try shop.fixture.write(SampleSignals.days(0..<200), to: "long.jsonl")
      let importer = Importer(
        workplace: shop.workplace(at: Shop.moment(day: 200)),
        desk: shop.desk,
        isDryRun: false,
        sourceName: nil
      )
      var asked = 0
      #expect(throws: Cancelled.self) {
        try importer.run([path]) {
          asked += 1
          if asked > 1 { throw Cancelled() }
        } progress: { _ in
        }
      }
      #expect(try shop.faults().isEmpty)
      let report = try importer.run([path]) { _ in }
      #expect(report.accepted + report.duplicates == 200 * 28)
      #expect(try shop.signals() == 200 * 28)
      #expect(try shop.faults().isEmpty)
    }
  }
}
