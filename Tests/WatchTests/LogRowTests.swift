import Domain
import Formats
import Testing
import Watch

@Suite struct LogRowTests {
  struct Log: Sendable, CustomTestStringConvertible {
    let members: String
    /// The kind and name of the row.
    let row: String
    var evidence: String?
    var testDescription: String { members }
  }

  private static let body = #""body":{"stringValue":"low on disk"}"#

  @Test(arguments: [
    Log(members: #""severityNumber":9,"# + body, row: "log jobs"),
    Log(members: body, row: "log jobs"),
    Log(members: #""severityNumber":12,"traceId":"0102030405060708090a0b0c0d0e0f10","# + body, row: "log jobs"),
    Log(members: #""severityNumber":13,"# + body, row: "log jobs", evidence: "low on disk"),
    Log(members: #""severityText":"warn","# + body, row: "log jobs", evidence: "low on disk"),
    Log(members: #""severityNumber":13"#, row: "log jobs"),
    Log(members: #""severityNumber":9,"eventName":"disk.low","# + body, row: "event disk.low"),
    Log(members: #""attributes":[\#(attribute("event.name", "disk.low"))]"#, row: "event disk.low"),
    Log(members: #""severityNumber":14,"eventName":"disk.low","# + body, row: "log disk.low", evidence: "low on disk"),
    Log(members: #""severityNumber":17,"# + body, row: "error ", evidence: "low on disk"),
    Log(
      members: #""severityNumber":21,\#(body),"attributes":[\#(attribute("exception.type", "OSError"))]"#,
      row: "error OSError",
      evidence: "OSError: low on disk"
    ),
    Log(
      members: #""severityNumber":13,"body":{"kvlistValue":{"values":[{"key":"a","value":{"intValue":"1"}}]}}"#,
      row: "log jobs",
      evidence: #"{"a":1}"#
    ),
  ])
  func `warnings, errors and events keep their words, quiet lines their columns alone`(_ log: Log) {
    let watched = watch(request(log: log.members))
    let rows = watched.batch.rows.map { "\($0.kind.word) \(watched.batch.text($0.name))" }
    #expect(rows == [log.row])
    #expect(watched.skips.counts == [:])
    #expect(watched.batch.evidence.map(\.text) == (log.evidence.map { [$0] } ?? []))
    #expect(watched.batch.rows.map(\.evidence) == [log.evidence == nil ? -1 : 0])
    // What warns is told apart like what fails.
    #expect(watched.candidates.count == (log.evidence == nil ? 0 : 1))
    if log.evidence == nil { #expect(!watched.allTexts.contains { $0.contains("disk") && $0 != "disk.low" }) }
  }

  @Test func `a quiet line counts for its source and for who was there, and has no group`() throws {
    let user = attribute("user.id", "u1")
    let watched = watch(request(log: #""severityNumber":9,\#(Self.body),"attributes":[\#(user)]"#))
    let row = try #require(watched.batch.rows.first)
    #expect(row.subject == Identities(secret: secret).hash(.subject, of: "u1") && row.group == .none)
    let rollUp = RollUps.rollUp(watched.batch, labels: [:], received: 0)
    #expect(rollUp.sources["otlp"]?.count == 1)
    #expect(rollUp.subjectDays[.active, default: [:]].count == 1)
    #expect(rollUp.groups.isEmpty && rollUp.buckets.keys.allSatisfy { $0 == .active })
  }

  @Test func `the key of a record is all that it says`() {
    let records = [
      #""severityNumber":13,"body":{"stringValue":"a"}"#, #""severityNumber":13,"body":{"stringValue":"b"}"#,
      #""severityNumber":14,"body":{"stringValue":"a"}"#,
      #""severityNumber":13,"body":{"stringValue":"a"},"attributes":[\#(attribute("k", "v"))]"#,
      #""severityNumber":13,"body":{"stringValue":"a"},"attributes":[\#(attribute("k", "w"))]"#,
      #""severityNumber":13,"body":{"stringValue":"a"},"traceId":"0102030405060708090a0b0c0d0e0f10""#,
    ]
    let keys = records.flatMap { watch(request(log: $0)).batch.rows.map(\.key) }
    #expect(Set(keys).count == records.count)
    #expect(records.flatMap { watch(request(log: $0)).batch.rows.map(\.key) } == keys)
    let typed = [#"{"stringValue":"1"}"#, #"{"intValue":"1"}"#, #"{"doubleValue":1}"#, #"{"boolValue":true}"#]
    let bodies = typed.flatMap { watch(request(log: #""severityNumber":13,"body":\#($0)"#)).batch.rows.map(\.key) }
    #expect(Set(bodies).count == typed.count)
  }

  @Test func `errors of one template are one group, whoever writes templates down`() {
    for name in ["{OriginalFormat}", "message_template.text", "logfire.msg_template"] {
      let records = ["no card of ann", "no card of bob"].map {
        request(
          log:
            #""severityNumber":17,"body":{"stringValue":"\#($0)"},"attributes":[\#(attribute(name, "no card of {user}"))]"#
        )
      }
      let watched = watch(records.joined(separator: "\n"))
      #expect(watched.candidates.map(\.message) == ["no card of {user}", "no card of {user}"])
      #expect(watched.batch.evidence.map(\.text) == ["no card of ann", "no card of bob"])
    }
  }

  @Test(arguments: ["{Message}", "{0}", "{OriginalFormat}: {1}", "[{code}] %s", "{}"])
  func `a template that is that of all messages merges no errors`(_ template: String) {
    let records = ["no card of ann", "the disk is full"].map {
      let attributes = attribute("{OriginalFormat}", template)
      return request(log: #""severityNumber":17,"body":{"stringValue":"\#($0)"},"attributes":[\#(attributes)]"#)
    }
    #expect(watch(records.joined(separator: "\n")).candidates.map(\.message) == ["no card of ann", "the disk is full"])
  }

  @Test func `exposures come from span events and log records, and say flag and variant`() {
    let flag = [
      attribute("feature_flag.key", "new-cart"), attribute("feature_flag.result.variant", "on"),
      attribute("feature_flag.context.id", "u1"),
    ]
    let attributes = flag.joined(separator: ",")
    let event = #"{"name":"feature_flag.evaluation","attributes":[\#(attributes)]}"#
    let spans = watch(request(span(1, with: #""events":[\#(event)]"#, attributes: attribute("user.id", "u2"))))
    let ids = #""traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0000000000000001""#
    let logs = watch(request(log: #"\#(ids),"eventName":"feature_flag.evaluation","attributes":[\#(attributes)]"#))
    for watched in [spans, logs] {
      let rows = watched.rows(.exposure)
      #expect(rows.map { watched.batch.text($0.name) } == ["new-cart=on"])
      #expect(rows.map(\.subject) == [Identities(secret: secret).hash(.subject, of: "u1")])
    }
    #expect(spans.rows(.exposure).map(\.key) == logs.rows(.exposure).map(\.key))
    let older = attribute("feature_flag.key", "f") + "," + attribute("feature_flag.variant", "b")
    let old = watch(request(span(1, with: #""events":[{"name":"feature_flag","attributes":[\#(older)]}]"#)))
    #expect(old.rows(.exposure).map { old.batch.text($0.name) } == ["f=b"])
    // What OpenFeature's hook tells of a flag that is not there, with the default that the program has.
    let missing = [
      attribute("feature_flag.key", "f"), attribute("feature_flag.result.value", "false"),
      attribute("feature_flag.result.reason", "error"), attribute("error.type", "flag_not_found"),
    ]
    let none = watch(
      request(log: #"\#(ids),"eventName":"feature_flag.evaluation","attributes":[\#(missing.joined(separator: ","))]"#)
    )
    #expect(none.batch.rows.isEmpty && none.skips.counts == [.unusedFlags: 1])
    let empty = watch(request(span(1, with: #""events":[{"name":"feature_flag","attributes":[]}]"#)))
    #expect(empty.skips.counts == [.unusedFlags: 1])
  }
}
