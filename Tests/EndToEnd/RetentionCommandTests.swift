import Bytes
import Foundation
import Glibc
import TestSupport
import Testing

/// Retention as a person uses it, with several processes and sudden ends.
@Suite struct RetentionCommandTests {
  private static func withShop(_ body: (Fixture) throws -> Void) throws {
    try Fixture.with { fixture in
      try fixture.repository("shop")
      try fixture.write(SampleSignals.days(0..<40), to: "shop/days.jsonl")
      #expect(try reckon("import", "days.jsonl", in: fixture).ending == .exited(0))
      try body(fixture)
    }
  }

  private static func reckon(_ words: String..., in fixture: Fixture) throws -> ProgramResult {
    try fixture.run(.reckon, words) { $0.folder = fixture.path("shop") }
  }

  private static func json(_ words: String..., in fixture: Fixture) throws -> JSONNode {
    let result = try fixture.run(.reckon, words + ["--json"]) { $0.folder = fixture.path("shop") }
    #expect(result.ending == .exited(0), "\(result)")
    return try JSONDocument(result.output).root
  }

  private static func expectSound(_ fixture: Fixture) throws {
    let audit = try reckon("audit", in: fixture)
    #expect(audit.ending == .exited(0), "\(audit)")
  }

  @Test func `it says how long signals are kept, what would go, and what went`() throws {
    try Self.withShop { fixture in
      let plain = try Self.reckon("retention", in: fixture)
      #expect(plain.output.hasPrefix("Signals are kept for 90 days behind the newest.\n"), "\(plain)")
      let dry = try Self.json("retention", "--days", "10", "--dry-run", in: fixture)
      #expect(dry["due"]?["days"]?.integer == 29 && dry["removed"]?.isNull == true)
      #expect(try Self.json("retention", in: fixture)["keep_days"]?.integer == 90)
      let set = try Self.json("retention", "--days", "10", in: fixture)
      #expect(set["removed"]?["signals"]?.integer == dry["due"]?["signals"]?.integer)
      #expect(set["keep_days"]?.integer == 10 && set["due"]?["days"]?.integer == 0)
      let status = try Self.reckon("status", in: fixture)
      #expect(status.output.contains("before 2025-09-30 went, their counts and texts stay"), "\(status)")
      let again = try Self.reckon("import", "days.jsonl", in: fixture)
      #expect(again.output.contains("of days that have been removed"), "\(again)")
      #expect(again.output.contains("Took in 0 signals"), "\(again)")
      try Self.expectSound(fixture)
      #expect(try Self.reckon("retention", "--days", "0", in: fixture).ending == .exited(3))
      #expect(try Self.reckon("retention", "--size", "much", in: fixture).ending == .exited(3))
      let all = try Self.reckon("retention", "--days", "all", in: fixture)
      #expect(all.output.hasPrefix("Signals are kept for good.\n"), "\(all)")
    }
  }

  /// Whenever the kill comes, before, within or behind the work: the store is sound, and the next run does the rest.
  @Test func `a run that is killed leaves a sound store, and the next one ends its work`() throws {
    try Self.withShop { fixture in
      let whole = try Self.json("status", in: fixture)["signals"]?.integer
      for days in stride(from: 38, through: 5, by: -3) {
        let run = try fixture.start(.reckon, ["retention", "--days", String(days)]) { launch in
          launch.folder = fixture.path("shop")
        }
        // Not a wait for anything: how far the run comes is of no matter, and differs on purpose.
        for _ in 0..<days * 40 { sched_yield() }
        run.signal(SIGKILL)
        _ = try run.end()
        try Self.expectSound(fixture)
      }
      let last = try Self.json("retention", "--days", "4", in: fixture)
      #expect(last["removed_before"]?.string == "2025-10-06" && last["due"]?["days"]?.integer == 0)
      #expect(try Self.json("import", "days.jsonl", in: fixture)["accepted"]?.integer == 0)
      #expect(try Self.json("status", in: fixture)["signals"]?.integer == whole)
      try Self.expectSound(fixture)
    }
  }

  @Test func `two processes that shorten it and one that imports leave one sound store`() throws {
    try Self.withShop { fixture in
      try fixture.write(SampleSignals.days(20..<42), to: "shop/more.jsonl")
      let commands = [["retention", "--days", "6"], ["retention", "--days", "6"], ["import", "more.jsonl"]]
      let running = try commands.map { words in
        try fixture.start(.reckon, words) { $0.folder = fixture.path("shop") }
      }
      for run in running { #expect(try run.end() == .exited(0)) }
      let view = try Self.json("retention", "--days", "6", in: fixture)
      #expect(view["removed_before"]?.string == "2025-10-06" && view["due"]?["days"]?.integer == 0)
      let status = try Self.json("status", in: fixture)
      let kept = (view["signals"]?.integer ?? 0) + (view["removed_signals"]?.integer ?? 0)
      #expect(status["signals"]?.integer == kept)
      try Self.expectSound(fixture)
    }
  }
}
