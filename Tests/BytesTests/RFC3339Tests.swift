import Bytes
import TestSupport
import Testing

@Suite struct RFC3339Tests {
  struct Instant: Sendable, CustomTestStringConvertible {
    let text: String
    let nanoseconds: Int64

    var testDescription: String { text }
  }

  // Nanoseconds by Python's datetime, except where Python cannot read the text.
  @Test(arguments: [
    // The examples of RFC 3339 section 5.8 (https://www.rfc-editor.org/rfc/rfc3339); the third and fourth are a leap
    // second, which is the start of 1991.
    Instant(text: "1985-04-12T23:20:50.52Z", nanoseconds: 482_196_050_520_000_000),
    Instant(text: "1996-12-19T16:39:57-08:00", nanoseconds: 851_042_397_000_000_000),
    Instant(text: "1990-12-31T23:59:60Z", nanoseconds: 662_688_000_000_000_000),
    Instant(text: "1990-12-31T15:59:60-08:00", nanoseconds: 662_688_000_000_000_000),
    Instant(text: "1937-01-01T12:00:27.87+00:20", nanoseconds: -1_041_337_172_130_000_000),
    // Letters and separators.
    Instant(text: "1985-04-12t23:20:50.52z", nanoseconds: 482_196_050_520_000_000),
    Instant(text: "1985-04-12 23:20:50.52Z", nanoseconds: 482_196_050_520_000_000),
    // The epoch and the leap days.
    Instant(text: "1970-01-01T00:00:00Z", nanoseconds: 0),
    Instant(text: "1969-12-31T23:59:59Z", nanoseconds: -1_000_000_000),
    Instant(text: "1969-12-31T23:59:59.999999999Z", nanoseconds: -1),
    Instant(text: "2000-02-29T12:34:56Z", nanoseconds: 951_827_696_000_000_000),
    Instant(text: "2024-12-31T23:59:59.123456Z", nanoseconds: 1_735_689_599_123_456_000),
    // Fractions: any number of digits, those after the ninth dropped, so before the epoch too towards the past.
    Instant(text: "1970-01-01T00:00:00.1Z", nanoseconds: 100_000_000),
    Instant(text: "1970-01-01T00:00:00.000000001Z", nanoseconds: 1),
    Instant(text: "1970-01-01T00:00:00.0000000019Z", nanoseconds: 1),
    Instant(text: "1970-01-01T00:00:00.9999999999999999999999Z", nanoseconds: 999_999_999),
    Instant(text: "1969-12-31T23:59:59.0000000009Z", nanoseconds: -1_000_000_000),
    // Offsets: an unknown one (section 4.3) is UTC too; they may reach other days.
    Instant(text: "1970-01-01T00:00:00-00:00", nanoseconds: 0),
    Instant(text: "2026-01-02T03:04:05+14:00", nanoseconds: 1_767_272_645_000_000_000),
    Instant(text: "2026-01-02T03:04:05-23:59", nanoseconds: 1_767_409_385_000_000_000),
    // Leap seconds, anywhere on Earth and with a fraction; 1991-01-01 and 2015-07-01 begin after them.
    Instant(text: "1990-12-31T23:59:60.5Z", nanoseconds: 662_688_000_500_000_000),
    Instant(text: "1991-01-01T05:29:60+05:30", nanoseconds: 662_688_000_000_000_000),
    Instant(text: "2015-06-30T23:59:60Z", nanoseconds: 1_435_708_800_000_000_000),
    // The ends of the range, also written in other zones.
    Instant(text: "1677-09-21T00:12:43.145224192Z", nanoseconds: .min),
    Instant(text: "2262-04-11T23:47:16.854775807Z", nanoseconds: .max),
    Instant(text: "2262-04-12T01:47:16.854775807+02:00", nanoseconds: .max),
  ])
  func `valid text is an instant`(_ instant: Instant) throws {
    #expect(try RFC3339.parse(instant.text).nanoseconds == instant.nanoseconds)
  }

  struct Rejection: Sendable, CustomTestStringConvertible {
    let text: String
    let offset: Int
    let expected: RFC3339Error.Expectation

    var testDescription: String { "\"\(text)\"" }
  }

  @Test(arguments: [
    // Shape.
    Rejection(text: "", offset: 0, expected: .digit),
    Rejection(text: "now", offset: 0, expected: .digit),
    Rejection(text: "+2026-01-02T03:04:05Z", offset: 0, expected: .digit),
    Rejection(text: " 2026-01-02T03:04:05Z", offset: 0, expected: .digit),
    Rejection(text: "226-01-02T03:04:05Z", offset: 3, expected: .digit),
    Rejection(text: "12026-01-02T03:04:05Z", offset: 4, expected: .hyphen),
    Rejection(text: "20260102T030405Z", offset: 4, expected: .hyphen),
    Rejection(text: "2026-1-02T03:04:05Z", offset: 6, expected: .digit),
    Rejection(text: "2026-01/02T03:04:05Z", offset: 7, expected: .hyphen),
    Rejection(text: "2026-01-2T03:04:05Z", offset: 9, expected: .digit),
    Rejection(text: "2026-01-02", offset: 10, expected: .dateTimeSeparator),
    Rejection(text: "2026-01-02_03:04:05Z", offset: 10, expected: .dateTimeSeparator),
    Rejection(text: "2026-01-02T3:04:05Z", offset: 12, expected: .digit),
    Rejection(text: "2026-01-02T03.04:05Z", offset: 13, expected: .colon),
    Rejection(text: "2026-01-02T03:04Z", offset: 16, expected: .colon),
    Rejection(text: "2026-01-02T03:04:5Z", offset: 18, expected: .digit),
    Rejection(text: "2026-01-02T03:04:٠٥Z", offset: 17, expected: .digit),
    // Fraction and offset.
    Rejection(text: "2026-01-02T03:04:05", offset: 19, expected: .zone),
    Rejection(text: "2026-01-02T03:04:05.Z", offset: 20, expected: .digit),
    Rejection(text: "2026-01-02T03:04:05.", offset: 20, expected: .digit),
    Rejection(text: "2026-01-02T03:04:05,5Z", offset: 19, expected: .zone),
    Rejection(text: "2026-01-02T03:04:05.5", offset: 21, expected: .zone),
    Rejection(text: "2026-01-02T03:04:05.5 Z", offset: 21, expected: .zone),
    Rejection(text: "2026-01-02T03:04:05+", offset: 20, expected: .digit),
    Rejection(text: "2026-01-02T03:04:05+0200", offset: 22, expected: .colon),
    Rejection(text: "2026-01-02T03:04:05+02", offset: 22, expected: .colon),
    Rejection(text: "2026-01-02T03:04:05+02:0", offset: 24, expected: .digit),
    Rejection(text: "2026-01-02T03:04:05+24:00", offset: 20, expected: .hour),
    Rejection(text: "2026-01-02T03:04:05-02:60", offset: 23, expected: .minute),
    Rejection(text: "2026-01-02T03:04:05Z ", offset: 20, expected: .end),
    Rejection(text: "2026-01-02T03:04:05+02:00Z", offset: 25, expected: .end),
    // Fields.
    Rejection(text: "2026-00-02T03:04:05Z", offset: 5, expected: .month),
    Rejection(text: "2026-13-02T03:04:05Z", offset: 5, expected: .month),
    Rejection(text: "2026-01-00T03:04:05Z", offset: 8, expected: .day(upTo: 31)),
    Rejection(text: "2026-01-32T03:04:05Z", offset: 8, expected: .day(upTo: 31)),
    Rejection(text: "2026-04-31T03:04:05Z", offset: 8, expected: .day(upTo: 30)),
    Rejection(text: "2026-02-29T03:04:05Z", offset: 8, expected: .day(upTo: 28)),
    Rejection(text: "1900-02-29T03:04:05Z", offset: 8, expected: .day(upTo: 28)),
    Rejection(text: "2024-02-30T03:04:05Z", offset: 8, expected: .day(upTo: 29)),
    Rejection(text: "2026-01-02T24:00:00Z", offset: 11, expected: .hour),
    Rejection(text: "2026-01-02T03:60:05Z", offset: 14, expected: .minute),
    Rejection(text: "2026-01-02T03:04:61Z", offset: 17, expected: .second),
    // No leap second can be here.
    Rejection(text: "2026-01-02T03:04:60Z", offset: 17, expected: .secondUpTo59),
    Rejection(text: "2016-12-31T23:58:60Z", offset: 17, expected: .secondUpTo59),
    Rejection(text: "2016-12-30T23:59:60Z", offset: 17, expected: .secondUpTo59),
    Rejection(text: "2016-03-31T23:59:60Z", offset: 17, expected: .secondUpTo59),
    Rejection(text: "2016-12-31T23:59:60-08:00", offset: 17, expected: .secondUpTo59),
    // Range.
    Rejection(text: "1677-09-21T00:12:43.145224191Z", offset: 0, expected: .representableInstant),
    Rejection(text: "2262-04-11T23:47:16.854775808Z", offset: 0, expected: .representableInstant),
    Rejection(text: "2262-04-12T00:00:00Z", offset: 0, expected: .representableInstant),
    Rejection(text: "0000-01-01T00:00:00Z", offset: 0, expected: .representableInstant),
    Rejection(text: "9999-12-31T23:59:59Z", offset: 0, expected: .representableInstant),
  ])
  func `other text is rejected where it goes wrong`(_ rejection: Rejection) {
    let error = RFC3339Error(offset: rejection.offset, expected: rejection.expected)
    #expect(throws: error) { try RFC3339.parse(rejection.text) }
  }

  struct Printed: Sendable, CustomTestStringConvertible {
    let nanoseconds: Int64
    let text: String

    var testDescription: String { text }
  }

  @Test(arguments: [
    Printed(nanoseconds: 0, text: "1970-01-01T00:00:00Z"),
    Printed(nanoseconds: -1, text: "1969-12-31T23:59:59.999999999Z"),
    Printed(nanoseconds: -1_000_000_000, text: "1969-12-31T23:59:59Z"),
    Printed(nanoseconds: 500_000_000, text: "1970-01-01T00:00:00.500Z"),
    Printed(nanoseconds: 1_000_000, text: "1970-01-01T00:00:00.001Z"),
    Printed(nanoseconds: 1_000, text: "1970-01-01T00:00:00.000001Z"),
    Printed(nanoseconds: 1_001_000, text: "1970-01-01T00:00:00.001001Z"),
    Printed(nanoseconds: 1, text: "1970-01-01T00:00:00.000000001Z"),
    Printed(nanoseconds: 951_827_696_000_000_000, text: "2000-02-29T12:34:56Z"),
    Printed(nanoseconds: .min, text: "1677-09-21T00:12:43.145224192Z"),
    Printed(nanoseconds: .max, text: "2262-04-11T23:47:16.854775807Z"),
  ])
  func `an instant prints in UTC with the fewest groups of three digits`(_ printed: Printed) {
    let timestamp = Timestamp(nanoseconds: printed.nanoseconds)
    #expect(RFC3339.print(timestamp) == printed.text)
    #expect("\(timestamp)" == printed.text)
  }

  @Test func `printing into bytes appends`() {
    var text = Array("at ".utf8)
    RFC3339.print(Timestamp(nanoseconds: 0), into: &text)
    #expect(text == Array("at 1970-01-01T00:00:00Z".utf8))
  }

  @Test(arguments: UInt64(0)..<20)
  func `what is printed parses back`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    // One unit per fraction length, so that every form is printed.
    for unit: Int64 in [1, 1_000, 1_000_000, 1_000_000_000] {
      for _ in 0..<100 {
        let count = Int64.random(in: Int64.min / unit...Int64.max / unit, using: &random)
        let timestamp = Timestamp(nanoseconds: count * unit)
        #expect(try RFC3339.parse(RFC3339.print(timestamp)) == timestamp)
      }
    }
  }

  @Test func `text cut anywhere is rejected at the cut`() throws {
    // Cut after the fraction's point or a digit of it the text is only missing its zone.
    let text = Array("2026-01-02T03:04:05.678+09:00".utf8)
    for count in text.indices {
      let error = #expect(throws: RFC3339Error.self) { try RFC3339.parse(text.span.extracting(first: count)) }
      #expect(error?.offset == count)
    }
  }

  @Test(arguments: UInt64(0)..<20)
  func `one changed byte gives an instant or an error inside the text`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let text = Array("2016-12-31T23:59:60.678+00:00".utf8)
    for _ in 0..<500 {
      var changed = text
      changed[.random(in: text.indices, using: &random)] = UInt8(truncatingIfNeeded: random.next())
      let timestamp: Timestamp
      do {
        timestamp = try RFC3339.parse(changed.span)
      } catch {
        #expect(error.offset <= text.count)
        continue
      }
      #expect(try RFC3339.parse(RFC3339.print(timestamp)) == timestamp)
    }
  }

  @Test func `errors say what was expected and where`() {
    let words: [(RFC3339Error.Expectation, String)] = [
      (.digit, "expected a digit at offset 7"),
      (.hyphen, "expected \"-\" at offset 7"),
      (.colon, "expected \":\" at offset 7"),
      (.dateTimeSeparator, "expected \"T\" or a space at offset 7"),
      (.zone, "expected \"Z\" or an offset such as \"+02:00\" at offset 7"),
      (.end, "expected the end at offset 7"),
      (.month, "expected a month from 01 to 12 at offset 7"),
      (.day(upTo: 28), "expected a day from 01 to 28 at offset 7"),
      (.hour, "expected an hour from 00 to 23 at offset 7"),
      (.minute, "expected a minute from 00 to 59 at offset 7"),
      (.second, "expected a second from 00 to 60 at offset 7"),
      (.secondUpTo59, "expected a second from 00 to 59 (no leap second can be here) at offset 7"),
      (
        .representableInstant,
        "expected a time from 1677-09-21T00:12:43.145224192Z to 2262-04-11T23:47:16.854775807Z at offset 7"
      ),
    ]
    for (expected, text) in words {
      #expect("\(RFC3339Error(offset: 7, expected: expected))" == text)
    }
  }
}
