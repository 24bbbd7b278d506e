import Bytes

/// Cuts identifiers into the words they are made of.
package enum IdentifierWords {
  /// Returns the lower-case words of a name: `applyCoupon`, `apply_coupon` and `Apply.Coupon` all give the same two.
  package static func split(_ name: some StringProtocol) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var previousIsLower = false
    func finish() {
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word.removeAll()
    }
    for byte in name.utf8 {
      guard ASCII.isLetter(byte) else {
        finish()
        previousIsLower = false
        continue
      }
      if ASCII.isUpper(byte), previousIsLower { finish() }
      word.append(byte | 0x20)
      previousIsLower = ASCII.isLower(byte)
    }
    finish()
    return words
  }
}
