internal import Bytes
internal import Domain

/// Reads blocks, one after the other, keeping its memory.
///
/// The bytes may be anything: what is not a block ends in an error, never in a trap or in memory beyond a block's size.
struct SignalBlockDecoder: ~Copyable {
  private var decompressor: ZstdDecompressor
  private var content: [UInt8] = []
  /// One number for every row of the block.
  var numbers: [UInt64] = []
  /// The rows of the block that are wanted.
  var chosen: [Int32] = []

  /// Prepares to read.
  init() throws(SignalBlockError) {
    do {
      decompressor = try ZstdDecompressor()
    } catch {
      throw .failed(error.description)
    }
  }

  /// Returns the wanted parts of the wanted rows; the bytes must reach to the end of the columns needed for them.
  mutating func decode(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    fields: SignalFields,
    of selection: SignalSelection = .everything
  ) throws(SignalBlockError) -> SignalBatch {
    var batch = SignalBatch()
    var links: Links?
    if fields.contains(.trace) || fields.contains(.key) || selection.traces != nil {
      links = try self.links(bytes, head, selection.traces)
      guard links != nil else { return batch }
    }
    guard let shapes = try shapes(bytes, head, selection.filter, into: &batch) else { return batch }
    try addWords(bytes, head, shapes, selection, links, to: &batch)
    guard !chosen.isEmpty else { return batch }
    if let links {
      if fields.contains(.trace) || selection.traces != nil { addTraces(links, to: &batch) }
      if fields.contains(.key) { try addKeys(bytes, head, links, to: &batch) }
    }
    if fields.contains(.duration) { try addDurations(bytes, head, to: &batch) }
    if fields.contains(.value) { try addValues(bytes, head, to: &batch) }
    if fields.contains(.people) { try addPeople(bytes, head, to: &batch) }
    if fields.contains(.evidence) { try addEvidence(bytes, head, to: &batch) }
    if fields.contains(.span) { try addSpans(bytes, head, to: &batch) }
    if fields.contains(.extra) { try addExtras(bytes, head, to: &batch) }
    if fields.contains(.setting) { try addSettings(bytes, head, to: &batch) }
    return batch
  }

  /// Hands out the content of a column, decompressed and checked.
  mutating func withColumn<Result>(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    _ column: SignalColumn,
    _ body: (Span<UInt8>) throws(SignalBlockError) -> Result
  ) throws(SignalBlockError) -> Result {
    let piece = head.pieces[column.rawValue]
    guard piece.end <= bytes.count else { throw .truncated(column.name) }
    let stored = bytes.span.extracting(piece.offset..<piece.end)
    guard XXHash64.hash(stored) == piece.checksum else { throw .damaged(column.name) }
    guard piece.stored < piece.content else { return try body(stored) }
    do {
      try decompressor.decompress(stored, exactly: piece.content, into: &content)
    } catch {
      throw .invalid(column.name, "is no compressed text: \(error)")
    }
    return try body(content.span)
  }

  /// Reads a column of one number for every row; false where the column is empty.
  mutating func readNumbers(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    _ column: SignalColumn
  ) throws(SignalBlockError) -> Bool {
    guard head.pieces[column.rawValue].content > 0 else { return false }
    var numbers = self.numbers
    self.numbers = []
    numbers.removeAll(keepingCapacity: true)
    numbers.reserveCapacity(head.rows)
    try withColumn(bytes, head, column) { content throws(SignalBlockError) in
      var offset = 0
      for _ in 0..<head.rows {
        guard let number = content.varint(&offset) else {
          throw .invalid(column.name, "has no number where one is due")
        }
        numbers.append(number)
      }
      guard offset == content.count else { throw .invalid(column.name, "goes on after the last row") }
    }
    self.numbers = numbers
    return true
  }
}
