import Bytes
import Ledger
import TestSupport
import Testing

@Suite struct CheckpointTests {
  private static func checkpoint(_ entries: [KeptEntry], at time: Timestamp = Chains.start) -> Checkpoint {
    Chains.walk(entries).checkpoint(at: time)
  }

  @Test func `a chain agrees with its checkpoints, old and new, in any order`() {
    let entries = Chains.make(40)
    let checkpoints = [30, 1, 40, 17].map { Self.checkpoint(Array(entries[..<$0])) }
    #expect(Chains.walk(entries, checkpoints: checkpoints).fault == nil)
  }

  @Test func `a chain written anew is found between two checkpoints`() {
    let checkpoints = [3, 8, 20].map { Self.checkpoint(Array(Chains.make(30)[..<$0])) }
    // It holds together from end to end, and differs from its sixth entry on.
    let other = Chains.make(30, salt: "x")
    #expect(Chains.walk(other).fault == nil)
    #expect(
      Chains.walk(other, checkpoints: checkpoints).fault == LedgerFault(seq: 4, reason: .rewritten(upTo: 8))
    )
    #expect(
      Chains.walk(other, checkpoints: [checkpoints[2]]).fault == LedgerFault(seq: 1, reason: .rewritten(upTo: 20))
    )
    #expect(Chains.walk(other, checkpoints: [checkpoints[0]]).fault == nil)
  }

  @Test func `a chain cut short is told by a checkpoint beyond its end`() {
    let entries = Chains.make(20)
    let short = Chains.walk(Array(entries[..<12]), checkpoints: [Self.checkpoint(entries)])
    #expect(short.fault == LedgerFault(seq: 13, reason: .missing(upTo: 20)))
    #expect(Chains.walk([], checkpoints: [Self.checkpoint(entries)]).fault?.seq == 1)
  }

  @Test func `a checkpoint whose root alone is wrong does not agree`() {
    let entries = Chains.make(5)
    let good = Self.checkpoint(entries)
    let bad = Checkpoint(head: good.head, root: entries[0].hash, at: good.at)
    #expect(Chains.walk(entries, checkpoints: [bad]).fault == LedgerFault(seq: 1, reason: .rewritten(upTo: 5)))
  }

  @Test func `the text of its file reads back`() throws {
    let checkpoint = Self.checkpoint(Chains.make(7), at: Chains.time(86_400))
    #expect(
      checkpoint.text == """
        reckon checkpoint 1
        seq 7
        head \(Hex.encode(checkpoint.head.hash))
        root \(Hex.encode(checkpoint.root))
        at 2026-01-02T00:00:00Z

        """
    )
    #expect(try Checkpoint(checkpoint.text) == checkpoint)
  }

  struct Spoiled: Sendable, CustomTestStringConvertible {
    let part: String
    let other: String
    let line: Int
    let expected: String

    var testDescription: String { "\(part) to \(other)" }
  }

  @Test(arguments: [
    Spoiled(part: "checkpoint 1", other: "checkpoint 2", line: 1, expected: "reckon checkpoint 1"),
    Spoiled(part: "reckon", other: "record", line: 1, expected: "reckon"),
    Spoiled(part: "seq 7", other: "seq seven", line: 2, expected: "seq"),
    Spoiled(part: "seq 7", other: "seq 0", line: 2, expected: "seq"),
    Spoiled(part: "seq 7", other: "seq 07", line: 6, expected: "the end"),
    Spoiled(part: "seq 7", other: "seq", line: 2, expected: "seq"),
    Spoiled(part: "head ", other: "head 0", line: 3, expected: "head"),
    Spoiled(part: "root ", other: "root ab", line: 4, expected: "root"),
    Spoiled(part: "at 2026", other: "at 2O26", line: 5, expected: "at"),
    Spoiled(part: "00Z\n", other: "00Z\nmore", line: 6, expected: "the end"),
    Spoiled(part: "00Z\n", other: "00Z", line: 6, expected: "the end"),
    Spoiled(part: "00Z\n", other: "00Z\r\n", line: 5, expected: "at"),
  ])
  func `a spoiled text is refused by its line`(_ spoiled: Spoiled) {
    let text = Self.checkpoint(Chains.make(7)).text.replacing(spoiled.part, with: spoiled.other, maxReplacements: 1)
    #expect(throws: CheckpointError(line: spoiled.line, expected: spoiled.expected)) { try Checkpoint(text) }
  }

  @Test func `every cut of the text is refused`() {
    let text = Self.checkpoint(Chains.make(7)).text
    for count in 0..<text.utf8.count {
      #expect(throws: CheckpointError.self) { try Checkpoint(String(text.prefix(count))) }
    }
    #expect(throws: CheckpointError.self) { try Checkpoint(String(repeating: "x", count: 1 << 20)) }
  }

  @Test func `the next is due on another day and after a thousand entries, and never without an entry`() {
    let last = Checkpoint(head: LedgerHead(seq: 10, hash: []), root: [], at: Chains.time(3_600))
    func due(_ seq: Int64, _ seconds: Int64) -> Bool {
      Checkpoint.isDue(after: last, head: LedgerHead(seq: seq, hash: []), now: Chains.time(seconds))
    }
    #expect(!due(11, 86_399))
    #expect(due(11, 86_400))
    #expect(!due(10, 86_400))
    #expect(!due(1_009, 7_200))
    #expect(due(1_010, 7_200))
    // The clock has been set back by a day.
    #expect(due(11, -1))
    #expect(!Checkpoint.isDue(after: nil, head: .start, now: Chains.start))
    #expect(Checkpoint.isDue(after: nil, head: LedgerHead(seq: 1, hash: []), now: Chains.start))
  }
}
