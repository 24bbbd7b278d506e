/// Reads numbers and ids from their digits.
enum Digits {
  /// Returns the value of decimal digits with an optional sign; nil for anything else or what does not fit.
  @inline(__always)
  static func integer(_ text: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    var position = range.lowerBound
    guard position < range.upperBound, range.count <= 20 else { return nil }
    let isNegative = text[position] == UInt8(ascii: "-")
    if isNegative { position &+= 1 }
    guard position < range.upperBound else { return nil }
    var value: UInt64 = 0
    while position < range.upperBound {
      let digit = text[position] &- UInt8(ascii: "0")
      // 18 digits cannot overflow, the 19th and 20th can.
      guard digit < 10, value <= (UInt64.max - 9) / 10 else { return nil }
      value = value &* 10 &+ UInt64(digit)
      position &+= 1
    }
    if isNegative { return value <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- value) : nil }
    return Int64(exactly: value)
  }

  /// Returns the value of sixteen hexadecimal digits of either case; nil where one is none.
  ///
  /// Eight at a time: each byte is turned into its value, and written again to see whether it was a digit.
  @inline(__always)
  static func hexadecimal(_ text: Span<UInt8>, at offset: Int) -> UInt64? {
    guard let high = eightDigits(text, at: offset), let low = eightDigits(text, at: offset &+ 8) else { return nil }
    return high &<< 32 | low
  }

  @inline(__always)
  private static func eightDigits(_ text: Span<UInt8>, at offset: Int) -> UInt64? {
    // Bounds-checked although it is spelled `unsafe`: any eight bytes are a UInt64.
    let loaded = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    let digits = UInt64(bigEndian: loaded) | 0x2020_2020_2020_2020
    // Letters have bit 6; their low four bits count from 1 for ten.
    var values = (digits & 0x0f0f_0f0f_0f0f_0f0f) &+ 9 &* ((digits &>> 6) & 0x0101_0101_0101_0101)
    let letters = ((values &+ 0x0606_0606_0606_0606) &>> 4) & 0x0101_0101_0101_0101
    guard values & 0xf0f0_f0f0_f0f0_f0f0 == 0, values &+ 0x3030_3030_3030_3030 &+ letters &* 0x27 == digits else {
      return nil
    }
    values = (values | values &>> 4) & 0x00ff_00ff_00ff_00ff
    values = (values | values &>> 8) & 0x0000_ffff_0000_ffff
    return (values | values &>> 16) & 0xffff_ffff
  }
}
