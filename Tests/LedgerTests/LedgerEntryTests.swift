import Bytes
import Ledger
import TestSupport
import Testing

@Suite struct LedgerEntryTests {
  @Test func `lines and hashes are those another program computes`() {
    // Python: json.dumps(…, sort_keys=True, separators=(",", ":")) and hashlib.sha256(previous + line).
    let first = LedgerEntry.next(after: .start, at: Chains.start, by: "reckon", .create, about: "store")
    #expect(
      String(decoding: first.line, as: UTF8.self) == """
        {"actor":"reckon","at":"2026-01-01T00:00:00Z","digest":"",\
        "prev":"0000000000000000000000000000000000000000000000000000000000000000","seq":1,"subject":"store",\
        "type":"create"}
        """
    )
    #expect(Hex.encode(first.hash) == "f53cddca64b63a069d21697d1282999bdc7a803fd1cf34a941cb2b67aec9bf01")
    let second = LedgerEntry.next(
      after: first.head,
      at: Timestamp(nanoseconds: Chains.start.nanoseconds + 1_500_000_000),
      by: "agent \"7\"",
      .bet,
      about: "B-7K2M9Q",
      digest: LedgerEntry.digest(of: Array("{}".utf8))
    )
    #expect(Hex.encode(second.hash) == "ea267ef0a704599c9015f355c7222762027f8cbb6977972924f71d3c40fe8f4c")
    #expect(second.head == LedgerHead(seq: 2, hash: second.hash))
  }

  @Test func `a line reads back as its entry`() throws {
    for kept in Chains.make(60) {
      let entry = try #require(LedgerEntry(line: kept.line))
      #expect(entry.line == kept.line)
      #expect(entry.hash == kept.hash)
      #expect(try CanonicalJSON.bytes(of: JSONDocument(kept.line).root) == kept.line)
    }
  }

  @Test func `texts from outside are made visible and cut`() throws {
    let long = String(repeating: "🧨", count: 100_000)
    let entry = LedgerEntry.next(after: .start, at: Chains.start, by: "a\u{202e}b\n", .ship, about: long)
    #expect(entry.actor == "a\\u{202e}b\\u{a}")
    #expect(entry.subject.unicodeScalars.count == LedgerEntry.textLimit + 1)
    #expect(entry.line.count < LedgerEntry.lineLimit)
    #expect(LedgerEntry(line: entry.line) == entry)
    // The longest there can be.
    let worst = String(repeating: "\\", count: 200)
    let widest = LedgerEntry.next(
      after: LedgerHead(seq: .max - 1, hash: entry.hash),
      at: Chains.start,
      by: worst,
      .ship,
      about: long,
      digest: LedgerEntry.digest(of: [])
    )
    #expect(widest.line.count <= LedgerEntry.lineLimit)
  }

  @Test(arguments: [
    "", "{}", "[]", "null", "{\"seq\":1}", String(repeating: "[", count: 5_000), String(repeating: " ", count: 5_000),
  ])
  func `bytes that are no entry are none`(_ text: String) {
    #expect(LedgerEntry(line: Array(text.utf8)) == nil)
  }

  @Test func `another spelling of an entry is none`() throws {
    let line = String(decoding: Chains.make(2)[1].line, as: UTF8.self)
    for (part, other) in [
      ("{\"actor\"", "{ \"actor\""), ("\"seq\":2", "\"seq\":2.0"), ("00:00:10Z", "00:00:10+00:00"), ("}", ",\"x\":1}"),
      ("agent", "\\u0061gent"), ("\"seq\":2", "\"seq\":0"), ("\"import\"", "\"imported\""), ("\"seq\":2", "\"seq\":-1"),
    ] {
      let changed = line.replacing(part, with: other)
      #expect(changed != line)
      #expect(LedgerEntry(line: Array(changed.utf8)) == nil, "\(changed)")
    }
  }
}
