import Bytes
import Formats
import Testing

@Suite struct LangfuseIngestionTests {
  private static let scores = #"""
    {"batch":[{"id":"a","type":"score-create","timestamp":"2026-11-20T09:27:16Z","body":{"id":"s1","traceId":"t1",\#
    "name":"helpful","value":0.5}},{"id":"b","type":"score-create","timestamp":"2026-11-20T09:27:16Z",\#
    "body":{"traceId":"t1","observationId":"g1","name":"tone","value":"kind"}},\#
    {"id":"c","type":"sdk-log","timestamp":"2026-11-20T09:27:16Z","body":{"log":{}}},\#
    {"id":"d","type":"dataset-create","timestamp":"2026-11-20T09:27:16Z","body":{}}]}
    """#

  private static func words(_ batch: RecordBatch) -> [String] {
    batch.events.map { "\(batch.string($0.name)) \($0.value) \($0.source) \($0.span != 0) \($0.traceHigh != 0)" }
  }

  @Test func `scores are events with their values`() {
    let batch = read(Self.scores)
    #expect(Self.words(batch) == ["score helpful 0.5 langfuse false true", "score tone=kind nan langfuse true true"])
    #expect(batch.skips.counts == [.laterEvents: 1])
    #expect(batch.rejects.count == 1)
  }

  @Test func `each item is answered by its id`() throws {
    let wire = WireBody(route: try #require(WireRoute.find("/api/public/ingestion")), type: "application/json")
    let answer = WireAnswer.success(wire, Array(Self.scores.utf8))
    #expect(answer.status == 207)
    let root = try JSONDocument(answer.body).root
    #expect(root["successes"]?.elements.compactMap { $0["id"]?.string } == ["a", "b", "c"])
    #expect(root["successes"]?.elements.allSatisfy { $0["status"]?.integer == 201 } == true)
    #expect(root["errors"]?.elements.compactMap { $0["id"]?.string } == ["d"])
  }

  @Test func `scores and feedback come by themselves, too`() {
    let score =
      #"[{"id":"s1","traceId":"411fd162c17cf6da2b6724f6cf9f9ff8","name":"liked","value":1,"#
      + #""timestamp":"2026-11-20T09:27:16Z","dataType":"BOOLEAN","comment":"did not help"}]"#
    #expect(Self.words(read(score, as: .jsonDocument)) == ["score liked 1.0 langfuse false true"])
    let feedback = #"{"id":"f1","created_at":"2026-11-20T09:28:01Z","run_id":"r1","key":"user_score","score":0}"#
    #expect(Self.words(read(feedback)) == ["score user_score 0.0 langSmith true false"])
    let parts = LangSmithPartTests.body([
      ("feedback.f1", feedback), ("patch.r1", #"{"id":"r1","trace_id":"t1","end_time":1}"#),
    ])
    #expect(Self.words(read(parts, as: .langSmithRuns)) == ["score user_score 0.0 langSmith true false"])
  }
}
