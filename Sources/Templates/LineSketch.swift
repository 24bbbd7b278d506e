/// A digest of a message in which any two words with a digit are alike; the tokens of a message follow from it.
///
/// One pass that cuts up nothing, so that a message whose sketch has been seen need not be read. What the tokenizer asks
/// of a word with a digit is kept: whether it is digits alone, one byte, begins with a digit, or is no hexadecimal number.
enum LineSketch {
  private static let prime: UInt64 = 0x9e37_79b9_7f4a_7c15

  /// Returns the sketch of a message; nil for one of which only the beginning is read.
  static func of(_ text: Span<UInt8>, seed: UInt64) -> UInt64? {
    guard text.count <= Tokenizer.byteLimit else { return nil }
    var sum = seed
    var place = 0
    while place < text.count {
      let byte = text[place]
      if isAlphanumeric(byte) {
        sum = mixed(sum, run(text, &place))
      } else {
        sum = mixed(sum, UInt64(byte))
        place &+= 1
      }
    }
    return (sum ^ sum >> 32) &* prime
  }

  /// Reads letters and digits from a place to where they end, and moves the place there.
  @inline(__always)
  private static func run(_ text: Span<UInt8>, _ place: inout Int) -> UInt64 {
    let start = place
    var digest: UInt64 = 0x100
    var (digits, beyondHex) = (0, 0)
    while place < text.count {
      let byte = text[place]
      let isDigit = byte &- 0x30 < 10
      guard isDigit || (byte | 0x20) &- 0x61 < 26 else { break }
      digits &+= isDigit ? 1 : 0
      beyondHex |= !isDigit && (byte | 0x20) &- 0x61 >= 6 ? 1 : 0
      digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
      place &+= 1
    }
    guard digits > 0 else { return digest }
    let length = place &- start
    let isNumber = digits == length ? 2 : 0
    let isSingle = length == 1 ? 4 : 0
    let isLeading = text[start] &- 0x30 < 10 ? 8 : 0
    return UInt64(0x200 | beyondHex | isNumber | isSingle | isLeading)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 }

  private static func mixed(_ sum: UInt64, _ value: UInt64) -> UInt64 {
    let next = (sum ^ value) &* prime
    return next ^ next >> 29
  }
}
