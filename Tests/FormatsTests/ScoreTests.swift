import Bytes
import Formats
import Testing

/// Scores as PostHog and Phoenix tell of them.
@Suite struct ScoreTests {
  private static func event(_ name: String, _ properties: String) -> String {
    #"{"event":"\#(name)","uuid":"e1","distinct_id":"u1","timestamp":"2026-11-20T09:30:44Z","properties":{\#(properties)}}"#
  }

  private static func words(_ batch: RecordBatch) -> [String] {
    batch.events.map {
      "\(batch.string($0.name)) \($0.value) \(batch.string($0.subject)) \($0.traceHigh != 0) \($0.span != 0)"
    }
  }

  @Test(arguments: [
    (event("$ai_metric", #""$ai_metric_name":"rating","$ai_metric_value":"95","$ai_trace_id":"t1""#), "rating 95.0"),
    (event("$ai_metric", #""$ai_metric_name":"liked","$ai_metric_value":"true","$ai_trace_id":"t1""#), "liked 1.0"),
    (
      event("$ai_metric", #""$ai_metric_name":"build","$ai_metric_value":"0x1F","$ai_trace_id":"t1""#),
      "build=0x1F nan"
    ),
    (event("$ai_metric", #""$ai_metric_name":"loss","$ai_metric_value":"-1e-05","$ai_trace_id":"t1""#), "loss -1e-05"),
    (
      event("$ai_metric", #""$ai_metric_name":"loss","$ai_metric_value":"1e999","$ai_trace_id":"t1""#), "loss=1e999 nan"
    ),
    (
      event("$ai_metric", #""$ai_metric_name":"feedback","$ai_metric_value":"bad","$ai_trace_id":"t1""#),
      "feedback=bad nan"
    ),
    (
      event("$ai_evaluation", #""$ai_evaluation_name":"facts","$ai_evaluation_result":false,"$ai_trace_id":"t1""#),
      "facts 0.0"
    ),
    (
      event(
        "$ai_evaluation",
        #""$ai_evaluation_name":"depth","$ai_evaluation_numeric_result":3.5,"$ai_trace_id":"t1""#
      ),
      "depth 3.5"
    ),
    (
      event(
        "$ai_evaluation",
        #""$ai_evaluation_name":"topic","$ai_evaluation_categorical_result":["refund"],"$ai_trace_id":"t1""#
      ), "topic=refund nan"
    ),
    (
      event("$ai_evaluation", #""$ai_evaluation_name":"mood","$ai_sentiment_label":"sad","$ai_trace_id":"t1""#),
      "mood=sad nan"
    ),
  ]) func `metrics and evaluations of PostHog are scores of their trace`(_ body: String, _ score: String) {
    let batch = read(body)
    #expect(Self.words(batch) == ["score \(score) u1 true false"])
    #expect(batch.events.allSatisfy { $0.source == .postHog } && batch.rejects.count == 0 && batch.skips.counts == [:])
  }

  @Test func `an evaluation that does not apply is left out, and one without a name is rejected`() {
    let without = read(
      Self.event("$ai_evaluation", #""$ai_evaluation_name":"facts","$ai_evaluation_applicable":false"#)
    )
    #expect(without.events.isEmpty && without.skips.counts == [.laterEvents: 1])
    let nameless = read(Self.event("$ai_metric", #""$ai_metric_value":"1""#))
    #expect(nameless.events.isEmpty && nameless.rejects.count == 1)
  }

  private static let annotation =
    #"{"span_id":"67f6740bbe1ddc3f","name":"correctness","annotator_kind":"LLM","result":{"label":"right","score":0.85}}"#
  private static let label =
    #"{"trace_id":"411fd162c17cf6da2b6724f6cf9f9ff8","name":"tone","annotator_kind":"HUMAN","result":{"label":"kind"}}"#

  @Test func `annotations of Phoenix are scores of when they came`() throws {
    let route = try #require(WireRoute.find("/v1/span_annotations"))
    let body = Array(#"{"data":[\#(Self.annotation),\#(Self.label),{"name":"x"}]}"#.utf8)
    var batch = RecordBatch()
    WireBody(route: route).read(body, received: 7, into: &batch)
    #expect(Self.words(batch) == ["score correctness 0.85  false true", "score tone=kind nan  true false"])
    #expect(batch.events.allSatisfy { $0.source == .phoenix && $0.time == 7 })
    #expect(batch.rejects.count == 1)
    let answer = WireAnswer.success(WireBody(route: route), body)
    #expect(answer.status == 200 && String(decoding: answer.body, as: UTF8.self) == #"{"data":[]}"#)
  }

  @Test func `an export of annotations has their times, and a file without any is rejected`() {
    let dated = Self.annotation.dropLast() + #","id":"a1","created_at":"2026-11-20T09:30:44Z"}"#
    #expect(read(String(dated)).events.map(\.time) == [1_795_167_044_000_000_000])
    #expect(read(Self.annotation).rejects.count == 1)
  }
}
