internal import Bytes
internal import Domain

/// Traces and keys, which share the numbering of a block's traces.
extension SignalBlockDecoder {
  /// Which row is of which trace.
  struct Links {
    let traces: [TraceID]
    /// Each row's trace, counted from 1; 0 for none.
    let byRow: [Int32]
    /// Where some traces alone are wanted: whether the trace of each number is.
    let wanted: [Bool]?

    /// Returns whether a row is of a trace that is wanted.
    @inline(__always)
    func takes(_ row: Int) -> Bool {
      guard let wanted else { return true }
      return byRow[row] > 0 && wanted[Int(byRow[row]) - 1]
    }
  }

  /// Reads which row is of which trace; nil where some are wanted of which none is there.
  mutating func links(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    _ selected: Set<TraceID>?
  ) throws(SignalBlockError) -> Links? {
    let traces = try traces(bytes, head)
    let wanted = selected.map { selected in traces.map(selected.contains) }
    if let wanted, !wanted.contains(true) { return nil }
    return Links(traces: traces, byRow: try rowTraces(bytes, head, count: traces.count), wanted: wanted)
  }

  /// Fills in traces.
  func addTraces(_ links: Links, to batch: inout SignalBatch) {
    for index in chosen.indices {
      let trace = Int(links.byRow[Int(chosen[index])])
      if trace > 0 { batch.rows[index].trace = links.traces[trace - 1] }
    }
  }

  /// Returns the traces of a block.
  mutating func traces(_ bytes: [UInt8], _ head: SignalBlockHead) throws(SignalBlockError) -> [TraceID] {
    let piece = head.pieces[SignalColumn.traces.rawValue]
    guard piece.end <= bytes.count else { throw .truncated(SignalColumn.traces.name) }
    return try SignalBlockDecoder.traces(bytes.span.extracting(piece.offset..<piece.end), piece)
  }

  /// Returns the traces of a block from the bytes of their column alone.
  static func traces(
    _ content: Span<UInt8>,
    _ piece: SignalBlockHead.Piece
  ) throws(SignalBlockError) -> [TraceID] {
    let column = SignalColumn.traces
    guard XXHash64.hash(content) == piece.checksum else { throw .damaged(column.name) }
    guard piece.stored == piece.content, content.count.isMultiple(of: 16) else { throw .truncated(column.name) }
    var traces: [TraceID] = []
    traces.reserveCapacity(content.count / 16)
    for offset in stride(from: 0, to: content.count, by: 16) {
      traces.append(TraceID(high: content.littleEndian64(offset), low: content.littleEndian64(offset + 8)))
    }
    return traces
  }

  /// Returns each row's trace, counted from 1; 0 for none.
  private mutating func rowTraces(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    count: Int
  ) throws(SignalBlockError) -> [Int32] {
    guard try readNumbers(bytes, head, .trace) else { return [Int32](repeating: 0, count: head.rows) }
    var byRow: [Int32] = []
    byRow.reserveCapacity(head.rows)
    var met: UInt64 = 0
    for code in numbers {
      switch code {
      case 0: byRow.append(0)
      case 1:
        met += 1
        byRow.append(Int32(truncatingIfNeeded: met))
      default:
        guard code - 1 <= met else { throw .invalid(SignalColumn.trace.name, "points before the first trace") }
        byRow.append(Int32(truncatingIfNeeded: met - (code - 2)))
      }
    }
    guard met == UInt64(count) else { throw .invalid(SignalColumn.trace.name, "has \(met) of \(count) traces") }
    return byRow
  }

  /// Reads keys.
  mutating func addKeys(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    _ links: Links,
    to batch: inout SignalBatch
  ) throws(SignalBlockError) {
    let prefixes = try withColumn(bytes, head, .prefixes) { content throws(SignalBlockError) in
      try SignalBlockDecoder.prefixes(content, links.byRow, traces: links.traces.count)
    }
    let chosen = chosen
    var rows = batch.rows
    batch.rows = []
    try withColumn(bytes, head, .keys) { content throws(SignalBlockError) in
      guard content.count == 6 * head.rows else { throw .truncated(SignalColumn.keys.name) }
      for index in chosen.indices {
        let row = Int(chosen[index])
        let rest = UInt64(content.littleEndian32(6 * row)) | UInt64(content.littleEndian16(6 * row + 4)) &<< 32
        rows[index].key = SignalKey(prefix: prefixes[row], rest: rest)
      }
    }
    batch.rows = rows
  }

  private static func prefixes(
    _ content: Span<UInt8>,
    _ byRow: [Int32],
    traces: Int
  ) throws(SignalBlockError) -> [UInt32] {
    let column = SignalColumn.prefixes
    guard content.count > 0, content[0] <= 1 else { throw .invalid(column.name, "has an unknown form") }
    let isByTrace = content[0] == 0
    let others = isByTrace ? byRow.count { $0 == 0 } : byRow.count
    guard content.count == 1 + 4 * (others + (isByTrace ? traces : 0)) else { throw .truncated(column.name) }
    var prefixes: [UInt32] = []
    prefixes.reserveCapacity(byRow.count)
    var next = isByTrace ? 1 + 4 * traces : 1
    for trace in byRow {
      if isByTrace && trace > 0 {
        prefixes.append(content.littleEndian32(1 + 4 * (Int(trace) - 1)))
      } else {
        prefixes.append(content.littleEndian32(next))
        next += 4
      }
    }
    return prefixes
  }
}
