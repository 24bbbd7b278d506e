import Formats
import Testing

/// Times as messages have them.
@Suite struct TimeTests {
  struct Time: Sendable, CustomTestStringConvertible {
    let text: String
    let nanoseconds: Int64?
    var testDescription: String { text }

    init(_ text: String, _ nanoseconds: Int64?) {
      self.text = text
      self.nanoseconds = nanoseconds
    }
  }

  // 2026-10-21T00:35:06Z is 1,792,542,906 by Python's datetime.
  private static let second: Int64 = 1_792_542_906_000_000_000

  @Test(arguments: [
    Time("2026-10-21T00:35:06Z", second),
    Time("2026-10-21T00:35:06.334Z", second + 334_000_000),
    Time("2026-10-21 00:35:06", second),
    Time("2026-10-21 00:35:06.334567", second + 334_567_000),
    Time("2026-10-21 00:35:06,334", second + 334_000_000),
    Time("2026-10-21T02:35:06+02:00", second),
    Time("2026-10-21T02:35:06+0200", second),
    Time("2026-10-20T19:35:06-05", second),
    Time("2026-10-21 00:35:06 UTC", second),
    Time("  2026-10-21T00:35:06Z ", second),
    Time("2026/10/21 00:35:06", second),
    Time("2026-10-21 00:35", second - 6_000_000_000),
    Time("2026-10-21", 1_792_540_800_000_000_000),
    Time("Oct 21, 2026 12:35 AM", second - 6_000_000_000),
    Time("October 21, 2026 at 12:35:06 am", second),
    Time("21 Oct 2026 00:35:06 GMT", second),
    Time("Wed, 21 Oct 2026 00:35:06 +0000", second),
    Time("21-Oct-2026", 1_792_540_800_000_000_000),
    // Counts: seconds, milliseconds, microseconds, nanoseconds, with fractions.
    Time("1792542906", second),
    Time("1792542906.334567", second + 334_567_000),
    Time("1792542906334", second + 334_000_000),
    Time("1792542906334.567", second + 334_567_000),
    Time("1792542906334567", second + 334_567_000),
    Time("1792542906334567891", second + 334_567_891),
    // The day or the month first: nobody knows.
    Time("10/11/2026", nil),
    Time("10/21/2026 00:35", nil),
    Time("21.10.2026", nil),
    // No times.
    Time("", nil), Time("yesterday", nil), Time("2026", nil), Time("0", nil), Time("-1792542906", nil),
    Time("2026-13-01", nil), Time("2026-02-30", nil), Time("2026-10-21T25:00:00Z", nil),
    Time("2026-10-21T00:35:06Zulu", nil), Time("2026-10-21T00:35:06+99:00", nil), Time("2026-10-21T00:60:00", nil),
    Time("99999999999999999999", nil), Time("1792542906.3x", nil), Time("9999-12-31", nil), Time("1e9", nil),
    Time("Oct 2026", nil), Time("2026-10-21 00:35:06 13:00", nil), Time("13:00", nil),
    Time("Oct 21, 2026 13:00 pm", nil),
    // The times of records reach from 1970 to 2199.
    Time("1970-01-01", 0), Time("2199-12-31", 7_258_032_000_000_000_000), Time("7258118399", 7_258_118_399_000_000_000),
    Time("1969-12-31T23:59:59Z", nil), Time("1970-01-01T00:00:00+01:00", nil), Time("1900-01-01T00:00:00Z", nil),
    Time("1677-09-22", nil), Time("2200-01-01", nil), Time("7258118400", nil), Time("7258118400.5", nil),
    Time("7258118400000", nil), Time("7258118400000000", nil), Time("7258118400000000000", nil),
    Time("9223372036854775807", nil),
  ])
  func `a time is read in the forms that exports have`(_ time: Time) {
    let batch = read("body\tcreated_at\nhello\t\(time.text)\n", as: .csv)
    #expect(batch.messages.first?.time == time.nanoseconds)
    #expect(batch.rejects.count == (time.nanoseconds == nil ? 1 : 0))
  }

  @Test(arguments: [
    ("1792542906", second), ("1792542906.25", second + 250_000_000), ("1.792542906e9", second),
    ("1792542906000", second), ("\"1792542906\"", second), ("\"2026-10-21T00:35:06Z\"", second),
  ])
  func `a time in JSON may be a number`(_ text: String, _ nanoseconds: Int64) {
    let batch = read(#"{"kind":"event","name":"x","time":\#(text)}"#)
    #expect(batch.events.map(\.time) == [nanoseconds])
  }

  @Test(arguments: [
    request(span: spanIDs + #""startTimeUnixNano":"7258118400000000000""#),
    request(log: #""timeUnixNano":"9223372036854775807","body":{"stringValue":"x"}"#),
    #"{"event":"$ai_generation","distinct_id":"u1","timestamp":"1677-09-22T00:00:00Z","#
      + #""properties":{"$ai_latency":2000000,"$ai_trace_id":"t1","$ai_span_id":"s1"}}"#,
    #"{"receiver":"r","groupLabels":{},"alerts":[{"status":"resolved","fingerprint":"a","#
      + #""startsAt":"1678-01-01T00:00:00Z","endsAt":"2026-11-20T10:00:00Z"}]}"#,
    #"{"id":"1","created_at":"1900-01-01T00:00:00Z","body":"I was here early"}"#,
    #"{"time":"2262-01-01T00:00:00Z","level":"error","msg":"late"}"#,
  ])
  func `a record of another age is rejected, whatever its form`(_ text: String) {
    let batch = read(text)
    #expect(batch.count == 0)
    #expect(batch.rejects.count == 1)
    #expect(batch.rejects.listed.allSatisfy { $0.expected.contains("1970") })
  }

  @Test func `an end of another age is no end`() throws {
    let span = request(span: spanIDs + spanStart + #""endTimeUnixNano":"9223372036854775807""#)
    let found = try #require(read(span).spans.first)
    #expect(found.end == found.start)
  }
}
