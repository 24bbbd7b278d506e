import Bytes
import Domain
import TestSupport
import Testing

// Blocks are the room's own business.
@testable import Store

/// In which setting things happened, in blocks and in the store.
@Suite struct SignalSettingTests {
  /// Rows at successive times, each with its setting.
  private static func batch(_ settings: [String]) -> SignalBatch {
    var batch = SignalExtraTests.batch(settings.map { _ in [] })
    for (index, setting) in settings.enumerated() { batch.rows[index].setting = batch.texts.place(of: setting) }
    return batch
  }

  @Test func `settings are written once, and cost a fraction of a byte a row`() throws {
    let settings = (0..<4_000).map { ["", "platform=iOS\nplan=pro", "platform=Android", "plan=free"][$0 / 1_000] }
    let batch = SignalSettingTests.batch(settings)
    let block = try SignalBlockTests.encode(batch)
    #expect(block[4] == 3)
    let bare = try SignalBlockTests.encode(SignalSettingTests.batch(settings.map { _ in "" }))
    #expect(bare[4] == 1)
    #expect(block.count - bare.count < 400)
    let decoded = try SignalBlockTests.decode(block)
    #expect(decoded.rows.map { decoded.text($0.setting) } == settings)
  }

  @Test func `a block of either earlier version is read, and written as it was`() throws {
    let old = try #require(Hex.bytes(SignalExtraTests.versionOne))
    #expect(try SignalBlockTests.encode(try SignalBlockTests.decode(old)) == old)
    let two = try SignalBlockTests.encode(SignalExtraTests.batch([[1], [2]]))
    #expect(two[4] == 2)
    #expect(try SignalBlockTests.encode(try SignalBlockTests.decode(two)) == two)
  }

  @Test func `a setting longer than any can be makes no block, and is no line of an export`() throws {
    let long = String(repeating: "x", count: Setting.textLimit + 1)
    #expect(throws: SignalBlockError.self) { try SignalBlockTests.encode(SignalSettingTests.batch([long])) }
    var batch = SignalBatch()
    let line = #"{"key":"00000000000000000001","kind":"span","time":1,"setting":"\#(long)"}"#
    #expect(throws: StoreError.self) { try batch.append(line: try JSONDocument(Array(line.utf8)).root) }
  }

  @Test(arguments: StorePlace.allCases)
  func `settings stay when parts are joined, sealed, known already, erased and exported`(_ place: StorePlace) throws {
    try place.withStore(.small) { store in
      let whole = SignalSettingTests.batch((0..<200).map { $0 % 3 == 0 ? "" : "plan=p\($0 % 5)" })
      for start in stride(from: 0, to: 200, by: 5) {
        #expect(try store.take(whole.keeping { max(0, start - 3)..<start + 5 ~= $0 }) == 5)
      }
      #expect(try store.described() == whole.described.sorted())
      _ = try store.write { try $0.erase(subject: 7) }
      var erased = whole
      for index in erased.rows.indices { erased.rows[index].subject = 0 }
      #expect(try store.described() == erased.described.sorted())
      #expect(try store.faults() == [])
      let lines = try store.exportedLines()
      try place.withStore(.small) { copy in
        try copy.write { try $0.importSignals(lines.map { try JSONDocument($0).root }) }
        #expect(try copy.exportedLines() == lines)
        #expect(try copy.described() == erased.described.sorted())
      }
    }
  }
}
