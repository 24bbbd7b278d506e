internal import Domain

/// All signals as lines, in an order that does not depend on how they came in.
extension SignalStore {
  /// Hands out every signal as a line of JSON without its end, by time and key.
  func export(_ line: ([UInt8]) throws -> Void) throws {
    for day in try days().reversed() {
      var parts: [ExportPart] = []
      for place in try blocks(day.day) { parts.append(ExportPart(place, place.first, place.last, place.rows)) }
      for place in try rest(day.day) { parts.append(ExportPart(place, place.first, place.last, place.rows)) }
      guard let first = parts.map(\.first).min(), let last = parts.map(\.last).max() else { continue }
      try export(parts, first...last, day, line)
    }
  }

  /// A block or a part of the rest, and when its signals happened.
  private struct ExportPart {
    let block: SignalBlockPlace?
    let rest: SignalRestPlace?
    let first: Int64
    let last: Int64
    let rows: Int64

    init(_ block: SignalBlockPlace, _ first: Int64, _ last: Int64, _ rows: Int64) {
      self.block = block
      rest = nil
      self.first = first
      self.last = last
      self.rows = rows
    }

    init(_ rest: SignalRestPlace, _ first: Int64, _ last: Int64, _ rows: Int64) {
      block = nil
      self.rest = rest
      self.first = first
      self.last = last
      self.rows = rows
    }

    /// How many of its rows are in a window, if they are spread evenly.
    func expected(_ window: ClosedRange<Int64>) -> Double {
      let width = Double(last) - Double(first) + 1
      let common = Double(min(last, window.upperBound)) - Double(max(first, window.lowerBound)) + 1
      return Double(rows) * max(0, common) / width
    }
  }

  /// Exports the signals of a window, in halves where they are too many to be put in order together.
  private func export(
    _ parts: [ExportPart],
    _ window: ClosedRange<Int64>,
    _ day: SignalDay,
    _ line: ([UInt8]) throws -> Void
  ) throws {
    let parts = parts.filter { $0.first <= window.upperBound && $0.last >= window.lowerBound }
    let expected = parts.reduce(0) { $0 + $1.expected(window) }
    if parts.count > 1, window.lowerBound < window.upperBound, expected > Double(folder.sizes.exported) {
      let middle = window.lowerBound + (window.upperBound - window.lowerBound) / 2
      try export(parts, window.lowerBound...middle, day, line)
      try export(parts, middle + 1...window.upperBound, day, line)
      return
    }
    let selection = SignalSelection(times: window)
    var batch = SignalBatch()
    for part in parts {
      if let place = part.block { batch.append(try decode(place, day, .all, of: selection)) }
      if let place = part.rest { batch.append(try decode(place, .all, of: selection)) }
    }
    batch.sortRows()
    var writer = SignalLine(batch)
    for row in batch.rows { try line(writer.line(row, of: batch)) }
  }
}
