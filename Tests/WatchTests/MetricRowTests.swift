import Bytes
import Domain
import Formats
import TestSupport
import Testing
import Watch

/// Rows of metrics' points, and their roll-up.
@Suite struct MetricRowTests {
  private static let shop = attribute("service.name", "shop") + "," + attribute("service.version", "1.2")

  private static func request(_ metric: String, resource: String = shop) -> String {
    #"""
    {"resourceMetrics":[{"resource":{"attributes":[\#(resource)]},"scopeMetrics":[{"scope":{"name":"lib"},\#
    "metrics":[\#(metric)]}]}]}
    """#
  }

  /// A point at so many seconds after a start.
  private static func point(_ value: String, at second: Int = 60, start: Int? = nil, _ attributes: String...) -> String
  {
    let start = start.map { #""startTimeUnixNano":"\#(1_700_000_000 + $0)000000000","# } ?? ""
    return
      #"{\#(start)"timeUnixNano":"\#(1_700_000_000 + second)000000000",\#(value),"attributes":[\#(attributes.joined(separator: ","))]}"#
  }

  private static func gauge(_ points: String...) -> String {
    #"{"name":"temp","gauge":{"dataPoints":[\#(points.joined(separator: ","))]}}"#
  }

  private static func counter(_ points: String...) -> String {
    #"""
    {"name":"hits","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[\#(points.joined(separator: ","))]}}
    """#
  }

  private static func rollUp(_ watched: WatchedBatch) -> RollUp {
    RollUps.rollUp(watched.batch, labels: [:], received: 0)
  }

  @Test func `a point names the trace of its exemplar, and is the same point without it`() throws {
    let exemplar =
      #""exemplars":[{"timeUnixNano":"1700000010000000000","asDouble":1.0,"#
      + #""traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0000000000000007"}]"#
    let text = Self.request(Self.gauge(Self.point(#""asDouble":20.5,\#(exemplar)"#)))
    let row = try #require(watch(text).rows(.metric).first)
    let span = try #require(watch(WatchTests.request(span(7))).rows(.span).first)
    #expect(row.trace == span.trace && row.span == 7)
    #expect(watch(text).batch.rows.map(\.key) == [row.key])
    let without = try #require(watch(Self.request(Self.gauge(Self.point(#""asDouble":20.5"#)))).rows(.metric).first)
    #expect(without.trace.isNone && without.key == row.key)
  }

  @Test func `an observation is found with its trace, and one of another span is another one`() throws {
    func row(_ span: String) throws -> SignalRow {
      let metric =
        #"{"timestamp":1700000000,"trace_id":"0102030405060708090a0b0c0d0e0f10","span_id":"\#(span)","#
        + #""name":"queue","value":3,"type":"distribution"}"#
      let head =
        #"{"type":"trace_metric","item_count":1,"content_type":"application/vnd.sentry.items.trace-metric+json"}"#
      let text = "{}\n\(head)\n" + #"{"items":[\#(metric)]}"# + "\n"
      return try #require(watch(Array(text.utf8), as: .sentryEnvelope).rows(.metric).first)
    }
    let (one, other) = (try row("0000000000000007"), try row("0000000000000008"))
    let span = try #require(watch(WatchTests.request(span(7))).rows(.span).first)
    #expect(one.key.prefix == span.key.prefix && other.key.prefix == span.key.prefix)
    let again = try row("0000000000000007")
    #expect(one.key != other.key && again.key == one.key)
  }

  @Test func `a point is a row named by its series`() throws {
    let watched = watch(
      Self.request(Self.gauge(Self.point(#""asDouble":20.5"#, attribute("room", "b"), attribute("http.route", "/pay"))))
    )
    let row = try #require(watched.rows(.metric).first)
    #expect(watched.texts(row) == ["otlp", "shop", "", "1.2", #"temp{http.route="/pay",room="b"}"#, "/pay"])
    #expect(row.value == 20.5 && row.time == 1_700_000_060_000_000 && row.duration == 0)
    #expect(watched.batch.extra(of: row) == nil)
  }

  @Test func `labels in another order are the same point, another instance or label another one`() {
    let (one, two) = (attribute("a", "1"), attribute("b", "2"))
    func keys(_ labels: String, _ resource: String = Self.shop) -> [SignalKey] {
      watch(Self.request(Self.gauge(Self.point(#""asInt":"1""#, labels)), resource: resource)).batch.rows.map(\.key)
    }
    let key = keys("\(one),\(two)")
    #expect(key.count == 1)
    #expect(keys("\(two),\(one)") == key)
    #expect(keys(one) != key)
    #expect(keys("\(one),\(two)", Self.shop + "," + attribute("service.instance.id", "i-2")) != key)
    #expect(keys(#"{"key":"a","value":{"intValue":"1"}},\#(two)"#) != key)
  }

  @Test func `protobuf gives the same keys and names as JSON`() {
    func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
      var bytes = [number << 3 | 2]
      bytes.appendVarint(UInt64(content.count))
      return bytes + content
    }
    func word(_ number: UInt8, _ word: UInt64) -> [UInt8] {
      var bytes = [number << 3 | 1]
      bytes.appendLittleEndian(word)
      return bytes
    }
    func label(_ number: UInt8, _ key: String, _ value: String) -> [UInt8] {
      field(number, field(1, Array(key.utf8)) + field(2, field(1, Array(value.utf8))))
    }
    let time = word(2, 1_700_000_000_000_000_000) + word(3, 1_700_000_060_000_000_000)
    let point = label(7, "room", "b") + label(7, "http.route", "/pay") + time + word(4, (0.5).bitPattern)
    let metric = field(1, Array("temp".utf8)) + field(5, field(1, point))
    let resource = label(1, "service.name", "shop") + label(1, "service.version", "1.2")
    let request = field(1, field(1, resource) + field(2, field(1, field(1, Array("lib".utf8))) + field(2, metric)))
    var records = RecordBatch()
    var reader = RecordReader(.otlpRequest)
    reader.read(request.span, into: &records)
    var watcher = Watcher(WatchOptions(secret: secret))
    watcher.take(records) { _ in }
    let proto = watcher.finish()
    let json = watch(
      Self.request(
        Self.gauge(
          Self.point(#""asDouble":0.5"#, start: 0, attribute("room", "b"), attribute("http.route", "/pay"))
        )
      )
    )
    #expect(proto.batch.rows.count == 1 && proto.batch.rows.map(\.key) == json.batch.rows.map(\.key))
    #expect(proto.batch.rows.map(proto.texts) == json.batch.rows.map(json.texts))
  }

  @Test func `a series' start and time tell its points apart`() {
    let watched = watch(
      Self.request(
        Self.counter(
          Self.point(#""asInt":"1""#, at: 60, start: 0),
          Self.point(#""asInt":"2""#, at: 120, start: 0),
          Self.point(#""asInt":"1""#, at: 120, start: 100)
        )
      )
    )
    let rows = watched.rows(.metric)
    #expect(Set(rows.map(\.key)).count == 3)
    #expect(Set(rows.map(\.name)).count == 1)
    #expect(rows.map(\.duration) == [60_000_000, 120_000_000, 20_000_000])
    let details = rows.compactMap { watched.batch.extra(of: $0).flatMap(MetricDetail.init(packed:)) }
    #expect(details.map(\.form) == [.cumulative, .cumulative, .cumulative])
    #expect(details[0].run == details[1].run && details[1].run != details[2].run)
  }

  @Test func `people in labels are hashes, secrets are masked, ids are left out of names`() throws {
    let uuid = "0f8fad5b-d9cb-469f-a165-70867728950e"
    let watched = watch(
      Self.request(
        Self.gauge(
          Self.point(
            #""asInt":"1""#,
            attribute("user.id", "u-77"),
            attribute("user.email", "ann@example.com"),
            attribute("session.id", "s-1"),
            attribute("organization.id", "org-9"),
            attribute("api_key", "hunter2secret"),
            attribute("owner", "bob@example.com"),
            attribute("request", uuid),
            attribute("quote", #"a\"b\\c\n"#)
          )
        )
      )
    )
    let row = try #require(watched.rows(.metric).first)
    #expect(row.subject != 0 && row.account != 0 && row.session != 0)
    let name = watched.batch.text(row.name)
    #expect(name.hasPrefix(#"temp{api_key="⟦"#))
    #expect(name.hasSuffix(#"quote="a\"b\\c\n",request="{id}"}"#))
    for text in ["u-77", "ann@", "bob@", "s-1", "org-9", "hunter2", "0f8fad5b"] {
      #expect(!watched.allTexts.contains { $0.contains(text) }, "\(text)")
    }
    #expect(watched.redacted >= 2)
  }

  @Test func `labels past a number and a length have no room in a name, and still tell points apart`() {
    let many = (0..<40).map { attribute("label\($0)", String(repeating: "x", count: 300)) }.joined(separator: ",")
    func rows(_ last: String) -> WatchedBatch {
      watch(Self.request(Self.gauge(Self.point(#""asInt":"1""#, many, attribute("z", last)))))
    }
    let (one, other) = (rows("1"), rows("2"))
    #expect(one.batch.rows.map { one.batch.text($0.name) } == other.batch.rows.map { other.batch.text($0.name) })
    #expect(one.batch.rows.map(\.key) != other.batch.rows.map(\.key))
    #expect(one.batch.rows.allSatisfy { one.batch.text($0.name).utf8.count <= 2_048 })
    #expect((one.skips.counts[.labelsOverLimit] ?? 0) > 10)
  }

  @Test func `the name of a series does not depend on how many there are, nor on how the input is cut`() {
    let points = (0..<1_100).map { Self.point(#""asInt":"1""#, attribute("n", "v\($0)")) }
    func names(_ watched: WatchedBatch) -> [String] { watched.batch.rows.map { watched.batch.text($0.name) } }
    let whole = watch(Self.request(Self.gauge(points.joined(separator: ","))))
    #expect(Set(names(whole)).count == 1_100 && whole.skips.counts.isEmpty)
    let parts = [points[..<400], points[400...]].flatMap {
      names(watch(Self.request(Self.gauge($0.joined(separator: ",")))))
    }
    #expect(parts == names(whole))
  }

  // MARK: Prometheus

  @Test func `Prometheus says in labels where a sample comes from, and copies of it are one`() throws {
    func watched(_ copy: String) -> WatchedBatch {
      watch(
        #"hits_total{job="shop",instance="h:1",env="prod",prometheus_replica="\#(copy)",code="500"} 7 1700000000000"#,
        as: .exposition
      )
    }
    let one = watched("a")
    let row = try #require(one.rows(.metric).first)
    #expect(one.texts(row) == ["prometheus", "shop", "prod", "", #"hits_total{code="500"}"#, ""])
    #expect(watched("b").batch.rows.map(\.key) == [row.key])
    let other = watch(#"hits_total{job="shop",instance="h:2",env="prod",code="500"} 7 1700000000000"#, as: .exposition)
    #expect(other.batch.rows.map(\.key) != [row.key])
  }

  @Test func `a replica is a copy of the sender in remote write, and the program's own elsewhere`() {
    func page(_ replica: String) -> WatchedBatch {
      watch(#"db_lag{job="db",replica="\#(replica)"} 7 1700000000000"#, as: .exposition)
    }
    #expect(page("a").batch.rows.map(\.key) != page("b").batch.rows.map(\.key))
    #expect(page("a").batch.rows.map { page("a").batch.text($0.name) } == [#"db_lag{replica="a"}"#])
    func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }
    func written(_ label: String, _ value: String) -> [SignalKey] {
      let labels = [("__name__", "db_lag"), ("job", "db"), (label, value)].flatMap { name, value in
        field(1, field(1, Array(name.utf8)) + field(2, Array(value.utf8)))
      }
      var time: [UInt8] = [0x10]
      time.appendVarint(1_700_000_000_000)
      return watch(field(1, labels + field(2, time)), as: .remoteWrite1).batch.rows.map(\.key)
    }
    for label in ["replica", "prometheus_replica", "__replica__"] {
      #expect(written(label, "a").count == 1)
      #expect(written(label, "a") == written(label, "b"))
    }
    #expect(written("shard", "a") != written("shard", "b"))
  }

  @Test func `results of expressions without a name are told apart by their value`() {
    func keys(_ value: String) -> [SignalKey] {
      let text = #"{"metric":{},"value":[1700000000,"\#(value)"]}"#
      return watch(#"{"status":"success","data":{"resultType":"vector","result":[\#(text)]}}"#).batch.rows.map(\.key)
    }
    #expect(keys("1").count == 1)
    #expect(keys("1") == keys("1") && keys("1") != keys("2"))
  }

  // MARK: Roll-up

  @Test func `levels and increases are counted and summed, and say nothing of anybody being there`() {
    let watched = watch(
      Self.request(
        Self.gauge(
          Self.point(#""asDouble":0.5"#, at: 60, attribute("room", "b")),
          Self.point(#""asDouble":1.5"#, at: 70, attribute("room", "b")),
          Self.point(#""asDouble":"Infinity""#, at: 80, attribute("room", "b"))
        )
          + #","#
          + #"{"name":"hits","sum":{"aggregationTemporality":1,"isMonotonic":true,"dataPoints":[\#(Self.point(#""asInt":"4""#))]}}"#
      )
    )
    let rollUp = Self.rollUp(watched)
    #expect(rollUp.buckets[.active] == nil)
    #expect(rollUp.buckets[.measured]?.values.map(\.count) == [4])
    let level = rollUp.buckets[.metric(service: "shop", name: #"temp{room="b"}"#)]?.values.first
    #expect(level?.count == 2 && level?.sum.value == 2 && level?.bins == [])
    let hits = rollUp.buckets[.metric(service: "shop", name: "hits")]?.values.first
    #expect(hits?.count == 1 && hits?.sum.value == 4 && hits?.runs == [])
  }

  @Test func `distributions count observations by bins`() throws {
    let point = #"""
      "count":"6","sum":3.0,"bucketCounts":["1","2","3"],"explicitBounds":[0.25,0.75],"min":0.05,"max":1.25
      """#
    let metric =
      #"{"name":"took","histogram":{"aggregationTemporality":1,"dataPoints":[\#(Self.point(point, start: 0))]}}"#
    let watched = watch(Self.request(metric))
    let row = try #require(watched.rows(.metric).first)
    #expect(row.value == 3)
    let detail = watched.batch.extra(of: row).flatMap(MetricDetail.init(packed:))
    #expect(detail?.form == .delta && detail?.run == 0)
    #expect(detail?.distribution?.buckets == .explicit(bounds: [0.25, 0.75], counts: [1, 2, 3]))
    let bucket = try #require(Self.rollUp(watched).buckets[.metric(service: "shop", name: "took")]?.values.first)
    #expect(bucket.count == 6 && bucket.sum.value == 3)
    // 0.15 s, 0.5 s and 1 s are 2^17.2, 2^18.9 and 2^19.9 µs: bin 1 + floor(8 × power).
    #expect(bucket.bins == [(138, 1), (152, 2), (160, 3)].map { DurationBin(index: $0.0, count: $0.1) })
  }

  @Test func `a distribution of which nobody said how it adds up is kept, and not counted`() {
    let metric = #"{"name":"took","histogram":{"dataPoints":[\#(Self.point(#""count":"6","sum":3.0"#))]}}"#
    let watched = watch(Self.request(metric))
    #expect(watched.rows(.metric).count == 1)
    #expect(Set(Self.rollUp(watched).buckets.keys) == [.measured])
  }

  @Test func `exponential buckets fall into bins of the same width`() throws {
    let point = #""count":"5","sum":9.0,"scale":3,"zeroCount":"1","positive":{"offset":0,"bucketCounts":["1","0","3"]}"#
    let metric =
      #"{"name":"took","exponentialHistogram":{"aggregationTemporality":1,"dataPoints":[\#(Self.point(point))]}}"#
    let bucket = try #require(
      Self.rollUp(watch(Self.request(metric))).buckets[.metric(service: "shop", name: "took")]?.values.first
    )
    // 2^(0.5/8) and 2^(2.5/8) units are 2^19.99 and 2^20.24 millionths.
    #expect(bucket.bins == [(0, 1), (160, 1), (162, 3)].map { DurationBin(index: $0.0, count: $0.1) })
  }

  @Test func `counters leave the first and last value of each process, and read as growth`() throws {
    let values = [(60, 0, 5), (90, 0, 7), (400, 0, 12), (700, 650, 3)]
    let points = values.map { Self.point(#""asInt":"\#($0.2)""#, at: $0.0, start: $0.1) }
    func growth(_ points: [String]) throws -> [Double] {
      let id = SeriesID.metric(service: "shop", name: "hits")
      var buckets: [Int64: Bucket] = [:]
      for point in points {
        for (start, bucket) in Self.rollUp(watch(Self.request(Self.counter(point)))).buckets[id] ?? [:] {
          buckets[start, default: Bucket(start: start)].merge(bucket)
        }
      }
      return buckets.values.sorted { $0.start < $1.start }.growth
    }
    #expect(try growth(points) == [7, 5, 3])
    #expect(try growth(points.reversed()) == [7, 5, 3])
    #expect(try growth(points + points) == [7, 5, 3])
  }

  @Test func `distributions that count from a start give two counters`() {
    let point = Self.point(#""count":"6","sum":3.0"#, start: 0, attribute("a", "b"))
    let metric = #"{"name":"took","histogram":{"aggregationTemporality":2,"dataPoints":[\#(point)]}}"#
    let rollUp = Self.rollUp(watch(Self.request(metric)))
    func growth(_ name: String) -> [Double] {
      (rollUp.buckets[.metric(service: "shop", name: name)] ?? [:]).values.sorted { $0.start < $1.start }.growth
    }
    #expect(growth(#"took_count{a="b"}"#) == [6])
    #expect(growth(#"took_sum{a="b"}"#) == [3])
  }

  @Test func `points of the future are rejected, and small batches give the same rows`() throws {
    let text = Self.request(Self.gauge(Self.point(#""asInt":"1""#), Self.point(#""asInt":"2""#, at: 90)))
    let late = watch(text) { $0.latest = Timestamp(seconds: 1_700_000_070, nanosecond: 0) }
    #expect(late.batch.rows.count == 1 && late.rejects.count == 1)
    var options = WatchOptions(secret: secret)
    options.rowLimit = 1
    var watcher = Watcher(options)
    var keys: [SignalKey] = []
    watcher.take(read(text)) { keys += $0.batch.rows.map(\.key) }
    keys += watcher.finish().batch.rows.map(\.key)
    #expect(keys == watch(text).batch.rows.map(\.key))
  }
}
