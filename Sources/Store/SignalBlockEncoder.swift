private import Bytes
internal import Domain

/// Turns signals into blocks, one after the other, keeping its memory.
///
/// The same signals give the same bytes, whatever batch they came in: rows must be given in canonical order, and every
/// table of a block is in the order of first use.
struct SignalBlockEncoder: ~Copyable {
  private var compressor: ZstdCompressor
  private var block: [UInt8] = []
  private var pieces: [SignalBlockHead.Piece] = []
  /// The column being written.
  var column: [UInt8] = []
  /// A second part of the column being written.
  var tail: [UInt8] = []
  var probe = SignalProbe()

  /// Prepares for a level of compression.
  init(level: Int = 1) throws(SignalBlockError) {
    do {
      compressor = try ZstdCompressor(level: level)
    } catch {
      throw .failed(error.description)
    }
  }

  /// Returns the places of a batch's rows in the order in which they stand in blocks: by time, then by key.
  static func canonicalOrder(_ rows: [SignalRow]) -> [Int32] {
    var order: [Int32] = []
    order.reserveCapacity(rows.count)
    var isSorted = true
    for index in rows.indices {
      order.append(Int32(truncatingIfNeeded: index))
      if index > 0 && isSorted { isSorted = precedes(rows[index - 1], rows[index]) }
    }
    guard !isSorted else { return order }
    order.sort { precedes(rows[Int($0)], rows[Int($1)]) }
    return order
  }

  private static func precedes(_ one: SignalRow, _ other: SignalRow) -> Bool {
    one.time != other.time ? one.time < other.time : one.key < other.key
  }

  /// Returns the block of some rows of a batch, given by their places in canonical order.
  mutating func encode(_ batch: SignalBatch, _ order: ArraySlice<Int32>) throws(SignalBlockError) -> [UInt8] {
    guard let first = order.first, let last = order.last else { throw .invalid("a block", "has no rows") }
    guard order.count <= SignalBlockHead.maximumRows else { throw .tooLarge("\(order.count) signals") }
    let hasExtras = SignalBlockEncoder.hasExtras(batch, order)
    let hasSettings = SignalBlockEncoder.hasSettings(batch, order)
    let length = SignalBlockHead.length(hasExtras: hasExtras, hasSettings: hasSettings)
    block.removeAll(keepingCapacity: true)
    block.append(contentsOf: [UInt8](repeating: 0, count: length))
    pieces.removeAll(keepingCapacity: true)
    column.removeAll(keepingCapacity: true)
    tail.removeAll(keepingCapacity: true)
    let kinds = try addWords(batch, order)
    try addNumbers(batch.rows, order)
    try addPeople(batch.rows, order)
    try addEvidence(batch, order)
    let traces = try addTraces(batch.rows, order)
    try addSpans(batch.rows, order)
    try addKeys(batch.rows, order, traces)
    if hasExtras { try addExtras(batch, order) } else if hasSettings { try add(.extras) }
    if hasSettings { try addSettings(batch, order) }
    SignalBlockHead.write(
      over: &block,
      rows: order.count,
      kinds: kinds,
      times: batch.rows[Int(first)].time...batch.rows[Int(last)].time,
      pieces: pieces
    )
    return block
  }

  /// Ends the column that has been written.
  mutating func add(_ name: SignalColumn) throws(SignalBlockError) {
    assert(pieces.count == name.rawValue)
    guard column.count <= name.limit(rows: SignalBlockHead.maximumRows) else { throw .tooLarge(name.name) }
    let offset = block.count
    // Local names, for the compiler takes the use of one part of the encoder for the use of all.
    let text = column
    var block = self.block
    self.block = []
    // A frame of fewer bytes than this is longer than its content.
    if name.isCompressible && text.count > 12 {
      do {
        try compressor.compress(text.span, into: &block)
      } catch {
        throw .failed(error.description)
      }
    }
    if block.count == offset || block.count - offset >= text.count {
      block.removeLast(block.count - offset)
      block.append(contentsOf: text)
    }
    let sum = XXHash64.hash(block.span.extracting(offset..<block.count))
    pieces.append(
      SignalBlockHead.Piece(offset: offset, stored: block.count - offset, content: text.count, checksum: sum)
    )
    self.block = block
    column.removeAll(keepingCapacity: true)
  }
}
