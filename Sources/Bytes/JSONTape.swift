/// The flat list of tokens of one JSON text: one 64-bit word per scalar, key, array and object, in document order.
///
/// A word holds its kind in the top 4 bits. A scalar or key adds its length (28 bits) and its byte offset (32 bits), and
/// is decoded only when somebody asks for it; a container adds its number of children and the index of the word after it.
package struct JSONTape: Sendable {
  package private(set) var words: [UInt64] = []

  /// Nesting accepted unless the caller says otherwise; real messages stay under 20.
  package static let defaultMaximumDepth = 128

  package init() {}

  /// Replaces the tape by the tokens of one complete JSON text, checking all of its syntax and its UTF-8.
  ///
  /// Room for the words is set aside once and never copied. They take 8 bytes per token: about 0.9 times the text for
  /// telemetry, and 4 times at worst (`[1,1,1…`). A tape used again keeps its room.
  package mutating func parse(
    _ bytes: Span<UInt8>,
    maximumDepth: Int = JSONTape.defaultMaximumDepth
  ) throws(JSONError) {
    words.removeAll(keepingCapacity: true)
    guard bytes.count < JSONWord.maximumOffset else {
      throw JSONError(.tooLarge(limit: JSONWord.maximumOffset), at: JSONWord.maximumOffset)
    }
    let bound = JSONTape.wordBound(bytes, maximumDepth: maximumDepth)
    try words.append(addingCapacity: bound) { (words: inout OutputSpan<UInt64>) throws(JSONError) in
      try JSONScanner.scan(bytes, into: &words, maximumDepth: maximumDepth)
    }
  }

  /// Length from which it pays to count a text's separators before reserving room.
  private static let longText = 1 << 20

  /// Returns a number of words that no text of these bytes exceeds, not even one that turns out to be malformed.
  private static func wordBound(_ bytes: Span<UInt8>, maximumDepth: Int) -> Int {
    // Every token takes a byte and a separator or closing bracket, except containers that are still open.
    let bound = (bytes.count + min(bytes.count, maximumDepth)) / 2 + 2
    // Every token but the first has a separator or an opening bracket in front of it.
    return bytes.count < longText ? bound : min(bound, separators(bytes) + 1)
  }

  /// Counts the bytes `,`, `:`, `[` and `{`, inside strings too.
  private static func separators(_ bytes: Span<UInt8>) -> Int {
    let comma = SIMD16(repeating: UInt8(ascii: ","))
    let colon = SIMD16(repeating: UInt8(ascii: ":"))
    let brace = SIMD16(repeating: UInt8(ascii: "{"))
    let caseBit = SIMD16(repeating: UInt8(0x20))
    var total = 0
    var position = 0
    while position &+ 16 <= bytes.count {
      var counts = SIMD16<UInt8>(repeating: 0)
      // A lane counts to 255 before it would wrap.
      let end = min(bytes.count &- 16, position &+ 254 &* 16)
      while position <= end {
        let chunk = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: SIMD16<UInt8>.self)
        // `[` and `{` differ in one bit.
        let found = (chunk .== comma) .| (chunk .== colon) .| ((chunk | caseBit) .== brace)
        // A lane that was found has all bits set: minus one.
        unsafe counts &-= unsafeBitCast(found, to: SIMD16<UInt8>.self)
        position &+= 16
      }
      for lane in counts.indices { total &+= Int(counts[lane]) }
    }
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") || byte | 0x20 == UInt8(ascii: "{") { total &+= 1 }
      position &+= 1
    }
    return total
  }
}
