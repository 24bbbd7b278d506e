/// An escape of URLs at an offset: `%3D`, or `%253D` where a URL stands escaped in another.
struct PercentEscape {
  /// What it stands for.
  let byte: UInt8
  let end: Int
  /// How often it was escaped again: 0 for `%3D`, 1 for `%253D`.
  let depth: Int

  /// Deepest one that is read as such; of a deeper one the beginning is.
  static let deepest = 1

  init?(_ text: Span<UInt8>, at start: Int) {
    guard start < text.count, text[start] == UInt8(ascii: "%") else { return nil }
    var digits = start + 1
    var depth = 0
    while depth < Self.deepest, text.hasText("25", at: digits), Self.value(text, at: digits + 2) != nil {
      digits += 2
      depth += 1
    }
    guard let byte = Self.value(text, at: digits) else { return nil }
    self.byte = byte
    self.depth = depth
    end = digits + 2
  }

  /// Reads the escape that ends at an offset.
  init?(_ text: Span<UInt8>, before end: Int, depth: Int, floor: Int) {
    let start = end - 3 - 2 * depth
    guard start >= floor, let escape = PercentEscape(text, at: start), escape.end == end else { return nil }
    self = escape
  }

  private static func value(_ text: Span<UInt8>, at offset: Int) -> UInt8? {
    guard offset + 1 < text.count, let high = digit(text[offset]), let low = digit(text[offset + 1]) else { return nil }
    return high << 4 | low
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
