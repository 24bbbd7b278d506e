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
}
