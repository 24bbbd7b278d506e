private import Bytes

/// Tells most prefixes that a run does not have from those it has, without looking for them.
///
/// A Bloom filter each of whose questions looks at one word, and has one wrong yes in about a hundred. Signals of a trace
/// share their prefix, so that the filters of twenty million spans fit into a processor's cache, which their keys do not.
struct KeyRunFilter: Sendable {
  private static let bitsForEach = 12

  /// How many words there are for so many different prefixes.
  static func wordCount(prefixes count: Int) -> Int { (count * bitsForEach + 63) / 64 }

  /// Returns which word a prefix is looked for in, and the five bits it has there.
  @inline(__always)
  static func place(_ prefix: UInt32, words count: Int) -> (word: Int, bits: UInt64) {
    // Keys are hashes already; this only spreads their bits over a word.
    let mixed = UInt64(prefix) &* 0x9e37_79b9_7f4a_7c15
    let word = Int(truncatingIfNeeded: ((mixed &>> 32) &* UInt64(truncatingIfNeeded: count)) &>> 32)
    var bits: UInt64 = 0
    var rest = (mixed &* 0xbf58_476d_1ce4_e5b9) &>> 32
    for _ in 0..<5 {
      bits |= 1 &<< (rest & 63)
      rest &>>= 6
    }
    return (word, bits)
  }

  /// Returns the words of a filter, eight bytes each.
  static func bytes(of prefixes: [UInt32]) -> [UInt8] {
    var words = [UInt64](repeating: 0, count: wordCount(prefixes: prefixes.count))
    for prefix in prefixes {
      let (word, bits) = place(prefix, words: words.count)
      words[word] |= bits
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * words.count)
    for word in words { bytes.appendLittleEndian(word) }
    return bytes
  }
}
