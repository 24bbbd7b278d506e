import Bytes
import Domain
import TestSupport
import Testing

@testable import Store

@Suite struct EvidenceRowTests {
  /// Named as the loop names it: a keyed digest of the kind and the text.
  static func evidence(_ text: String, kind: Evidence.Kind = .message, secret: [UInt8] = Array(0..<32)) -> Evidence {
    let digest = HMAC.tag(for: Array(kind.rawValue.utf8) + [0] + Array(text.utf8), key: secret)
    return Evidence(id: EvidenceID(digest), kind: kind, text: text, origin: "file:1", trust: .thirdParty)
  }

  @Test(arguments: StorePlace.allCases)
  func `texts are kept once, numbered as they come`(_ place: StorePlace) throws {
    try place.withStore { store in
      let texts = ["", "one", "two", "zero\u{0}", "ünï"].map { EvidenceRowTests.evidence($0) }
      let first = try store.write { try $0.ordinals(adding: [texts[1], texts[0], texts[1]]) }
      #expect(first == [1, 2, 1])
      try #expect(store.write { try $0.ordinals(adding: texts) } == [2, 1, 3, 4, 5])
      try store.read { reader in
        for text in texts { try #expect(reader.evidence(text.id)?.evidence == text) }
        try #expect(reader.evidence(EvidenceRowTests.evidence("three").id) == nil)
      }
      try #expect(store.faults() == [])
    }
  }

  @Test(arguments: StorePlace.allCases)
  func `what is erased is gone from every file and does not come back`(_ place: StorePlace) throws {
    try place.withStore { store in
      let words = "a very private sentence"
      let text = EvidenceRowTests.evidence(words)
      try store.write { try $0.addEvidence([text]) }
      try store.settle()
      try #expect(contains(store, words))
      try #expect(store.write { try $0.erase(evidence: text.id, seq: 7, reason: "forget") })
      try store.settle()
      try #expect(!contains(store, words))
      let trace = StoredEvidence.Content.erased(seq: 7, reason: "forget")
      try store.write { writer in
        try #expect(writer.erase(evidence: text.id, seq: 8, reason: "again"))
        try #expect(!writer.erase(evidence: EvidenceRowTests.evidence("x").id, seq: 8, reason: "again"))
        try writer.addEvidence([text])
      }
      let found = try store.read { try $0.evidence(text.id) }
      #expect(found?.content == trace)
      #expect(found?.origin.isEmpty == true)
      #expect(found?.evidence == nil)
      try #expect(store.faults() == [])
    }
  }

  @Test func `a text that is not the one of its id is named`() throws {
    try StorePlace.memory.withStore { store in
      let id = EvidenceRowTests.evidence("other").id
      let text = Evidence(id: id, kind: .log, text: "text", origin: "", trust: .computed)
      try store.write { try $0.addEvidence([text]) }
      let fault = RowFault(table: "evidence", key: "1", what: "the text is not the one its id was made of")
      try #expect(store.faults() == [fault])
    }
  }

  /// A text with three of its signals: the first of one source, then two with a trace.
  private static func sighted(_ text: Evidence) -> SignalBatch {
    var batch = SignalBatch()
    batch.evidence = [text]
    for (number, trace) in [(1, UInt64(0)), (2, 7), (3, 8)] {
      let key = SignalKey(prefix: UInt32(number), rest: UInt64(number))
      var row = SignalRow(kind: .error, key: key, time: Int64(number) * 1_000_000)
      row.source = batch.texts.place(of: "otlp")
      row.name = batch.texts.place(of: "KeyError")
      row.trace = TraceID(high: 0, low: trace)
      row.span = trace
      row.evidence = 0
      batch.rows.append(row)
    }
    return batch
  }

  @Test(arguments: StorePlace.allCases)
  func `a text is kept with its first signal that has a trace, until it is erased`(_ place: StorePlace) throws {
    try place.withStore { store in
      let text = EvidenceRowTests.evidence("boom", kind: .error)
      let batch = Self.sighted(text)
      try store.write { try $0.addEvidence(of: batch) }
      let first = Sighting(
        source: "otlp",
        name: "KeyError",
        time: 2_000_000,
        trace: TraceID(high: 0, low: 7),
        span: 7
      )
      try #expect(store.read { try $0.evidence(text.id)?.sighting } == first)
      // The same text again is no other text.
      var later = batch
      for index in later.rows.indices { later.rows[index].time += 5 }
      let again = later
      try store.write { try $0.addEvidence(of: again) }
      try #expect(store.read { try $0.evidence(text.id)?.sighting } == first)
      try #expect(store.write { try $0.erase(evidence: text.id, seq: 7, reason: "forget") })
      let left = try store.read { try $0.evidence(text.id) }
      #expect(left != nil && left?.sighting == nil)
      try #expect(store.faults() == [])
    }
  }

  @Test func `texts of a store from before are read, and stay as they were sealed`() throws {
    try StorePlace.memory.withFolder { folder in
      let (path, _, old, secret) = try OldStore.make(in: folder, version: 5)
      let columns: KeyValuePairs<String, Table.Form> = [
        "ordinal": .integer, "id": .blob, "kind": .text, "text": .text, "origin": .text, "trust": .text,
        "erased_seq": .optionalInteger, "reason": .optionalText,
      ]
      let text = EvidenceRowTests.evidence("boom", secret: secret)
      var row = try RowWriter(Table("evidence", key: 1, columns), old, SealKey(secret: secret))
      try row.put(Int64(1))
      try row.put(text.id.bytes)
      for word in [text.kind.rawValue, text.text, text.origin, text.trust.rawValue] { try row.put(word) }
      try row.put(Int64?.none)
      try row.put(String?.none)
      try row.finish()
      let store = try #require(try Store.open(at: path, creating: false))
      #expect(try store.faults() == [])
      let found = try store.read { try $0.evidence(text.id) }
      #expect(found?.evidence == text && found?.sighting == nil)
    }
  }

  private func contains(_ store: Store, _ words: String) throws -> Bool {
    for name in ["store.db", "store.db-wal"] {
      if bytes(of: store.folder + "/" + name).contains(Array(words.utf8)) { return true }
    }
    return false
  }
}
