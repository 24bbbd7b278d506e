import Formats
import Testing

/// Answers of Prometheus's query API.
@Suite struct PrometheusResultTests {
  struct Answer: Sendable, CustomTestStringConvertible {
    let text: String
    var points: [String] = []
    var reasons: [String] = []
    var skips: [Skip: Int] = [:]
    var testDescription: String { text }
  }

  @Test(arguments: [
    Answer(
      text: #"""
        {"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"hits_total","job":"shop"},\#
        "values":[[1700000000.5,"1"],[1700000001,"+Inf"]]}]}}
        """#,
      points: [
        "hits_total cumulative 0 1700000000500000000 1.0 ['shop']",
        "hits_total cumulative 0 1700000001000000000 inf ['shop']",
      ]
    ),
    Answer(
      text: #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1700000000,"0.5"]}]}}"#,
      points: [" level 0 1700000000000000000 0.5 []"]
    ),
    Answer(
      text: #"{"data":{"result":[1700000000,"2"],"resultType":"scalar"},"status":"success"}"#,
      points: ["scalar level 0 1700000000000000000 2.0 []"]
    ),
    Answer(
      text:
        #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"a"},"value":[1700000000,"NaN"]}]}}"#,
      skips: [.missingValues: 1]
    ),
    Answer(
      text:
        #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"histograms":[[1,{}],[2,{}]]}]}}"#,
      reasons: Array(repeating: "a histogram of a query is none", count: 2)
    ),
    Answer(
      text:
        #"{"status":"success","data":{"resultType":"matrix","result":[{"values":[[1],["x","1"],[1700000000,"x"],7]}]}}"#,
      reasons: Array(repeating: "a sample of a query is none", count: 4)
    ),
    Answer(
      text: #"{"status":"success","data":{"resultType":"string","result":[1700000000,"x"]}}"#,
      reasons: ["a query's result is \"string\""]
    ),
    Answer(
      text: #"{"status":"error","errorType":"bad_data","error":"parse error"}"#,
      reasons: ["a query has failed: \"bad_data\""]
    ),
    Answer(text: #"{"status":"success","data":{"resultType":"matrix","result":{}}}"#),
  ])
  func `an answer is read as it is meant`(_ answer: Answer) {
    let batch = read(answer.text)
    #expect(batch.points == answer.points)
    #expect(batch.rejects.listed.map(\.reason) == answer.reasons)
    #expect(batch.skips.counts == answer.skips)
  }

  @Test func `a series without a name takes the query's, which says nothing of how samples go together`() {
    let text =
      #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"x"},"values":[[1700000000,"1"]]},"#
      + #"{"metric":{"__name__":"hits_total"},"values":[[1700000000,"2"]]}]}}"#
    let wire = WireBody(route: .rangeQuery, label: "orders_total")
    var batch = RecordBatch()
    wire.read(Array(text.utf8), received: 0, into: &batch)
    #expect(
      batch.points == [
        "orders_total level 0 1700000000000000000 1.0 ['x']", "hits_total cumulative 0 1700000000000000000 2.0 []",
      ]
    )
  }
}
