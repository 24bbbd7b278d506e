internal import Bytes
internal import Domain

/// What few rows carry beyond their columns.
extension SignalBlockDecoder {
  /// Reads extras.
  mutating func addExtras(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    to batch: inout SignalBatch
  ) throws(SignalBlockError) {
    guard head.pieces[SignalColumn.extras.rawValue].content > 0 else { return }
    let chosen = chosen
    var filled = batch
    batch = SignalBatch()
    try withColumn(bytes, head, .extras) { content throws(SignalBlockError) in
      let table = try ExtraTable(content, rows: head.rows)
      var places = [Int32](repeating: -1, count: table.ends.count)
      for index in chosen.indices {
        let number = Int(table.byRow[Int(chosen[index])])
        guard number > 0 else { continue }
        if places[number - 1] < 0 {
          let extra = content.extracting(table.range(number - 1))
          places[number - 1] = filled.addExtra(extra.indices.map { extra[$0] })
        }
        filled.rows[index].extra = places[number - 1]
      }
    }
    batch = filled
  }

  /// Which row has which extra, and where each lies in the column.
  private struct ExtraTable {
    /// Each row's extra, counted from 1; 0 for none.
    private(set) var byRow: [Int32] = []
    private(set) var ends: [Int] = []
    private let start: Int

    init(_ content: Span<UInt8>, rows: Int) throws(SignalBlockError) {
      let column = SignalColumn.extras
      byRow.reserveCapacity(rows)
      var offset = 0
      var met: UInt64 = 0
      for _ in 0..<rows {
        guard let code = content.varint(&offset) else { throw .truncated(column.name) }
        if code == 1 { met += 1 }
        guard code < 2 || code - 1 <= met else { throw .invalid(column.name, "points before the first extra") }
        byRow.append(Int32(truncatingIfNeeded: code == 0 ? 0 : code == 1 ? met : met - (code - 2)))
      }
      var lengths: [Int] = []
      for _ in 0..<met {
        guard let length = content.varint(&offset), 1...UInt64(SignalBatch.extraLimit) ~= length else {
          throw .invalid(column.name, "has an extra of a length that cannot be")
        }
        lengths.append(Int(length))
      }
      start = offset
      for length in lengths {
        offset += length
        ends.append(offset)
      }
      guard offset == content.count else { throw .invalid(column.name, "has other bytes than its extras") }
    }

    func range(_ place: Int) -> Range<Int> { (place > 0 ? ends[place - 1] : start)..<ends[place] }
  }
}
