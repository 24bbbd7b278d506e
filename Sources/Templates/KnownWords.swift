/// The few words whose meaning counts: parts of dates, units, levels, and words that are values by themselves.
///
/// A word of up to eight bytes is looked up as one number, in a small table of open places.
struct KnownWords: Sendable {
  /// What a word can be; one word may be several.
  struct Meaning: OptionSet, Sendable {
    let rawValue: UInt8

    static let month = Meaning(rawValue: 1)
    static let weekday = Meaning(rawValue: 2)
    static let zone = Meaning(rawValue: 4)
    static let unit = Meaning(rawValue: 8)
    /// A value of a variable wherever it stands.
    static let value = Meaning(rawValue: 16)
    /// The name of a member that holds a message rather than a value.
    static let message = Meaning(rawValue: 32)
    static let level = Meaning(rawValue: 64)
    /// A word that the name of somebody follows.
    static let owner = Meaning(rawValue: 128)
  }

  private static let words: [(Meaning, [StaticString])] = [
    (.month, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    (.weekday, ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    (
      .zone,
      ["utc", "gmt", "pdt", "pst", "est", "edt", "cst", "cdt", "mst", "mdt", "cet", "cest", "am", "pm"]
    ),
    (
      .unit,
      [
        "b", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "ns", "us", "usec", "ms", "msec", "s", "sec", "secs",
        "seconds", "min", "mins", "h", "hz", "mhz", "ghz",
      ]
    ),
    (.value, ["true", "false", "null", "nil", "nan", "n/a"]),
    (.message, ["msg", "message", "event", "error", "err", "reason"]),
    (.owner, ["user", "username"]),
    (
      .level,
      [
        "trace", "debug", "info", "notice", "warn", "warning", "error", "err", "severe", "fatal", "critical", "crit",
        "alert", "emerg", "fine", "finer", "finest", "config", "verbose", "failure", "panic",
      ]
    ),
  ]
  /// Four times as many places as words.
  private static let size = 512

  /// Made once: there is only one.
  static let standard = KnownWords()

  private var keys = [UInt64](repeating: 0, count: size)
  private var meanings = [Meaning](repeating: [], count: size)

  private init() {
    for (meaning, list) in KnownWords.words {
      for word in list {
        let key = word.withUTF8Buffer { buffer in unsafe buffer.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        let place = place(of: key)
        keys[place] = key
        meanings[place].insert(meaning)
      }
    }
  }

  /// Returns what a word means, in whatever case it is written.
  func meaning(of text: Span<UInt8>, _ range: Range<Int>) -> Meaning {
    guard range.count <= 8, !range.isEmpty else { return [] }
    var key: UInt64 = 0
    for place in range { key = key << 8 | UInt64(text[place] | 0x20) }
    return meanings[place(of: key)]
  }

  /// Returns the place of a word, or the open one where it would be.
  private func place(of key: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 55)
    while keys[place] != key, keys[place] != 0 { place = (place &+ 1) % KnownWords.size }
    return place
  }
}
