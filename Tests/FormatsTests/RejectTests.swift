import Formats
import Testing

@Suite struct RejectTests {
  @Test(arguments: [
    ("a span has no traceId", "a span has no traceId"),
    ("a span has the traceId \"zz\"", "a span has the traceId …"),
    ("text that begins \"he said \"hi\" to\"", "text that begins …"),
    ("the columns are \"name\", \"4111\", …", "the columns are …, …"), ("one \" alone", "one … alone"),
    ("the time 4111111111111111 is none", "the time … is none"),
    ("an item of 12345678 bytes", "an item of 12345678 bytes"),
    ("", ""),
  ])
  func `what is kept of a reason quotes nobody`(_ reason: String, _ plain: String) {
    #expect(Reject.unquoted(reason) == plain)
    let reject = Reject(line: 1, reason: reason, expected: "a time")
    #expect(reject.plain == plain + "; expected a time")
  }
}
