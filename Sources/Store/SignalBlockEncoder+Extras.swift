private import Bytes
internal import Domain

/// The column of what few rows carry beyond their columns.
extension SignalBlockEncoder {
  /// Returns whether any of some rows carries more than its columns.
  static func hasExtras(_ batch: SignalBatch, _ order: ArraySlice<Int32>) -> Bool {
    !batch.extras.isEmpty && order.contains { batch.extra(of: batch.rows[Int($0)]) != nil }
  }

  /// Adds a number for each row, the lengths of all extras that differ, and their bytes.
  ///
  /// The number is 0 for none and 1 for a new one; more counts back from the newest.
  mutating func addExtras(_ batch: SignalBatch, _ order: ArraySlice<Int32>) throws(SignalBlockError) {
    var extras: [[UInt8]] = []
    probe.clear(room: order.count)
    for place in order {
      guard let extra = batch.extra(of: batch.rows[Int(place)]) else {
        column.append(0)
        continue
      }
      let known = probe.find(XXHash64.hash(extra), orAdd: extras.count) { extras[$0] == extra }
      column.appendVarint(known.map { UInt64(extras.count - $0 + 1) } ?? 1)
      if known == nil { extras.append(extra) }
    }
    for extra in extras { column.appendVarint(UInt64(extra.count)) }
    for extra in extras {
      column.append(contentsOf: extra)
      guard column.count <= SignalBlockHead.extrasLimit else { throw .tooLarge("the extras") }
    }
    try add(.extras)
  }
}
