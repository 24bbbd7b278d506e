/// Numbers texts by their bytes: the same bytes have the same number, the first has 0.
///
/// The hash is keyed, so that no sender can choose texts that all fall into one place.
package struct ByteIndex: Sendable {
  private struct Entry: Sendable {
    let hash: UInt64
    let offset: UInt32
    let count: UInt32
  }

  private let hasher: SipHash
  /// Numbers plus one, 0 for none; always at most half full.
  private var slots = [UInt32](repeating: 0, count: 256)
  private var entries: [Entry] = []
  private var bytes: [UInt8] = []

  package init(_ hasher: SipHash) {
    self.hasher = hasher
  }

  package var count: Int { entries.count }

  /// Bytes taken up by the texts.
  package var size: Int { bytes.count }

  /// Returns the number of a text; a number equal to the count before means that it is new.
  package mutating func number(of text: Span<UInt8>) -> Int {
    let hash = hasher.hash(text)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) &- 1
      if entries[number].hash == hash, isEqual(text, to: entries[number]) { return number }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    slots[slot] = UInt32(entries.count + 1)
    entries.append(Entry(hash: hash, offset: UInt32(bytes.count), count: UInt32(text.count)))
    bytes.append(copying: text)
    if entries.count * 2 > slots.count { grow() }
    return entries.count - 1
  }

  /// Reports whether a number is that of a text.
  @inline(__always)
  package func has(_ number: Int, _ text: Span<UInt8>) -> Bool { isEqual(text, to: entries[number]) }

  /// Forgets all texts.
  package mutating func removeAll() {
    slots = Array(repeating: 0, count: 256)
    entries.removeAll()
    bytes.removeAll()
  }

  private func isEqual(_ text: Span<UInt8>, to entry: Entry) -> Bool {
    guard text.count == Int(entry.count) else { return false }
    let offset = Int(entry.offset)
    return text.isEqual(to: bytes.span.extracting(offset..<offset &+ text.count))
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 4)
    for (number, entry) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(number + 1)
    }
  }
}
