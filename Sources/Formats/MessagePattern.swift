/// The text of a message before its parameters were filled in.
enum MessagePattern {
  private static let words = 3
  private static let letters = 2

  /// Returns a pattern that tells its messages from others; nothing for one such as `%s` or `failed: {}`.
  ///
  /// It must have three words of two letters outside of what is filled in, and something that is.
  static func telling(_ text: RecordText, in batch: RecordBatch) -> RecordText {
    let bytes = batch.bytes[text.range]
    var (count, run, depth) = (0, 0, 0)
    var hasParameter = false
    var last: UInt8 = 0
    for byte in bytes {
      defer { last = byte }
      let isParameter = last == UInt8(ascii: "%") || last == UInt8(ascii: "$")
      if isParameter { hasParameter = true }
      if byte == UInt8(ascii: "{") { depth += 1 }
      if byte == UInt8(ascii: "}"), depth > 0 {
        depth -= 1
        hasParameter = true
      }
      let isLetter = (byte | 0x20) &- 0x61 < 26 || byte >= 0x80
      guard isLetter, depth == 0, !isParameter else {
        run = 0
        continue
      }
      run += 1
      if run == letters { count += 1 }
    }
    return hasParameter && count >= words ? text : .none
  }
}
