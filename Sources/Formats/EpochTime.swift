import Bytes

/// Counts since the Unix epoch whose unit nobody wrote down.
enum EpochTime {
  /// When a record may have happened, in nanoseconds: from 1970 up to 2200.
  ///
  /// Of any two such times the difference fits, and a date of a form that nobody filled in is none of them.
  static let possible: Range<Int64> = 0..<7_258_118_400_000_000_000

  /// What is expected in place of a time that cannot be read, or lies outside.
  static let expected = "a time from 1970 to 2199 such as 2026-11-20T10:00:00Z, or Unix seconds"

  /// Returns nanoseconds for seconds, milliseconds, microseconds or nanoseconds, told apart by their size.
  ///
  /// Nil before March 1973, where the ranges of the units would touch, and from 2200 on.
  @inline(__always)
  static func nanoseconds(_ count: Int64) -> Int64? {
    if count >= 100_000_000_000_000_000 { return count < possible.upperBound ? count : nil }
    return scaled(count)
  }

  private static func scaled(_ count: Int64) -> Int64? {
    guard let unit = unit(of: count) else { return nil }
    let (product, isTooLong) = count.multipliedReportingOverflow(by: unit)
    return isTooLong || !possible.contains(product) ? nil : product
  }

  /// How many nanoseconds one of a count is.
  private static func unit(of count: Int64) -> Int64? {
    switch count {
    case ..<100_000_000: nil
    case ..<100_000_000_000: 1_000_000_000
    case ..<100_000_000_000_000: 1_000_000
    case ..<100_000_000_000_000_000: 1_000
    default: 1
    }
  }

  /// Returns nanoseconds for digits with a fraction, such as `1792542355.228276`; nil for anything else.
  static func nanoseconds(_ text: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    guard let point = range.first(where: { text[$0] == UInt8(ascii: ".") }) else {
      return Digits.integer(text, range).flatMap { nanoseconds($0) }
    }
    guard let whole = Digits.integer(text, range.lowerBound..<point), whole > 0, let start = nanoseconds(whole),
      var unit = unit(of: whole), point + 1 < range.upperBound
    else { return nil }
    var fraction: Int64 = 0
    for index in (point + 1)..<range.upperBound {
      let digit = Int64(text[index]) - 0x30
      guard 0 <= digit, digit < 10 else { return nil }
      unit /= 10
      fraction += digit * unit
    }
    return possible.contains(start + fraction) ? start + fraction : nil
  }
}

extension JSONLine {
  /// Returns the nanoseconds since the Unix epoch that a value stands for; nil where it is no time.
  @inline(__always)
  func time(_ index: Int, _ bytes: Span<UInt8>) -> Int64? {
    let word = word(index)
    if word.isPlainString, let count = Digits.integer(bytes, source(word)) { return EpochTime.nanoseconds(count) }
    return otherTime(word, bytes)
  }

  private func otherTime(_ word: TapeWord, _ bytes: Span<UInt8>) -> Int64? {
    switch word.kind {
    case .string: return LooseTime.nanoseconds(bytes, source(word))
    case .integer:
      guard let count = JSONNumber.integer(bytes.extracting(source(word))) else { return nil }
      return EpochTime.nanoseconds(count)
    case .decimal:
      if let time = EpochTime.nanoseconds(bytes, source(word)) { return time }
      // With an exponent, as JavaScript writes large numbers.
      guard let number = JSONNumber.double(bytes.extracting(source(word))), number.magnitude < 9e18 else { return nil }
      return EpochTime.nanoseconds(Int64(number))
    default: return nil
    }
  }
}
