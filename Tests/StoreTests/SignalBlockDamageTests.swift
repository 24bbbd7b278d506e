import Bytes
import Domain
import TestSupport
import Testing

// Blocks are the room's own business.
@testable import Store

@Suite struct SignalBlockDamageTests {
  static func sample(_ count: Int) throws -> [UInt8] {
    var samples = SignalSamples(seed: 41)
    return try SignalBlockTests.encode(samples.batch(count))
  }

  @Test func `every flipped bit is noticed`() throws {
    var block = try SignalBlockDamageTests.sample(12)
    var decoder = try SignalBlockDecoder()
    var unnoticed: [Int] = []
    for place in 0..<8 * block.count {
      block[place / 8] ^= 1 << UInt8(place % 8)
      do {
        _ = try decoder.decode(block, try SignalBlockHead(block.span), fields: .all)
        unnoticed.append(place)
      } catch {
        block[place / 8] ^= 1 << UInt8(place % 8)
      }
    }
    #expect(unnoticed.isEmpty)
  }

  @Test func `every cut is noticed`() throws {
    let block = try SignalBlockDamageTests.sample(12)
    for count in 0..<block.count {
      let part = Array(block[..<count])
      #expect(throws: SignalBlockError.self, "\(count) bytes") { try SignalBlockTests.decode(part) }
    }
  }

  /// What a block's checksums do not tell apart from a whole one: damage before they were computed, or by somebody who
  /// computes them anew.
  @Test(arguments: SignalColumn.allCases)
  func `a changed column under a right checksum ends in an error or in signals, never in a trap`(
    _ column: SignalColumn
  ) throws {
    var generator = SplitMix64(seed: UInt64(column.rawValue))
    let parts = try ForgedBlock(try SignalBlockDamageTests.sample(30))
    var decoder = try SignalBlockDecoder()
    var refused = 0
    for round in 0..<150 {
      var forged = parts
      forged.change(column, round, &generator)
      let block = forged.bytes
      do {
        let batch = try decoder.decode(block, try SignalBlockHead(block.span), fields: .all)
        #expect(batch.rows.count <= SignalBlockHead.maximumRows)
      } catch {
        refused += 1
      }
    }
    // Cuts and additions at least are refused everywhere.
    #expect(refused > 0)
  }

  @Test func `a head that claims anything ends in an error or in signals`() throws {
    var generator = SplitMix64(seed: 8)
    let parts = try ForgedBlock(try SignalBlockDamageTests.sample(30))
    for _ in 0..<800 {
      var block = parts.bytes
      let place = Int(generator.next() % UInt64(SignalBlockHead.longest - 8))
      block[place] = UInt8(truncatingIfNeeded: generator.next())
      ForgedBlock.seal(&block)
      // fine because only a trap would be a failure
      _ = try? SignalBlockTests.decode(block)
    }
  }

  @Test func `a block without shapes is refused, not taken for one without rows`() throws {
    var parts = try ForgedBlock(try SignalBlockDamageTests.sample(5))
    parts.replace(.shapes, [])
    let block = parts.bytes
    #expect(throws: SignalBlockError.self) { try SignalBlockTests.decode(block, .words) }
  }

  @Test func `a newer version is told from damage`() throws {
    var block = try SignalBlockDamageTests.sample(3)
    for columns in [18, 30] {
      block[4] = 4
      block[6] = UInt8(columns)
      block += [UInt8](repeating: 0, count: 512)
      ForgedBlock.seal(&block)
      #expect(throws: SignalBlockError.newerVersion(4)) { try SignalBlockHead(block.span) }
    }
    #expect(throws: SignalBlockError.notABlock) { try SignalBlockHead([UInt8](repeating: 7, count: 500).span) }
  }
}

/// A block taken apart, changed, and put together again with right checksums.
struct ForgedBlock {
  private let head: [UInt8]
  private var columns: [[UInt8]] = []

  init(_ block: [UInt8]) throws {
    let head = try SignalBlockHead(block.span)
    self.head = Array(block[..<head.length])
    var decompressor = try ZstdDecompressor()
    for piece in head.pieces.prefix((head.length - 40) / 16) {
      let stored = Array(block[piece.offset..<piece.end])
      guard piece.stored < piece.content else {
        columns.append(stored)
        continue
      }
      var content: [UInt8] = []
      try decompressor.decompress(stored.span, exactly: piece.content, into: &content)
      columns.append(content)
    }
  }

  /// Changes the content of a column: a byte, a bit, its end, or all of it.
  mutating func change(_ column: SignalColumn, _ round: Int, _ generator: inout SplitMix64) {
    let index = column.rawValue
    let random = Int(truncatingIfNeeded: generator.next() >> 1)
    switch round % 5 {
    case 0 where !columns[index].isEmpty: columns[index][random % columns[index].count] = generator.bytes(1)[0]
    case 1 where !columns[index].isEmpty: columns[index][random % columns[index].count] ^= 1 << UInt8(random % 7)
    case 2 where !columns[index].isEmpty: columns[index].removeLast(1 + random % columns[index].count)
    case 3: columns[index] += generator.bytes(1 + random % 40)
    default: columns[index] = generator.bytes(random % 600)
    }
  }

  /// Gives a column another content.
  mutating func replace(_ column: SignalColumn, _ content: [UInt8]) {
    columns[column.rawValue] = content
  }

  /// The block, nothing of it compressed.
  var bytes: [UInt8] {
    var block = head
    for (index, column) in columns.enumerated() {
      let place = 32 + 16 * index
      block.setLittleEndian(UInt64(column.count) | UInt64(column.count) << 32, at: place)
      block.setLittleEndian(XXHash64.hash(column), at: place + 8)
      block += column
    }
    ForgedBlock.seal(&block)
    return block
  }

  /// Computes the checksum of the head anew.
  static func seal(_ block: inout [UInt8]) {
    // The number of columns says where it is.
    let place = 32 + 16 * Int(block.span.littleEndian16(6))
    guard place + 8 <= block.count else { return }
    block.setLittleEndian(XXHash64.hash(Array(block[..<place])), at: place)
  }
}
