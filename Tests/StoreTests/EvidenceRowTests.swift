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

  private func contains(_ store: Store, _ words: String) throws -> Bool {
    for name in ["store.db", "store.db-wal"] {
      if bytes(of: store.folder + "/" + name).contains(Array(words.utf8)) { return true }
    }
    return false
  }
}
