/// Where text stops being an RFC 3339 date and time, and what had to stand there.
package struct RFC3339Error: Error, Equatable, CustomStringConvertible {
  /// The byte at which reading stopped; the first of the field when its value is out of range.
  package let offset: Int
  /// What would have been valid there.
  package let expected: Expectation

  /// Names what had to stand at a byte.
  package init(offset: Int, expected: Expectation) {
    self.offset = offset
    self.expected = expected
  }

  /// What a part of the text must be.
  package enum Expectation: Equatable, Sendable, CustomStringConvertible {
    case digit
    case hyphen
    case colon
    case dateTimeSeparator
    case zone
    case end
    case month
    case day(upTo: Int)
    case hour
    case minute
    case second
    /// No leap second may be at this instant, so 60 is out of range too.
    case secondUpTo59
    /// An instant that 64 bits of nanoseconds hold.
    case representableInstant

    package var description: String {
      switch self {
      case .digit: "a digit"
      case .hyphen: "\"-\""
      case .colon: "\":\""
      case .dateTimeSeparator: "\"T\" or a space"
      case .zone: "\"Z\" or an offset such as \"+02:00\""
      case .end: "the end"
      case .month: "a month from 01 to 12"
      case .day(let limit): "a day from 01 to \(limit)"
      case .hour: "an hour from 00 to 23"
      case .minute: "a minute from 00 to 59"
      case .second: "a second from 00 to 60"
      case .secondUpTo59: "a second from 00 to 59 (no leap second can be here)"
      case .representableInstant: "a time from 1677-09-21T00:12:43.145224192Z to 2262-04-11T23:47:16.854775807Z"
      }
    }
  }

  package var description: String { "expected \(expected) at offset \(offset)" }
}
