import Domain
import Formats
import Testing
import Watch

/// What was thought of an agent's steps, as OpenTelemetry and OpenInference tell it.
@Suite struct ScoreRowTests {
  private static func number(_ key: String, _ value: String) -> String {
    #"{"key":"\#(key)","value":{"doubleValue":\#(value)}}"#
  }

  private static func evaluation(_ attributes: String...) -> String {
    let name = attribute("gen_ai.evaluation.name", "relevance")
    let all = ([name] + attributes).joined(separator: ",")
    return
      #""events":[{"name":"gen_ai.evaluation.result","timeUnixNano":"1700000000200000000","attributes":[\#(all)]}]"#
  }

  private static func log(_ attributes: String...) -> String {
    #"""
    {"resourceLogs":[{"resource":{"attributes":[\#(attribute("service.name", "shop"))]},"scopeLogs":[{"logRecords":[\#
    {"timeUnixNano":"1700000000000000000","traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0000000000000007",\#
    "severityNumber":9,"eventName":"gen_ai.evaluation.result","attributes":[\#(attributes.joined(separator: ","))]}]}]}]}
    """#
  }

  /// What a score's row says: its name, value, state, and whose it is.
  private static func words(_ watched: WatchedBatch) -> [String] {
    watched.rows(.event).map { row in
      let words = ["\(watched.batch.text(row.name)) \(row.value)", "\(row.status)", watched.batch.text(row.service)]
      return (words + ["\(row.span)"]).joined(separator: ", ")
    }
  }

  @Test func `an evaluation that a span tells of is a score of that span`() throws {
    let event = Self.evaluation(Self.number("gen_ai.evaluation.score.value", "0.75"))
    let watched = watch(request(span(7, with: event, attributes: attribute("user.id", "u1"))))
    #expect(Self.words(watched) == ["score relevance 0.75, unset, shop, 7"])
    let (span, score) = (try #require(watched.rows(.span).first), try #require(watched.rows(.event).first))
    #expect(score.trace == span.trace && score.subject == span.subject && score.subject != 0)
    #expect(score.time == 1_700_000_000_200_000 && score.duration == 0)
  }

  @Test(arguments: [
    ([attribute("gen_ai.evaluation.score.label", "pass")], "score relevance=pass nan, unset, shop, 7"),
    (
      [attribute("gen_ai.evaluation.score.label", "pass"), number("gen_ai.evaluation.score.value", "4.0")],
      "score relevance 4.0, unset, shop, 7"
    ),
    ([attribute("error.type", "Timeout")], "score relevance nan, error, shop, 7"),
    ([attribute("gen_ai.evaluation.score.label", "jo@mail.example")], "score relevance=⟦email⟧ nan, unset, shop, 7"),
  ]) func `an evaluation in a log has its label only where it has no number`(_ attributes: [String], _ row: String) {
    let name = attribute("gen_ai.evaluation.name", "relevance")
    let watched = watch(Self.log(([name] + attributes).joined(separator: ",")))
    #expect(Self.words(watched) == [row])
  }

  @Test func `an evaluation without a name is rejected, and an explanation is not kept`() {
    let watched = watch(Self.log(attribute("gen_ai.evaluation.explanation", "as the ticket said")))
    #expect(watched.batch.rows.isEmpty && watched.rejects.count == 1)
    #expect(watched.rejects.listed.map(\.reason) == ["the result of an evaluation has no name"])
    let kept = watch(
      request(span(7, with: Self.evaluation(attribute("gen_ai.evaluation.explanation", "as the ticket said"))))
    )
    #expect(!kept.allTexts.contains { $0.contains("ticket") })
  }

  @Test func `judgements among a span's attributes are scores of the span, its trace and its session`() {
    let watched = watch(
      request(
        span(
          7,
          attributes: attribute("annotations.0.annotation.name", "tone"),
          attribute("annotations.0.annotation.label", "kind"),
          attribute("trace.evaluations.0.evaluation.name", "solved"),
          #"{"key":"trace.evaluations.0.evaluation.score","value":{"intValue":"1"}}"#,
          attribute("trace.evaluations.1.evaluation.name", "cost"),
          Self.number("trace.evaluations.1.evaluation.score", "0.5"),
          attribute("session.annotations.0.annotation.name", "liked"),
          #"{"key":"session.annotations.0.annotation.score","value":{"boolValue":false}}"#
        )
      )
    )
    let scores = [
      "score tone=kind nan, unset, shop, 7", "score liked 0.0, unset, shop, 0", "score solved 1.0, unset, shop, 0",
      "score cost 0.5, unset, shop, 0",
    ]
    #expect(Self.words(watched) == scores)
    #expect(Set(watched.batch.rows.map(\.key)).count == 5)
  }

  @Test(arguments: [
    #"{"key":"evaluations.1.evaluation.score","value":{"doubleValue":0.5}}"#,
    attribute("evaluations.1.evaluation.annotator_kind", "HUMAN"),
  ]) func `two judges of one name are two scores, and the same body again adds none`(_ other: String) {
    let text = request(
      span(
        7,
        attributes: attribute("evaluations.0.evaluation.name", "relevance"),
        attribute("evaluations.0.evaluation.annotator_kind", "LLM"),
        attribute("evaluations.1.evaluation.name", "relevance"),
        other
      )
    )
    let keys = watch(text).rows(.event).map(\.key)
    #expect(keys.count == 2 && Set(keys).count == 2)
    #expect(watch(text).rows(.event).map(\.key) == keys)
  }

  /// The keys of annotations that Phoenix's library sends at a time.
  private static func annotated(_ members: String, at received: Int64) throws -> [SignalKey] {
    let body = Array(#"{"data":[{"name":"tone","annotator_kind":"LLM",\#(members)}]}"#.utf8)
    var records = RecordBatch()
    WireBody(route: try #require(WireRoute.find("/v1/span_annotations"))).read(body, received: received, into: &records)
    var watcher = Watcher(WatchOptions(secret: secret))
    watcher.take(records) { _ in }
    return watcher.finish().rows(.event).map(\.key)
  }

  @Test func `an annotation of Phoenix counts once however often it is sent, and another one besides`() throws {
    let bodies = [
      #""span_id":"0000000000000007","result":{"score":1}"#, #""span_id":"0000000000000008","result":{"score":1}"#,
      #""span_id":"0000000000000007","identifier":"b","result":{"score":1}"#,
      #""span_id":"0000000000000007","document_position":0,"result":{"score":1}"#,
      #""span_id":"0000000000000007","document_position":1,"result":{"score":1}"#,
      #""trace_id":"0102030405060708090a0b0c0d0e0f10","result":{"score":1}"#,
      #""session_id":"s1","result":{"score":1}"#,
      #""span_id":"0000000000000007","created_at":"2026-11-20T09:30:44Z","result":{"score":1}"#,
    ]
    let keys = try bodies.flatMap { try Self.annotated($0, at: 7) }
    #expect(keys.count == bodies.count && Set(keys).count == bodies.count)
    #expect(try bodies.flatMap { try Self.annotated($0, at: 7_000_000) } == keys)
  }

  @Test(arguments: [1, 15]) func `a judgement need not be the first of its list`(_ number: Int) {
    let attributes = [
      attribute("trace.annotations.\(number).annotation.name", "tone"),
      attribute("trace.annotations.\(number).annotation.label", "kind"),
    ]
    let watched = watch(request(span(7, attributes: attributes.joined(separator: ","))))
    #expect(Self.words(watched) == ["score tone=kind nan, unset, shop, 0"])
  }

  @Test func `a span makes so many scores and no more, and always the same`() {
    let many = (0..<60).flatMap {
      [
        attribute("evaluations.\($0).evaluation.name", "n\($0)"),
        Self.number("evaluations.\($0).evaluation.score", "1.0"),
      ]
    }
    let text = request(span(7, attributes: many.joined(separator: ",")))
    let watched = watch(text)
    #expect(watched.rows(.event).count == Judgement.limit)
    #expect(watched.skips.counts == [.judgementsOverLimit: 60 - Judgement.limit])
    #expect(watch(text).batch.rows.map(\.key) == watched.batch.rows.map(\.key))
  }

  @Test(arguments: [
    "evaluations.0.evaluation", "evaluations.-1.evaluation.name", "evaluations.99999999999999999999.evaluation.name",
    "annotations.0.evaluation.name", "trace.session.annotations.0.annotation.name", "annotations.0.annotation.metadata",
    "",
  ]) func `other names are no part of a judgement`(_ name: String) {
    #expect(Judgement.part(name) == nil)
  }
}
