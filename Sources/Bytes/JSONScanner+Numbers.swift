extension JSONScanner {
  /// Reads a number, leaving its value to whoever asks for it.
  @inline(always)
  mutating func number(_ bytes: Span<UInt8>, into words: inout OutputSpan<UInt64>) throws(JSONError) {
    let start = position
    var kind = JSONWord.Kind.integer
    if bytes[position] == UInt8(ascii: "-") { position &+= 1 }
    let firstDigit = position
    skipDigits(bytes)
    guard position > firstDigit, position == firstDigit &+ 1 || bytes[firstDigit] != UInt8(ascii: "0") else {
      throw JSONScanner.failure(.invalidNumber, at: start)
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      kind = .decimal
      position &+= 1
      let fraction = position
      skipDigits(bytes)
      guard position > fraction else { throw JSONScanner.failure(.invalidNumber, at: start) }
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      kind = .decimal
      position &+= 1
      if position < bytes.count, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
        position &+= 1
      }
      let exponent = position
      skipDigits(bytes)
      guard position > exponent else { throw JSONScanner.failure(.invalidNumber, at: start) }
    }
    try append(kind, from: start, into: &words)
  }

  /// Moves past digits, eight at a time: how many there are is then no branch that could be guessed wrongly.
  @inline(always)
  private mutating func skipDigits(_ bytes: Span<UInt8>) {
    while position &+ 8 <= bytes.count {
      let chunk = unsafe UInt64(
        littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
      )
      // Digits become 0…9; anything else has a high nibble, at the latest after six is added.
      let values = chunk ^ 0x3030_3030_3030_3030
      let others = (values | (values &+ 0x0606_0606_0606_0606)) & 0xf0f0_f0f0_f0f0_f0f0
      guard others == 0 else {
        position &+= others.trailingZeroBitCount >> 3
        return
      }
      position &+= 8
    }
    while position < bytes.count, bytes[position] &- UInt8(ascii: "0") <= 9 { position &+= 1 }
  }
}
