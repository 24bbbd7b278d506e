import Bytes
import Formats
import TestSupport
import Testing

/// Points of OTLP's five kinds of metrics, in both mappings.
@Suite struct OTLPMetricTests {
  private static let label =
    #""attributes":[{"key":"http.route","value":{"stringValue":"/pay"}},{"key":"n","value":{"intValue":"5"}}]"#
  private static let resource = #"{"key":"service.name","value":{"stringValue":"shop"}}"#

  /// One metric of each kind, and what its points are to be.
  struct Kind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let metric: String
    let points: [String]
  }

  static let kinds = [
    Kind(
      testDescription: "a gauge",
      metric:
        #"{"name":"temp","unit":"Cel","gauge":{"dataPoints":[{\#(label),\#(pointTime),"asDouble":-0.5},{\#(pointTime),"asInt":"-7"}]}}"#,
      points: ["temp_Cel level \(times) -0.5 ['/pay', 5]", "temp_Cel level \(times) -7.0 []"]
    ),
    Kind(
      testDescription: "a counter of increases",
      metric:
        #"{"name":"hits","sum":{"dataPoints":[{\#(pointTime),"asInt":"3"}],"aggregationTemporality":1,"isMonotonic":true}}"#,
      points: ["hits delta \(times) 3.0 []"]
    ),
    Kind(
      testDescription: "a counter from a start",
      metric:
        #"{"name":"hits","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[{\#(pointTime),"asInt":"9"}]}}"#,
      points: ["hits cumulative \(times) 9.0 []"]
    ),
    Kind(
      testDescription: "a sum that also falls",
      metric: #"{"name":"open","sum":{"aggregationTemporality":2,"dataPoints":[{\#(pointTime),"asInt":"0"}]}}"#,
      points: ["open level \(times) 0.0 []"]
    ),
    Kind(
      testDescription: "a histogram",
      metric: #"""
        {"name":"took","histogram":{"aggregationTemporality":1,"dataPoints":[{\#(label),\#(pointTime),"count":"3","sum":1.5,\#
        "bucketCounts":["1","2","0"],"explicitBounds":[0.25,1.0],"min":0.25,"max":0.75}]}}
        """#,
      points: ["took delta \(times) 1.5 ['/pay', 5] explicit 3 1.5 0.25 0.75 [0.25, 1.0] [1, 2, 0]"]
    ),
    Kind(
      testDescription: "a histogram without buckets and sum",
      metric: #"{"name":"took","histogram":{"aggregationTemporality":2,"dataPoints":[{\#(pointTime),"count":"3"}]}}"#,
      points: ["took cumulative \(times) nan [] explicit 3 nan nan nan [] []"]
    ),
    Kind(
      testDescription: "an exponential histogram",
      metric: #"""
        {"name":"took","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[{\#(label),\#(pointTime),"count":"6",\#
        "sum":4.5,"scale":-1,"zeroCount":"1","zeroThreshold":0.001,"positive":{"offset":-3,"bucketCounts":["1","0","300"]},\#
        "negative":{"offset":2,"bucketCounts":["4"]},"min":-9.0,"max":8.0}]}}
        """#,
      points: ["took cumulative \(times) 4.5 ['/pay', 5] exponential 6 4.5 -9.0 8.0 -1 1 0.001 -3 [1, 0, 300] 2 [4]"]
    ),
    Kind(
      testDescription: "a summary",
      metric: #"""
        {"name":"took","summary":{"dataPoints":[{\#(label),\#(pointTime),"count":"6","sum":4.5,\#
        "quantileValues":[{"quantile":0.5,"value":0.25},{"quantile":1.0,"value":2.0}]}]}}
        """#,
      points: ["took cumulative \(times) 4.5 ['/pay', 5] quantiles 6 4.5 nan nan [0.5, 0.25, 1.0, 2.0]"]
    ),
    Kind(testDescription: "a metric without data", metric: #"{"name":"none"}"#, points: []),
  ]

  private static let times = "1700000000000000000 1700000060000000000"

  @Test(arguments: kinds)
  func `a metric reads the same in both mappings`(_ kind: Kind) throws {
    let json = request(metrics: kind.metric, resource: Self.resource)
    let read = read(json)
    #expect(read.points == kind.points)
    #expect(read.rejects == Rejects() && read.skips == Skips())
    #expect(read.count == kind.points.count)
    for isPacked in [true, false] {
      let proto = FormatsTests.read(try OTLPEncoding.metrics(json, isPacked: isPacked), as: .otlpRequest)
      #expect(proto.points == kind.points)
      // A metric without data is no request that anybody could tell.
      #expect(proto.rejects.count == (kind.points.isEmpty ? 1 : 0))
      #expect(
        proto.resources.map { proto.shown($0.attributes) } == (kind.points.isEmpty ? [] : [["service.name='shop'"]])
      )
    }
  }

  @Test(arguments: [
    ("http.server.request.duration", "s", "http.server.request.duration_s"), ("took_ms", "ms", "took_ms"),
    ("jvm.memory.bytes", "bytes", "jvm.memory.bytes"),
    ("gen_ai.client.token.usage", "{token}", "gen_ai.client.token.usage"),
    ("cpu.load", "1", "cpu.load"), ("hits", "", "hits"), ("a", String(repeating: "x", count: 33), "a"),
  ]) func `a metric's name ends in its unit, unless it has none or says it already`(
    _ name: String,
    _ unit: String,
    _ shown: String
  ) throws {
    let json = request(
      metrics: #"{"name":"\#(name)","unit":"\#(unit)","gauge":{"dataPoints":[{\#(pointTime),"asInt":"1"}]}}"#
    )
    for batch in [read(json), read(try OTLPEncoding.metrics(json), as: .otlpRequest)] {
      #expect(batch.metrics.map { batch.string($0.name) } == [shown])
    }
  }

  private static let trace = "0102030405060708090a0b0c0d0e0f10"

  private static func exemplar(_ second: Int, trace: String = trace, span: Int) -> String {
    #"{"timeUnixNano":"\#(1_700_000_000 + second)000000000","asDouble":0.5,"traceId":"\#(trace)","spanId":"000000000000000\#(span)"}"#
  }

  @Test(arguments: [
    (#""gauge":{"dataPoints":[{\#(pointTime),"asInt":"1","exemplars":[EXEMPLARS]}]}"#),
    (#""histogram":{"dataPoints":[{\#(pointTime),"count":"1","exemplars":[EXEMPLARS]}]}"#),
    (#""exponentialHistogram":{"dataPoints":[{\#(pointTime),"count":"1","exemplars":[EXEMPLARS]}]}"#),
  ]) func `a point names the span of its newest exemplar that has one`(_ data: String) throws {
    let none = #"{"timeUnixNano":"1700000059000000000","asDouble":9.0}"#
    let cases = [
      ([Self.exemplar(9, span: 1), Self.exemplar(20, span: 2), Self.exemplar(3, span: 3), none], "\(Self.trace) 2"),
      ([none], ""), ([Self.exemplar(9, trace: String(repeating: "0", count: 32), span: 1)], ""),
      ([Self.exemplar(9, trace: "01", span: 1)], ""), ([], ""),
    ]
    for (exemplars, link) in cases {
      let data = data.replacing("EXEMPLARS", with: exemplars.joined(separator: ","))
      let json = request(metrics: #"{"name":"a",\#(data)}"#)
      for batch in [read(json), read(try OTLPEncoding.metrics(json), as: .otlpRequest)] {
        #expect(batch.metrics.map { batch.link($0) } == [link])
        #expect(batch.rejects.count == 0)
      }
    }
  }

  /// A point that is none, and what is said of it.
  struct Flaw: Sendable, CustomTestStringConvertible {
    let metric: String
    var reason: String?
    var skip: Skip?
    var testDescription: String { metric }
  }

  @Test(arguments: [
    Flaw(metric: #"{"name":"a","gauge":{"dataPoints":[{\#(pointTime),"flags":1}]}}"#, skip: .missingValues),
    Flaw(metric: #"{"name":"a","gauge":{"dataPoints":[{\#(pointTime),"asDouble":"NaN"}]}}"#, skip: .missingValues),
    Flaw(metric: #"{"name":"a","gauge":{"dataPoints":[{\#(pointTime)}]}}"#, skip: .missingValues),
    Flaw(
      metric: #"{"name":"a","histogram":{"dataPoints":[{\#(pointTime),"flags":1,"count":"0"}]}}"#,
      skip: .missingValues
    ),
    Flaw(metric: #"{"name":"a","gauge":{"dataPoints":[{"asInt":"1"}]}}"#, reason: "a metric point has no time"),
    Flaw(metric: #"{"gauge":{"dataPoints":[{\#(pointTime),"asInt":"1"}]}}"#, reason: "a metric point has no name"),
    Flaw(
      metric: #"{"name":"a","histogram":{"dataPoints":[{\#(pointTime),"bucketCounts":["1"],"explicitBounds":[1.0]}]}}"#,
      reason: "a metric point has 1 buckets for 1 bounds"
    ),
    Flaw(
      metric: #"""
        {"name":"a","histogram":{"dataPoints":[{\#(pointTime),"bucketCounts":["1","1","1"],"explicitBounds":[2.0,1.0]}]}}
        """#,
      reason: "a metric point has bounds that do not ascend"
    ),
    Flaw(
      metric: #"{"name":"a","exponentialHistogram":{"dataPoints":[{\#(pointTime),"scale":99}]}}"#,
      reason: "a metric point has the scale 99"
    ),
    Flaw(
      metric: #"""
        {"name":"a","exponentialHistogram":{"dataPoints":[{\#(pointTime),"positive":{"bucketCounts":\#
        [\#((0...2_048).map { _ in "\"1\"" }.joined(separator: ","))]}}]}}
        """#,
      reason: "a metric point has too many buckets"
    ),
  ])
  func `points that say nothing are counted, broken ones rejected, and the others kept`(_ flaw: Flaw) throws {
    let good = #"{"name":"good","gauge":{"dataPoints":[{\#(pointTime),"asInt":"1"}]}}"#
    let json = request(metrics: flaw.metric, good)
    for batch in [read(json), read(try OTLPEncoding.metrics(json), as: .otlpRequest)] {
      #expect(batch.metrics.map { batch.string($0.name) } == ["good"])
      #expect(batch.rejects.listed.map(\.reason) == [flaw.reason].compactMap(\.self))
      #expect(batch.skips.counts == (flaw.skip.map { [$0: 1] } ?? [:]))
      #expect(batch.bucketCounts.isEmpty && batch.numbers.isEmpty && batch.attributes.isEmpty)
    }
  }

  @Test func `hand-written requests may say it otherwise`() {
    let batch = read(
      #"""
      {"resource_metrics":[{"scope_metrics":[{"metrics":[{"name":"a","sum":{"data_points":[{"time_unix_nano":1700000060,\#
      "as_int":4}],"aggregation_temporality":"AGGREGATION_TEMPORALITY_DELTA","is_monotonic":true}}]}]}]}
      """#
    )
    #expect(batch.points == ["a delta 0 1700000060000000000 4.0 []"])
  }

  @Test func `no part of a request does harm, and what lies before the cut is kept`() throws {
    let all = request(metrics: Self.kinds.map(\.metric).joined(separator: ","))
    let whole = try OTLPEncoding.metrics(all)
    let count = read(whole, as: .otlpRequest).count
    #expect(count == Self.kinds.flatMap(\.points).count)
    for length in 0..<whole.count {
      let batch = read(Array(whole.prefix(length)), as: .otlpRequest)
      #expect(batch.count < count)
      for metric in batch.metrics { #expect(Int(metric.labels.upperBound) <= batch.attributes.count) }
    }
  }
}

extension RecordBatch {
  /// The trace and span that a point names; empty for one that names none.
  func link(_ metric: MetricRecord) -> String {
    guard metric.traceHigh | metric.traceLow != 0 else { return "" }
    let halves = [metric.traceHigh, metric.traceLow].map {
      let digits = String($0, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return "\(halves.joined()) \(metric.span)"
  }

  /// Points as texts that a test can compare.
  var points: [String] {
    metrics.map { metric in
      let labels = metric.labels.map { shown(attributes[Int($0)].value) }.joined(separator: ", ")
      var text = "\(string(metric.name)) \(metric.form) \(metric.start) \(metric.time) \(metric.value) [\(labels)]"
      guard metric.distribution >= 0 else { return text }
      let one = distributions[Int(metric.distribution)]
      text += " \(one.layout) \(one.count) \(one.sum)"
      text += " \(one.minimum) \(one.maximum)"
      let counts = one.counts.map { bucketCounts[Int($0)] }
      switch one.layout {
      case .explicit: text += " \(one.bounds.map { numbers[Int($0)] }) \(counts)"
      case .exponential:
        let negative = one.negativeCounts.map { bucketCounts[Int($0)] }
        text += " \(one.scale) \(one.zeroCount) \(one.zeroThreshold) \(one.offset) \(counts)"
        text += " \(one.negativeOffset) \(negative)"
      case .quantiles: text += " \(one.bounds.map { numbers[Int($0)] })"
      }
      return text
    }
  }
}
