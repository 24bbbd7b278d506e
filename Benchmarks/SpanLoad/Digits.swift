/// Numbers as text, eight characters at a time, so that each costs one store.
///
/// A word holds its characters in the order in which a little-endian store puts them into memory.
enum Digits {
  /// Gives eight lower-case hexadecimal digits.
  @inline(__always)
  static func hex(_ value: UInt32) -> UInt64 {
    var nibbles = UInt64(value)
    nibbles = (nibbles | nibbles << 16) & 0x0000_ffff_0000_ffff
    nibbles = (nibbles | nibbles << 8) & 0x00ff_00ff_00ff_00ff
    nibbles = (nibbles | nibbles << 4) & 0x0f0f_0f0f_0f0f_0f0f
    let letters = ((nibbles &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
    // A letter stands 39 places after the character that would follow `9`.
    return (nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 39).byteSwapped
  }

  /// Gives eight decimal digits of a number below 100,000,000.
  @inline(__always)
  static func decimal(_ value: UInt32) -> UInt64 {
    let halves = UInt64(value / 10_000) | UInt64(value % 10_000) << 32
    let hundreds = ((halves &* 10_486) >> 20) & 0x0000_007f_0000_007f
    let pairs = hundreds | (halves &- hundreds &* 100) << 16
    let tens = ((pairs &* 103) >> 10) & 0x000f_000f_000f_000f
    return (tens | (pairs &- tens &* 10) << 8) &+ 0x3030_3030_3030_3030
  }

  /// Gives two decimal digits of a number below 100.
  @inline(__always)
  static func two(_ value: UInt32) -> UInt16 {
    UInt16(truncatingIfNeeded: value / 10 | (value % 10) << 8) &+ 0x3030
  }
}
