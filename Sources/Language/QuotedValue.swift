/// A value in quotes, which may themselves be escaped: `"value"`, `'value'`, `\"value\"` in JSON inside JSON.
struct QuotedValue {
  /// The bytes between the quotes, or up to the end of the line where no quote closes them.
  let range: Range<Int>
  /// How many backslashes escape the quotes.
  let escapes: Int
  let holdsMarker: Bool
  let holdsBlank: Bool

  init?(_ text: Span<UInt8>, at start: Int) {
    let quoteOffset = text.end(from: start) { $0 == UInt8(ascii: "\\") }
    // At a depth of d, 2^d - 1 backslashes stand before a quote, and 2^(d + 1) - 1 before one within the value; any
    // other number belongs to a quote that closes this string or one around it, which happens when text was cut off.
    escapes = quoteOffset - start
    guard escapes <= 7, escapes & (escapes + 1) == 0, quoteOffset < text.count, ByteClass.isQuote(text[quoteOffset])
    else { return nil }
    let quote = text[quoteOffset]
    let first = quoteOffset + 1
    guard !Self.closes(text, before: first) else { return nil }
    var position = first
    var backslashes = 0
    var holdsMarker = false
    var holdsBlank = false
    var end: Int?
    scan: while position < text.count {
      switch text[position] {
      case UInt8(ascii: "\\"):
        backslashes += 1
        position += 1
        continue
      case quote where backslashes & (2 * escapes + 1) != 2 * escapes + 1:
        end = position - Self.escapes(ofQuoteAfter: backslashes)
        break scan
      case UInt8(ascii: "\"") where quote != UInt8(ascii: "\"") && Self.closes(text, before: position + 1):
        // The JSON string ends that the other quotes stand in.
        end = position - Self.escapes(ofQuoteAfter: backslashes)
        break scan
      case 0x0a, 0x0d:
        break scan
      case RedactionMarker.firstByte:
        if let markerEnd = RedactionMarker.end(in: text, at: position) {
          holdsMarker = true
          position = markerEnd
          backslashes = 0
          continue
        }
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        holdsBlank = true
      default: break
      }
      backslashes = 0
      position += 1
    }
    range = first..<max(first, end ?? position)
    self.holdsMarker = holdsMarker
    self.holdsBlank = holdsBlank
  }

  /// Returns how many of the backslashes before a quote escape it; the others are content.
  private static func escapes(ofQuoteAfter backslashes: Int) -> Int {
    (1 << (~backslashes).trailingZeroBitCount) - 1
  }

  /// Reports whether the quote before an offset ends a text, as in `{"hint":"password:","n":1}`, rather than begin one.
  static func closes(_ text: Span<UInt8>, before offset: Int) -> Bool {
    let next = text.end(from: offset) { ByteClass.isBlank($0) || $0 == 0x0a || $0 == 0x0d }
    guard next < text.count else { return true }
    switch text[next] {
    case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "}"), UInt8(ascii: "]"): return true
    default: return text.hasText("\\n", at: next)
    }
  }
}
