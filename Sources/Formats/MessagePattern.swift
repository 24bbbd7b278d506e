/// The text of a message before its parameters were filled in.
package enum MessagePattern {
  private static let words = 3
  private static let letters = 2

  /// Returns a pattern that tells its messages from others; nothing for one such as `%s` or `failed: {}`.
  ///
  /// It must have three words of two letters outside of what is filled in, and something that is.
  static func telling(_ text: RecordText, in batch: RecordBatch) -> RecordText {
    let content = Content(batch.bytes[text.range])
    return content.hasParameter && content.words >= words ? text : .none
  }

  /// Returns what a logger itself calls the template of its message; nothing for one that has no letter outside of what is
  /// filled in, such as `{Message}` or `{0}`: it is that of all messages.
  package static func said(_ text: RecordText, in batch: RecordBatch) -> RecordText {
    Content(batch.bytes[text.range]).hasLetter ? text : .none
  }

  /// What stands in a pattern outside of what is filled in.
  private struct Content {
    private(set) var words = 0
    private(set) var hasLetter = false
    private(set) var hasParameter = false

    init(_ bytes: ArraySlice<UInt8>) {
      var (run, depth) = (0, 0)
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
        hasLetter = true
        run += 1
        if run == letters { words += 1 }
      }
    }
  }
}
