/// The words by which loggers say how bad something is, as OpenTelemetry's severities.
enum LogLevel {
  /// Informative, where a shape of log has no word for it.
  static let information: UInt8 = 9
  static let warning: UInt8 = 13
  static let error: UInt8 = 17
  static let fatal: UInt8 = 21

  private static let words: [(String, UInt8)] = [
    ("trace", 1), ("trc", 1), ("verbose", 1), ("vrb", 1), ("finest", 1), ("finer", 1), ("fine", 5), ("debug", 5),
    ("dbg", 5), ("config", 5), ("info", 9), ("inf", 9), ("information", 9), ("informational", 9), ("success", 9),
    ("notice", 10), ("warn", 13), ("warning", 13), ("wrn", 13), ("error", 17), ("err", 17), ("severe", 17),
    ("critical", 21), ("crit", 21), ("fatal", 21), ("ftl", 21), ("alert", 21), ("emerg", 21), ("emergency", 21),
    ("panic", 21), ("pnc", 21), ("dpanic", 21),
  ]
  /// Words that are levels in capitals alone: PostgreSQL's, and the notes of MySQL.
  private static let capitals: [(String, UInt8)] = [
    ("LOG", 9), ("STATEMENT", 9), ("DETAIL", 9), ("HINT", 9), ("CONTEXT", 9), ("NOTE", 9),
  ]

  private static let table = NameTable<UInt8>(
    words.flatMap { word, severity in
      [
        (word, severity), (word.uppercased(), severity),
        (word.prefix(1).uppercased() + word.dropFirst(), severity),
      ]
    } + capitals,
    unknown: 0
  )

  /// Returns the severity that a word stands for, 0 for any other; in lower case, capitals, or with one capital.
  @inline(__always)
  static func severity(_ text: Span<UInt8>, _ word: Range<Int>) -> UInt8 {
    guard 3...13 ~= word.count else { return 0 }
    return table.name(of: text, word)
  }

  /// Returns the severity of a letter, as Android, glog and Ruby write it; 0 for any other.
  static func severity(letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "V"): 1
    case UInt8(ascii: "D"): 5
    case UInt8(ascii: "I"): 9
    case UInt8(ascii: "W"): 13
    case UInt8(ascii: "E"): 17
    case UInt8(ascii: "F"), UInt8(ascii: "A"): 21
    default: 0
    }
  }

  /// Returns the severity of syslog's 0 for an emergency to 7 for debugging.
  static func severity(syslog: Int) -> UInt8 {
    switch syslog & 7 {
    case 0...2: fatal
    case 3: error
    case 4: warning
    case 5: 10
    case 6: information
    default: 5
    }
  }

  /// Returns the severity of a number from 10 on, as pino and bunyan count in JSON; 0 below it.
  static func severity(number: Int64) -> UInt8 {
    switch number {
    case ..<10: 0
    case ..<20: 1
    case ..<30: 5
    case ..<40: information
    case ..<50: warning
    case ..<60: error
    default: fatal
    }
  }
}
