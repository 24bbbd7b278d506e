import Bytes

/// A fixed set of names, found by their bytes without making a string.
struct NameTable<Name: Sendable>: Sendable {
  /// Where a name's bytes lie, and what it means; `count` is 0 where there is none.
  private struct Slot: Sendable {
    var offset: UInt32 = 0
    var count: UInt32 = 0
    var name: Name
  }

  private var slots: [Slot]
  private var bytes: [UInt8] = []
  private let unknown: Name

  init(_ names: [(spelling: String, name: Name)], unknown: Name) {
    var size = 64
    while size < 4 * names.count { size *= 2 }
    slots = Array(repeating: Slot(name: unknown), count: size)
    self.unknown = unknown
    for (spelling, name) in names {
      let text = Array(spelling.utf8)
      var slot = NameTable.hash(text.span, 0..<text.count) & (size - 1)
      while slots[slot].count > 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Slot(offset: UInt32(bytes.count), count: UInt32(text.count), name: name)
      bytes += text
    }
  }

  /// Returns what the bytes in a range name.
  @inline(__always)
  func name(of text: Span<UInt8>, _ range: Range<Int>) -> Name {
    var slot = NameTable.hash(text, range) & (slots.count &- 1)
    while slots[slot].count > 0 {
      if Int(slots[slot].count) == range.count, isEqual(text, range, to: Int(slots[slot].offset)) {
        return slots[slot].name
      }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    return unknown
  }

  @inline(__always)
  private func isEqual(_ text: Span<UInt8>, _ range: Range<Int>, to offset: Int) -> Bool {
    text.extracting(range).isEqual(to: bytes.span.extracting(offset..<offset &+ range.count))
  }

  /// Mixes the length and four bytes: enough to part names that people chose to be told apart.
  @inline(__always)
  private static func hash(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
    guard !range.isEmpty else { return 0 }
    let first = UInt32(text[range.lowerBound])
    let last = UInt32(text[range.upperBound &- 1])
    let middle = UInt32(text[range.lowerBound &+ range.count / 2])
    let third = UInt32(text[range.lowerBound &+ range.count / 3])
    let mixed =
      (first &+ last &<< 8 &+ middle &<< 16 &+ third &<< 24 &+ UInt32(truncatingIfNeeded: range.count)) &* 0x9e37_79b1
    return Int(mixed &>> 15)
  }
}
