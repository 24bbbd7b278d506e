/// Finds payment card numbers by the digits they begin with, their length, their grouping and Luhn's check digit.
///
/// One number in ten passes Luhn's check, so numbers that only have it are let be. Numbers of 17 to 19 digits must be
/// grouped: bare ones are trace and row ids.
enum PaymentCard {
  static func match(_ text: Span<UInt8>, at start: Int, floor: Int) -> RedactionEdit? {
    guard mayBegin(text, at: start, floor: floor), hasFirstGroup(text, at: start), let end = end(text, from: start)
    else { return nil }
    var lastDigits: [UInt8] = []
    var position = end - 1
    while lastDigits.count < 4 {
      if ByteClass.isDigit(text[position]) { lastDigits.insert(text[position], at: 0) }
      position -= 1
    }
    return RedactionEdit(
      start..<end,
      .card(lastDigits: String(decoding: lastDigits, as: UTF8.self)),
      quoteEscapes: SecretAssignment.quoteEscapes(text, ofBareValue: start..<end, floor: floor)
    )
  }

  /// Reports whether a number begins here that is not part of a word, a path, a fraction or a UUID.
  @inline(__always)
  private static func mayBegin(_ text: Span<UInt8>, at start: Int, floor: Int) -> Bool {
    guard text[start] &- UInt8(ascii: "2") < 5 else { return false }
    guard start > floor else { return true }
    switch text[start - 1] {
    case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "%"): return false
    case let byte: return !ByteClass.isWord(byte)
    }
  }

  /// Reports whether the first digits are a whole number or a group of four; most numbers are no further looked at.
  @inline(__always)
  private static func hasFirstGroup(_ text: Span<UInt8>, at start: Int) -> Bool {
    var end = start
    while end < text.count, end - start <= CardGroups.longest, ByteClass.isDigit(text[end]) { end += 1 }
    if end - start == 4 { return end + 1 < text.count && ByteClass.isDigit(text[end + 1]) }
    return end - start >= 13
  }

  /// Returns the end of the longest valid number from `start` on.
  private static func end(_ text: Span<UInt8>, from start: Int) -> Int? {
    var found: Int?
    var groups = CardGroups()
    var position = start
    var separator: UInt8?
    while position < text.count, groups.digits.count <= CardGroups.longest {
      let groupStart = position
      while position < text.count, ByteClass.isDigit(text[position]), groups.digits.count <= CardGroups.longest {
        groups.digits.append(text[position] - UInt8(ascii: "0"))
        position += 1
      }
      groups.sizes.append(position - groupStart)
      if groups.areValid, isEnd(text, position) { found = position }
      guard position + 1 < text.count, ByteClass.isDigit(text[position + 1]) else { break }
      let byte = text[position]
      guard byte == separator ?? byte, isSeparator(byte) else { break }
      separator = byte
      position += 1
    }
    return found
  }

  /// Forms write a blank as `+`.
  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
  }

  private static func isEnd(_ text: Span<UInt8>, _ end: Int) -> Bool {
    guard end < text.count else { return true }
    if text[end] == UInt8(ascii: "."), end + 1 < text.count { return !ByteClass.isDigit(text[end + 1]) }
    return !ByteClass.isWord(text[end])
  }
}

/// The digits of a number as they were written.
struct CardGroups {
  static let longest = 19

  var digits: [UInt8] = []
  var sizes: [Int] = []

  var areValid: Bool {
    hasCardLength && (sizes.count == 1 ? digits.count <= 16 : hasCardGroups) && passesLuhn
  }

  /// Four digits each and then the rest, or as American Express (4-6-5) and Diners Club (4-6-4) print them.
  private var hasCardGroups: Bool {
    sizes == [4, 6, 5] || sizes == [4, 6, 4] || (sizes.dropLast().allSatisfy { $0 == 4 } && (sizes.last ?? 5) <= 4)
  }

  /// Reports whether a card of the issuer that the first digits name has this many digits (ISO/IEC 7812).
  private var hasCardLength: Bool {
    guard digits.count >= 13, digits.count <= Self.longest else { return false }
    let issuer = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
    return switch issuer {
    case 4000...4999: [13, 16, 19].contains(digits.count)
    case 2221...2720, 5100...5599: digits.count == 16
    case 3400...3499, 3700...3799: digits.count == 15
    case 3000...3059, 3095...3095, 3600...3699, 3800...3999: digits.count >= 14
    case 3528...3589, 6011, 6200...6299, 6440...6599, 8100...8171: digits.count >= 16
    case 5000...5099, 5600...5899, 6000...6999: digits.count >= 16
    default: false
    }
  }

  /// The check of ISO/IEC 7812-1, annex B.
  private var passesLuhn: Bool {
    var sum = 0
    for (place, digit) in digits.reversed().enumerated() {
      let weighted = place.isMultiple(of: 2) ? Int(digit) : 2 * Int(digit)
      sum += weighted > 9 ? weighted - 9 : weighted
    }
    return sum.isMultiple(of: 10)
  }
}
