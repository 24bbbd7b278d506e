/// The values of checked number spellings, and the text form of doubles that RFC 8785 prescribes (that of ECMAScript's
/// Number::toString).
package enum JSONNumber {
  /// Returns the shortest text that reads back as the same finite value; negative zero is written as 0.
  static func text(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    if value.magnitude < 1e15, value == value.rounded() { return String(Int64(value)) }
    let description = value.description
    // Without an exponent the standard library's layout is ECMAScript's, but for the ".0" of an integer.
    guard description.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
      return description.hasSuffix(".0") ? String(description.dropLast(2)) : description
    }
    let (digits, exponent) = shortestDigits(value.magnitude)
    return (value < 0 ? "-" : "") + layout(digits, pointAfter: exponent)
  }

  /// Returns the shortest digits d1…dk and n such that the value is 0.d1…dk × 10ⁿ.
  ///
  /// The standard library's description gives the shortest digits; only its layout differs from ECMAScript's.
  private static func shortestDigits(_ value: Double) -> (digits: [UInt8], exponent: Int) {
    let parts = value.description.utf8.split(separator: UInt8(ascii: "e"))
    let mantissa = parts[0].split(separator: UInt8(ascii: "."))
    var digits = Array(mantissa.joined())
    var exponent = mantissa[0].count
    if parts.count > 1 { exponent += Int(String(decoding: parts[1], as: UTF8.self)) ?? 0 }
    let leadingZeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(leadingZeros)
    exponent -= leadingZeros
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, exponent)
  }

  private static func layout(_ digits: [UInt8], pointAfter exponent: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    switch exponent {
    case digits.count...21:
      return text + String(repeating: "0", count: exponent - digits.count)
    case 1...21:
      return "\(text.prefix(exponent)).\(text.dropFirst(exponent))"
    case -5...0:
      return "0." + String(repeating: "0", count: -exponent) + text
    default:
      let power = exponent - 1
      let fraction = digits.count > 1 ? "." + text.dropFirst() : ""
      return "\(text.prefix(1))\(fraction)e\(power < 0 ? "-" : "+")\(power.magnitude)"
    }
  }
}
