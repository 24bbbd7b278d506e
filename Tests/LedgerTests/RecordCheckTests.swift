import Bytes
import Ledger
import Testing

@Suite struct RecordCheckTests {
  private static func check(_ entries: [(EntryType, String, String)]) -> RecordCheck {
    var check = RecordCheck()
    var head = LedgerHead.start
    for (type, subject, body) in entries {
      let digest = body.isEmpty ? "" : LedgerEntry.digest(of: Array(body.utf8))
      let entry = LedgerEntry.next(after: head, at: Chains.start, by: "a", type, about: subject, digest: digest)
      head = entry.head
      check.note(entry)
    }
    return check
  }

  @Test func `records that are as recorded have no fault`() {
    var check = Self.check([
      (.bet, "B-1", "one"), (.import, "csv", "report"), (.bet, "B-1", "two"), (.ship, "S-1", "s"),
    ])
    #expect(check.check("B-1", body: Array("two".utf8)) == nil)
    #expect(check.check("S-1", body: Array("s".utf8)) == nil)
    #expect(check.missing().isEmpty)
  }

  @Test func `a changed body, an unknown record, a lost one and a double one are each named`() {
    var check = Self.check([(.bet, "B-1", "one"), (.bet, "B-1", "two"), (.planLock, "P-1", "p"), (.ship, "S-1", "s")])
    #expect(check.check("B-1", body: Array("one".utf8)) == RecordFault(subject: "B-1", reason: .differs(seq: 2)))
    #expect(check.check("B-1", body: Array("two".utf8)) == RecordFault(subject: "B-1", reason: .twice))
    #expect(check.check("B-2", body: []) == RecordFault(subject: "B-2", reason: .noEntry))
    #expect(
      check.missing() == [
        RecordFault(subject: "P-1", reason: .noRecord(seq: 3)), RecordFault(subject: "S-1", reason: .noRecord(seq: 4)),
      ]
    )
    #expect(check.missing()[0].description == "P-1, recorded by entry 3, is not there")
  }

  @Test func `a record that was removed on purpose is not missed, and is one too many when it is there`() {
    var check = Self.check([(.claim, "C-1", "words"), (.claim, "C-1", "")])
    #expect(check.missing().isEmpty)
    #expect(check.check("C-1", body: Array("words".utf8)) == RecordFault(subject: "C-1", reason: .noEntry))
  }
}
