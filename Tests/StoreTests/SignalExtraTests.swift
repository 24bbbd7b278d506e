import Bytes
import Domain
import TestSupport
import Testing

// Blocks are the room's own business.
@testable import Store

/// What rows carry beyond their columns, in batches, blocks and the store.
@Suite struct SignalExtraTests {
  /// Rows at successive times, each with its extra.
  static func batch(_ extras: [[UInt8]]) -> SignalBatch {
    var batch = SignalBatch()
    for (index, extra) in extras.enumerated() {
      let key = SignalKey(prefix: UInt32(index), rest: UInt64(index))
      var row = SignalRow(kind: .span, key: key, time: 1_700_000_000_000_000 + Int64(index))
      row.subject = 7
      row.extra = batch.addExtra(extra)
      batch.rows.append(row)
    }
    return batch
  }

  @Test(arguments: [(0, false), (1, true), (4_096, true), (4_097, false)])
  func `an extra has at least one byte and at most 4 KiB`(_ count: Int, _ isKept: Bool) throws {
    let batch = SignalExtraTests.batch([[UInt8](repeating: 9, count: count)])
    #expect((batch.rows[0].extra == 0) == isKept)
    #expect(batch.extra(of: batch.rows[0])?.count == (isKept ? count : nil))
    #expect(try SignalBlockTests.decode(try SignalBlockTests.encode(batch)).described == batch.described)
  }

  @Test func `extras that are the same are written once`() throws {
    var generator = SplitMix64(seed: 3)
    let one = generator.bytes(4_000)
    let other = generator.bytes(4_000)
    let extras = (0..<300).map { [[], one, other, one][$0 % 4] }
    let batch = SignalExtraTests.batch(extras)
    let block = try SignalBlockTests.encode(batch)
    #expect(block.count < 12_000)
    let decoded = try SignalBlockTests.decode(block)
    #expect(decoded.extras == [one, other])
    #expect(decoded.rows.map { decoded.extra(of: $0) ?? [] } == extras)
  }

  @Test func `rows without extras cost nothing, and make the block that was made before there were any`() throws {
    let old = try #require(Hex.bytes(SignalExtraTests.versionOne))
    let head = try SignalBlockHead(old.span)
    #expect(head.length == SignalBlockHead.shortest)
    let batch = try SignalBlockTests.decode(old)
    #expect(batch.rows.count == 1)
    #expect(batch.text(batch.rows[0].name) == "GET /a/8")
    #expect(batch.extras.isEmpty)
    #expect(try SignalBlockTests.encode(batch) == old)
    var unused = batch
    _ = unused.addExtra([1])
    #expect(try SignalBlockTests.encode(unused) == old)
    var used = unused
    used.rows[0].extra = 0
    let new = try SignalBlockTests.encode(used)
    #expect(new[4] == 2)
    #expect(try SignalBlockTests.decode(new).described == used.described)
  }

  @Test(arguments: StorePlace.allCases)
  func `extras stay when parts are joined, sealed, known already, erased and exported`(_ place: StorePlace) throws {
    try place.withStore(.small) { store in
      let whole = SignalExtraTests.batch((0..<200).map { $0 % 3 == 0 ? [] : [1, UInt8($0)] })
      for start in stride(from: 0, to: 200, by: 5) {
        // Each part overlaps the one before.
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

  @Test func `a batch cut keeps the extras its rows point at and no others`() {
    let batch = SignalExtraTests.batch([[1], [2], [], [3]])
    let kept = batch.keeping { $0 > 1 }
    #expect(kept.extras == [[3]])
    #expect(kept.rows.map(\.extra) == [-1, 0])
  }

  /// A block of one log line as the first version of blocks had it.
  static let versionOne = """
    526b534201001000010000002000000055154aea1b0c060055154aea1b0c060030000000300000005db1485de308d65b0a00\
    00000a00000021cc209f4863d133000000000000000099e9d85137db46ef0100000001000000682705db4aa834e903000000\
    0300000096623745259ca55b000000000000000099e9d85137db46ef000000000000000099e9d85137db46ef000000000000\
    000099e9d85137db46ef000000000000000099e9d85137db46ef000000000000000099e9d85137db46ef1000000010000000\
    9cf656048e8be64f010000000100000030e7211b8127418a09000000090000006b283abc935c574c000000000000000099e9\
    d85137db46ef0500000005000000091543840f7bef2c060000000600000047c0682c2cd07ea801a79db7f64a43af06046f74\
    6c700973657276696365203003312e3308474554202f612f38092f636865636b6f757408472d374b324d3951050111010200\
    03040506008ff974b9b501d1d854bb7180021590ff0b4dc30100a83d7e35de18174900e59e5b2605c1e51396ab\

    """
}
