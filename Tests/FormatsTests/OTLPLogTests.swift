import Formats
import Testing

@Suite struct OTLPLogTests {
  @Test func `a log record has its body, severity, ids and logger`() throws {
    let batch = read(
      request(
        log: #"""
          "timeUnixNano":"1700000000000000000","observedTimeUnixNano":"1700000000900000000","severityNumber":13,\#
          "severityText":"WARN","body":{"stringValue":"low on disk"},"eventName":"disk.low",\#
          "traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708",\#
          "attributes":[{"key":"user.id","value":{"stringValue":"u1"}}]
          """#
      )
    )
    let log = try #require(batch.logs.first)
    #expect(log.time == 1_700_000_000_000_000_000)
    #expect(log.severity == 13)
    #expect(batch.shown(log.body) == "'low on disk'")
    #expect(batch.string(log.eventName) == "disk.low")
    #expect(batch.string(log.scope) == "jobs")
    #expect(log.traceHigh == 0x0102_0304_0506_0708 && log.traceLow == 0x090a_0b0c_0d0e_0f10)
    #expect(log.span == 0x0102_0304_0506_0708)
    #expect(batch.shown(log.attributes) == ["user.id='u1'"])
  }

  struct Severity: Sendable, CustomTestStringConvertible {
    let members: String
    let number: UInt8
    var testDescription: String { members }
  }

  @Test(arguments: [
    Severity(members: #""severityNumber":17"#, number: 17),
    Severity(members: #""severityNumber":"17""#, number: 17),
    Severity(members: #""severityNumber":"SEVERITY_NUMBER_ERROR""#, number: 17),
    Severity(members: #""severityNumber":"SEVERITY_NUMBER_ERROR2""#, number: 18),
    Severity(members: #""severity_number":"INFO4""#, number: 12),
    Severity(members: #""severityText":"Warning""#, number: 13),
    Severity(members: #""severityText":"CRITICAL""#, number: 21),
    Severity(members: #""severityNumber":9,"severityText":"ERROR""#, number: 9),
    Severity(members: #""severityText":"chatty""#, number: 0),
    Severity(members: #""severityNumber":25"#, number: 0),
    Severity(members: #""severityNumber":-1"#, number: 0),
    Severity(members: #""flags":1"#, number: 0),
  ])
  func `severity is a number, a name, or the text`(_ severity: Severity) {
    let batch = read(request(log: #""timeUnixNano":"1700000000000000000","# + severity.members))
    #expect(batch.logs.map(\.severity) == [severity.number])
  }

  @Test(arguments: [
    (#""timeUnixNano":"0","observedTimeUnixNano":"1700000000900000000""#, 1_700_000_000_900_000_000),
    (#""observed_time_unix_nano":1700000000"#, 1_700_000_000_000_000_000),
  ])
  func `without a time it happened when it was seen`(_ members: String, _ time: Int64) {
    #expect(read(request(log: members)).logs.map(\.time) == [time])
  }

  @Test func `without any time it is rejected`() {
    let batch = read(request(log: #""body":{"stringValue":"x"}"#) + "\n" + request(log: #""timeUnixNano":true"#))
    let words = "nanoseconds since 1970-01-01, before 2200"
    #expect(
      batch.rejects.listed == [
        Reject(line: 1, reason: "a log record has no timeUnixNano", expected: words),
        Reject(line: 2, reason: "a log record has the timeUnixNano true", expected: words),
      ]
    )
  }

  @Test func `ids that are none are left out`() throws {
    let members = #""timeUnixNano":"1700000000000000000","traceId":"","spanId":"xyz""#
    let log = try #require(read(request(log: members)).logs.first)
    #expect(log.traceHigh == 0 && log.traceLow == 0 && log.span == 0)
  }

  @Test func `profiles are counted, never dropped in silence`() {
    let text = #"""
      {"resource_profiles":[{},{}]}
      {"resourceMetrics":[]}
      {"resourceSpans":null}
      {}

      """#
    let batch = read(text)
    #expect(batch.skips.counts == [.profiles: 2])
    #expect(batch.rejects.count == 0)
    #expect(batch.count == 0)
    #expect(Skip.allCases.allSatisfy { !$0.words.isEmpty })
  }
}
