/// Reads pairs of names and values: `time=2024-01-02T15:04:05Z level=info msg="cart is empty" user_id=7`.
///
/// As logrus, slog, go-kit and many by hand write them.
enum Logfmt {
  /// One pair; ranges lie in the text.
  struct Pair {
    let name: Range<Int>
    /// Without its quotes.
    let value: Range<Int>
    /// Whether the value has backslashes that stand for something else.
    let isEscaped: Bool
    /// Where the next pair may begin.
    let end: Int
  }

  /// How many pairs of a line are looked at.
  private static let pairLimit = 128
  private static let nameLimit = 64

  /// Reports whether a line is of pairs, one of the first of which is a time.
  ///
  /// Only pairs at its very beginning count, so that a sentence with one is none.
  static func recognises(_ text: Span<UInt8>, at start: Int) -> Bool {
    var place = start
    for _ in 0..<6 {
      guard let pair = pair(text, at: place) else { return false }
      switch LogMember.table.name(of: text, pair.name) {
      case .time: return place > start || Logfmt.pair(text, at: pair.end) != nil
      default: break
      }
      place = pair.end
    }
    return false
  }

  /// Calls the body with each pair; words without a value are passed over.
  static func forEachPair(_ text: Span<UInt8>, from start: Int, _ body: (Pair) -> Void) {
    var place = text.skippingBlanks(from: start)
    var left = pairLimit
    while place < text.count, left > 0 {
      left -= 1
      if let pair = pair(text, at: place) {
        body(pair)
        place = pair.end
      } else {
        while place < text.count, !text.isBlank(at: place) { place += 1 }
      }
      place = text.skippingBlanks(from: place)
    }
  }

  private static func pair(_ text: Span<UInt8>, at start: Int) -> Pair? {
    let start = text.skippingBlanks(from: start)
    var place = start
    while place - start <= nameLimit, text.isNameByte(at: place) || ".-@/".utf8.contains(text.byte(at: place)) {
      place += 1
    }
    guard 1...nameLimit ~= place - start, text.byte(at: place) == UInt8(ascii: "=") else { return nil }
    let name = start..<place
    place += 1
    guard text.byte(at: place) == UInt8(ascii: "\"") else {
      let first = place
      while place < text.count, !text.isBlank(at: place) { place += 1 }
      return Pair(name: name, value: first..<place, isEscaped: false, end: place)
    }
    let first = place + 1
    place = first
    var isEscaped = false
    while place < text.count, text[place] != UInt8(ascii: "\"") {
      if text[place] == UInt8(ascii: "\\") {
        isEscaped = true
        place += 1
      }
      place += 1
    }
    let end = min(place, text.count)
    return Pair(name: name, value: first..<end, isEscaped: isEscaped, end: min(end + 1, text.count))
  }

  /// Adds a value's characters without their backslashes.
  static func append(_ text: Span<UInt8>, _ value: Range<Int>, to bytes: inout [UInt8]) {
    var place = value.lowerBound
    while place < value.upperBound {
      guard text[place] == UInt8(ascii: "\\"), place + 1 < value.upperBound else {
        bytes.append(text[place])
        place += 1
        continue
      }
      switch text[place + 1] {
      case UInt8(ascii: "n"): bytes.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "t"): bytes.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "r"): break
      default: bytes.append(text[place + 1])
      }
      place += 2
    }
  }
}
