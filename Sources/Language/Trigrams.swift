/// A set of three-byte texts that answers fast, and for some other texts wrongly yes.
///
/// Case does not count and some signs pass for letters. Scanners ask it before they compare a word with a list of words.
struct Trigrams {
  private var bits = [UInt64](repeating: 0, count: 512)

  /// Takes the first three bytes of each word.
  init(beginnings words: some Sequence<String>) {
    for word in words { insert(Array(word.utf8.prefix(3))) }
  }

  /// Takes the last three bytes of each word.
  init(endings words: some Sequence<String>) {
    for word in words { insert(Array(word.utf8.suffix(3))) }
  }

  private mutating func insert(_ bytes: [UInt8]) {
    precondition(bytes.count == 3, "a word of fewer than three bytes")
    let index = Self.index(bytes[0], bytes[1], bytes[2])
    bits[index >> 6] |= 1 << UInt64(index & 63)
  }

  @inline(__always)
  func contains(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
    let index = Self.index(first, second, third)
    return bits[index >> 6] >> UInt64(index & 63) & 1 != 0
  }

  @inline(__always)
  private static func index(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
    Int(first & 31) << 10 | Int(second & 31) << 5 | Int(third & 31)
  }
}
