extension JSONNumber {
  /// Returns the value of a checked integer spelling, or nil if it does not fit 64 bits.
  package static func integer(_ digits: Span<UInt8>) -> Int64? {
    let isNegative = digits[0] == UInt8(ascii: "-")
    var value: Int64 = 0
    for index in (isNegative ? 1 : 0)..<digits.count {
      let digit = Int64(digits[index] &- UInt8(ascii: "0"))
      // Built up as a negative number, because there is one more of those.
      let (product, isTooLong) = value.multipliedReportingOverflow(by: 10)
      let (difference, isTooLow) = product.subtractingReportingOverflow(digit)
      guard !isTooLong, !isTooLow else { return nil }
      value = difference
    }
    guard !isNegative else { return value }
    return value == .min ? nil : -value
  }

  /// Returns the double nearest to a checked number spelling; infinity past the largest.
  package static func double(_ text: Span<UInt8>) -> Double? {
    quickDouble(text) ?? Double(String(copying: unsafe UTF8Span(unchecked: text, isKnownASCII: true)))
  }

  /// Returns the number that a text spells in decimal, infinity or NaN; nil for anything else.
  ///
  /// The standard library also takes hexadecimal, which in telemetry is an id and no number.
  package static func decimal(_ text: String) -> Double? {
    text.utf8.contains { $0 | 0x20 == UInt8(ascii: "x") } ? nil : Double(text)
  }

  /// Returns the value of a short spelling, or nil where the long way is needed.
  ///
  /// Its digits and its power of ten are both exact as doubles, so that their one product or quotient is rounded
  /// correctly: Clinger, "How to read floating point numbers accurately", 1990.
  private static func quickDouble(_ text: Span<UInt8>) -> Double? {
    var position = text[0] == UInt8(ascii: "-") ? 1 : 0
    var digits: UInt64 = 0
    var exponent = 0
    var pointAt: Int?
    // 19 digits fit 64 bits; anything longer goes the long way.
    guard text.count <= 19 else { return nil }
    while position < text.count {
      let byte = text[position]
      if byte == UInt8(ascii: ".") {
        pointAt = position
      } else if byte | 0x20 == UInt8(ascii: "e") {
        break
      } else {
        digits = digits &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
      }
      position &+= 1
    }
    if let pointAt { exponent = pointAt &+ 1 &- position }
    if position < text.count {
      guard let written = integer(text.extracting((position + (text[position + 1] == UInt8(ascii: "+") ? 2 : 1))...))
      else { return nil }
      exponent &+= Int(truncatingIfNeeded: min(max(written, -1000), 1000))
    }
    guard digits <= 1 << 53, exponent >= -22, exponent <= 22 else { return nil }
    let magnitude = exponent < 0 ? Double(digits) / powersOfTen[-exponent] : Double(digits) * powersOfTen[exponent]
    return text[0] == UInt8(ascii: "-") ? -magnitude : magnitude
  }

  /// The powers of ten that a double holds exactly.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    1e20, 1e21, 1e22,
  ]
}
