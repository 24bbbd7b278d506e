// Feeds mutated blocks of signals to their reader: FUZZ=1 swift build -c release --product FuzzBlocks, then run it on
// Fuzz/Corpora/FuzzBlocks with SWIFT_BACKTRACE=enable=no, so that a crashing input is saved.
import Bytes
import Domain
import FuzzDriver

// Blocks are the store's own business.
@testable import Store

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzzOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  // As it is, most inputs fail at the first checksum; with right ones they reach what is behind it.
  check(input)
  check(sealed(input))
  return 0
}

/// What is read is written and read again as the same.
func check(_ block: [UInt8]) {
  // fine because most inputs are malformed; only what is accepted can be looked at further
  guard let batch = try? decoded(block) else { return }
  precondition(batch.rows.count <= SignalBlockHead.maximumRows)
  guard let written = try? encoded(batch), let again = try? decoded(written) else {
    preconditionFailure("what was read is not written and read again")
  }
  // A forged block can have its rows in another order, which writing mends.
  let order = SignalBlockEncoder.canonicalOrder(batch.rows)
  precondition(again.rows.count == batch.rows.count)
  for (row, place) in zip(again.rows, order) {
    let other = batch.rows[Int(place)]
    precondition(row.key == other.key && row.time == other.time && row.trace == other.trace)
    precondition(row.span == other.span && row.parent == other.parent && row.subject == other.subject)
    precondition(row.value.bitPattern == other.value.bitPattern && row.duration == other.duration)
    precondition(again.text(row.name) == batch.text(other.name))
    precondition(again.evidenceID(of: row) == batch.evidenceID(of: other))
    precondition(again.extra(of: row) == batch.extra(of: other))
  }
  precondition((try? encoded(again)) == written)
}

func decoded(_ block: [UInt8]) throws -> SignalBatch {
  var decoder = try SignalBlockDecoder()
  return try decoder.decode(block, try SignalBlockHead(block.span), fields: .all)
}

func encoded(_ batch: SignalBatch) throws -> [UInt8] {
  var encoder = try SignalBlockEncoder()
  return try encoder.encode(batch, SignalBlockEncoder.canonicalOrder(batch.rows)[...])
}

/// The input with the checksums that its columns and its head should have.
func sealed(_ input: [UInt8]) -> [UInt8] {
  var block = input
  guard block.count >= 8 else { return block }
  let columns = Int(block.span.littleEndian16(6))
  var offset = 32 + 16 * columns + 8
  guard block.count >= offset else { return block }
  for column in 0..<columns {
    let place = 32 + 16 * column
    let end = offset + Int(block.span.littleEndian32(place))
    guard end <= block.count else { break }
    block.setLittleEndian(XXHash64.hash(Array(block[offset..<end])), at: place + 8)
    offset = end
  }
  let end = 32 + 16 * columns
  block.setLittleEndian(XXHash64.hash(Array(block[..<end])), at: end)
  return block
}

unsafe fuzz(fuzzOne)
