internal import Bytes
internal import Domain

/// Traces and keys, which share the numbering of a block's traces.
extension SignalBlockDecoder {
  /// Reads traces and keys; where a trace is asked for, keeps its rows alone.
  mutating func addTraces(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    _ fields: SignalFields,
    _ wanted: TraceID?,
    to batch: inout SignalBatch
  ) throws(SignalBlockError) {
    let traces = try traces(bytes, head)
    let byRow = try rowTraces(bytes, head, count: traces.count)
    if let wanted {
      keep(&batch) { row in byRow[row] > 0 && traces[Int(byRow[row]) - 1] == wanted }
    }
    if fields.contains(.trace) || wanted != nil {
      for index in chosen.indices {
        let trace = Int(byRow[Int(chosen[index])])
        if trace > 0 { batch.rows[index].trace = traces[trace - 1] }
      }
    }
    if fields.contains(.key) { try addKeys(bytes, head, byRow, traces: traces.count, to: &batch) }
  }

  private mutating func keep(_ batch: inout SignalBatch, _ isWanted: (Int) -> Bool) {
    var kept = 0
    for index in chosen.indices where isWanted(Int(chosen[index])) {
      chosen[kept] = chosen[index]
      batch.rows[kept] = batch.rows[index]
      kept += 1
    }
    chosen.removeLast(chosen.count - kept)
    batch.rows.removeLast(batch.rows.count - kept)
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
    let name = SignalColumn.traces.name
    guard XXHash64.hash(content) == piece.checksum else { throw .damaged(name) }
    guard piece.stored == piece.content, content.count.isMultiple(of: 16) else { throw .truncated(name) }
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

  private mutating func addKeys(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    _ byRow: [Int32],
    traces: Int,
    to batch: inout SignalBatch
  ) throws(SignalBlockError) {
    let prefixes = try withColumn(bytes, head, .prefixes) { content throws(SignalBlockError) in
      try SignalBlockDecoder.prefixes(content, byRow, traces: traces)
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
    let name = SignalColumn.prefixes.name
    guard content.count > 0, content[0] <= 1 else { throw .invalid(name, "has an unknown form") }
    let isByTrace = content[0] == 0
    let others = isByTrace ? byRow.count { $0 == 0 } : byRow.count
    guard content.count == 1 + 4 * (others + (isByTrace ? traces : 0)) else { throw .truncated(name) }
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
