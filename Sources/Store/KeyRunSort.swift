/// Puts keys in order.
///
/// Keys are hashes: dealt out by their first bits they are nearly in order, and what is left is a matter of a few
/// neighbours. Where they are not, because one trace has most of them, an ordinary sort does its work.
enum KeyRunSort {
  private static let bits: UInt64 = 11
  private static let fewest = 256
  private static let neighbours = 32

  /// Returns entries by key, and those of the same key by place.
  static func sorted(_ entries: [KeyRunEntry]) -> [KeyRunEntry] {
    guard entries.count >= fewest else { return entries.sorted(by: precedes) }
    var starts = [Int](repeating: 0, count: 1 << Int(bits) + 1)
    for entry in entries { starts[bucket(entry) &+ 1] &+= 1 }
    for index in 1..<starts.count { starts[index] &+= starts[index &- 1] }
    var next = starts
    var sorted = entries
    for entry in entries {
      let bucket = bucket(entry)
      sorted[next[bucket]] = entry
      next[bucket] &+= 1
    }
    for bucket in 0..<starts.count - 1 { settle(&sorted, starts[bucket]..<starts[bucket &+ 1]) }
    return sorted
  }

  @inline(__always)
  private static func bucket(_ entry: KeyRunEntry) -> Int { Int(truncatingIfNeeded: entry.key.high &>> (64 &- bits)) }

  /// Puts the entries of a range in order.
  private static func settle(_ entries: inout [KeyRunEntry], _ range: Range<Int>) {
    guard range.count <= neighbours else { return entries[range].sort(by: precedes) }
    for index in range.dropFirst() {
      let entry = entries[index]
      var place = index
      while place > range.lowerBound, precedes(entry, entries[place &- 1]) {
        entries[place] = entries[place &- 1]
        place &-= 1
      }
      entries[place] = entry
    }
  }

  @inline(__always)
  private static func precedes(_ one: KeyRunEntry, _ other: KeyRunEntry) -> Bool {
    one.key != other.key ? one.key < other.key : one.place < other.place
  }
}
