import Bytes
import Domain
import Foundation
import Host
import Loop
import Store
import TestSupport
import Testing

@Suite struct FollowedLogTests {
  private static func line(_ second: Int, _ text: String, _ level: String = "INFO") -> String {
    "2025-09-02 08:00:\(second < 10 ? "0" : "")\(second) \(level) shop.Cart: \(text)\n"
  }

  private static func spool(_ shop: Shop) throws -> Spool {
    let folder = try #require(FilePath(shop.root + "/.reckon/spool"))
    let deadline = ContinuousClock.now + Program.patience
    while true {
      do throws(FileError) {
        return try Spool(folder: folder, limit: 1 << 30)
      } catch {
        // Threads of the watch before are still letting go of it.
        try #require(error.reason == .inUse && ContinuousClock.now < deadline)
        usleep(1_000)
      }
    }
  }

  /// Imports a file that has been followed, which must bring nothing, and compares all with an import into a new shop.
  private static func compare(_ shop: Shop, _ path: String) throws {
    let importer = Importer(
      workplace: shop.workplace(at: Shop.moment(day: 3)),
      desk: shop.desk,
      isDryRun: false,
      sourceName: nil
    )
    let report = try importer.run([path]) { _ in }
    #expect(report.accepted == 0)
    #expect(report.duplicates > 0)
    try Shop.with { other in
      try other.take(Array(Data(contentsOf: URL(fileURLWithPath: path))), as: "app.log", at: Shop.moment(day: 3))
      #expect(try other.signals() == shop.signals())
    }
  }

  @Test func `equal lines and a trace that come bit by bit, over a restart, give what the whole file gives`() throws {
    try Shop.with { shop in
      let path = shop.root + "/app.log"
      let first = try FollowerTests.follow(shop, ["app.log"]) { post in
        let same = Self.line(0, "the cart is full")
        try FollowerTests.append(same + same, to: path)
        try FollowerTests.wait(for: 1, post)
        try FollowerTests.append(same, to: path)
        try FollowerTests.wait(for: 2, post)
        try FollowerTests.append(Self.line(1, "it fails", "ERROR") + "Traceback (most recent call last):\n", to: path)
        try FollowerTests.wait(for: 3, post)
        try FollowerTests.append("  File \"pay.py\", line 1, in pay\nValueError: no\n", to: path)
        try FollowerTests.append(Self.line(2, "done"), to: path)
        try FollowerTests.wait(for: 4, post)
      }
      #expect(first.rejected == 0)
      let second = try FollowerTests.follow(shop, ["app.log"]) { post in
        try FollowerTests.append(Self.line(2, "done") + Self.line(3, "closed"), to: path)
        try FollowerTests.wait(for: 1, post)
      }
      #expect(second.rejected == 0)
      try Self.compare(shop, path)
    }
  }

  @Test func `what a process that was killed has left half read comes to the same`() throws {
    try Shop.with { shop in
      let path = shop.root + "/app.log"
      try FollowerTests.append(
        Self.line(0, "same") + Self.line(1, "it fails", "ERROR") + "Traceback (most re",
        to: path
      )
      try FollowerTests.spool(shop, ["app.log"])
      try FollowerTests.append("cent call last):\n  File \"pay.py\", line 1, in pay\nValueError: no\n", to: path)
      try FollowerTests.append(Self.line(2, "same") + Self.line(2, "same"), to: path)
      try FollowerTests.spool(shop, ["app.log"])
      let report = try FollowerTests.follow(shop, ["app.log"]) { post in
        try FollowerTests.append(Self.line(2, "same") + Self.line(3, "closed"), to: path)
        try FollowerTests.wait(for: 5, post)
      }
      #expect(report.rejected == 0)
      try Self.compare(shop, path)
    }
  }

  @Test func `two long logs find their way through a small spool`() throws {
    try Shop.with { shop in
      let paths = ["a.log", "b.log"]
      for path in paths {
        let lines = (0..<30_000).map { number in
          "2025-09-02 08:00:00.\(String(1_000_000 + number).suffix(6)) INFO shop.Cart: \(path) has a line of no interest \(number)\n"
        }
        try FollowerTests.append(lines.joined(), to: shop.root + "/" + path)
      }
      _ = try FollowerTests.follow(shop, paths, limit: 1 << 20) { post in try FollowerTests.wait(for: 59_998, post) }
      #expect(try shop.signals() == 60_000)
    }
  }

  @Test func `a file that is renamed within a followed folder is not read again, and one that is gone is forgotten`()
    throws
  {
    try Shop.with { shop in
      let folder = shop.root + "/logs"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      try FollowerTests.append(SampleSignals.days(0..<1), to: folder + "/app.jsonl")
      let first = try FollowerTests.follow(shop, ["logs"]) { post in
        try FollowerTests.wait(for: 28, post)
        try FileManager.default.moveItem(atPath: folder + "/app.jsonl", toPath: folder + "/app.jsonl.1")
        try FollowerTests.append(SampleSignals.days(1..<2), to: folder + "/app.jsonl")
        try FollowerTests.wait(for: 56, post)
      }
      #expect(first.duplicates == 0)
      try FileManager.default.moveItem(atPath: folder + "/app.jsonl.1", toPath: folder + "/app.jsonl.2")
      try FileManager.default.moveItem(atPath: folder + "/app.jsonl", toPath: folder + "/app.jsonl.1")
      let second = try FollowerTests.follow(shop, ["logs"]) { post in
        try FollowerTests.append(SampleSignals.days(2..<3), to: folder + "/app.jsonl")
        try FollowerTests.wait(for: 28, post)
      }
      #expect(second.duplicates == 0)
      try FileManager.default.removeItem(atPath: folder + "/app.jsonl.2")
      _ = try FollowerTests.follow(shop, ["logs"]) { post in
        try FollowerTests.append(SampleSignals.days(3..<4), to: folder + "/app.jsonl")
        try FollowerTests.wait(for: 28, post)
      }
      let marks = try String(contentsOfFile: shop.root + "/.reckon/followed.json", encoding: .utf8)
      #expect(marks.components(separatedBy: "\"offset\"").count - 1 == 2)
    }
  }

  @Test func `warnings of a logger are capped for a whole watch`() throws {
    try Shop.with { shop in
      let path = shop.root + "/app.log"
      _ = try FollowerTests.follow(shop, ["app.log"]) { post in
        for part in 0..<6 {
          let lines = (part * 250..<(part + 1) * 250).map { number in
            "2025-09-02 08:00:00.\(String(1_000_000 + number).suffix(6)) WARN shop.Cart: no \(number)\n"
          }
          try FollowerTests.append(lines.joined(), to: path)
          try FollowerTests.wait(for: (part + 1) * 250 - 1, post)
        }
      }
      let kept = try shop.books().read { try $0.reader.evidence(of: .log, containing: "no").count }
      // 1,000 past the cap, of which about 16 are kept.
      #expect((500...550).contains(kept), "\(kept)")
    }
  }

  @Test func `requests that ended the process twice are set aside and told of, and what comes behind is kept`() throws {
    try Shop.with { shop in
      try FollowerTests.append(SampleSignals.days(0..<1), to: shop.root + "/app.jsonl")
      try FollowerTests.spool(shop, ["app.jsonl"])
      for _ in 0..<2 {
        let spool = try Self.spool(shop)
        try spool.beginTry(#require(spool.take(within: .zero)))
        let folder = shop.root + "/.reckon/spool/"
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".try") })
        let file = try #require(FileHandle(forWritingAtPath: folder + name))
        try file.seekToEnd()
        try file.write(contentsOf: Data("1".utf8))
      }
      let report = try FollowerTests.follow(shop, ["app.jsonl"]) { post in
        try FollowerTests.append(SampleSignals.days(1..<2), to: shop.root + "/app.jsonl")
        try FollowerTests.wait(for: 28, post)
      }
      #expect(report.accepted == 28)
      #expect(report.duplicates == 0)
      #expect(report.rejects.first?.path.hasSuffix(".damaged") == true)
      #expect(report.rejects.first?.reason.contains("set aside") == true)
    }
  }
}
