import Bytes
import Domain
import Store
import TestSupport
import Testing

// The cap of series is the loop's own business, and too large to be reached by importing.
@testable import Loop

/// Metrics on their way into the store and in its counts.
@Suite struct MetricImportTests {
  /// Requests of three instances of a shop, one a minute for half an hour: a counter that begins anew, a gauge, a histogram.
  private static let requests: [String] = (0..<30).flatMap { minute in
    (0..<3).map { instance in
      let time = (SampleSignals.firstSecond + 60 * minute) * 1_000_000_000
      let restart = minute >= 17 ? 17 : 0
      let start = (SampleSignals.firstSecond + 60 * restart - 30) * 1_000_000_000
      let point = #""timeUnixNano":"\#(time)","startTimeUnixNano":"\#(start)""#
      return #"""
        {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},\#
        {"key":"service.instance.id","value":{"stringValue":"i-\#(instance)"}}]},"scopeMetrics":[{"metrics":[\#
        {"name":"hits","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[{\#(point),\#
        "asInt":"\#((minute - restart + 1) * (instance + 1))"}]}},{"name":"depth","gauge":{"dataPoints":[{\#(point),\#
        "asDouble":0.\#(minute)}]}},{"name":"took","histogram":{"aggregationTemporality":1,"dataPoints":[{\#(point),\#
        "count":"2","sum":0.3,"bucketCounts":["1","1"],"explicitBounds":[0.1]}]}}]}]}]}
        """#
    }
  }

  private static let moment = Shop.moment(day: 1)

  private static func buckets(_ shop: Shop, _ series: SeriesID) throws -> [Bucket] {
    try shop.books(at: moment).read { try $0.reader.buckets(series, in: 0..<Int64.max / 2) }
  }

  private static let series = ["hits", "depth", "took"].map { SeriesID.metric(service: "shop", name: $0) }

  @Test func `the order and the cut of files do not change what is counted, and the same again is known`() throws {
    func counted(_ files: [[String]]) throws -> [[Bucket]] {
      try Shop.with { shop in
        for file in files { try shop.take(file.joined(separator: "\n"), at: Self.moment) }
        let again = try shop.take(Self.requests.joined(separator: "\n"), at: Self.moment)
        #expect(again.accepted == 0 && again.duplicates == 270)
        #expect(try shop.faults() == [])
        return try Self.series.map { try Self.buckets(shop, $0) }
      }
    }
    let whole = try counted([Self.requests])
    var generator = SplitMix64(seed: 6)
    let shuffled = Self.requests.shuffled(using: &generator)
    let cut = try counted([Array(shuffled[40...]), Array(shuffled[..<60]), Self.requests])
    #expect(whole == cut)
    // Each instance counts to 17 times its number, begins anew, and counts to 13 times its number.
    let grown = whole[0].growth.reduce(0, +)
    #expect(grown == 180)
    #expect(whole.map { $0.map(\.count).reduce(0, +) } == [90, 90, 180])
    let seconds = whole[2].map(\.sum.value).reduce(0, +)
    #expect(abs(seconds - 27) < 1e-9)
    let binned = whole[2].flatMap(\.bins).map(\.count).reduce(0, +)
    #expect(binned == 180)
  }

  @Test func `a scrape has the time that the person names, and a request of remote write is unpacked`() throws {
    try Shop.with { shop in
      let scrape = try shop.take("# TYPE up gauge\nup{job=\"shop\"} 1\n", as: "metrics.prom", at: Self.moment)
      #expect(scrape.accepted == 1 && scrape.rejected == 0)
      var content: [UInt8] = []
      func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }
      var time: [UInt8] = [0x10]
      time.appendVarint(UInt64(Self.moment.seconds) * 1_000)
      let label = field(1, field(1, Array("__name__".utf8)) + field(2, Array("up".utf8)))
      content = field(1, label + field(2, time))
      let block = [UInt8(content.count), UInt8(content.count - 1) << 2] + content
      let sent = try shop.take(block, as: "write.pb", at: Self.moment)
      #expect(sent.accepted == 1 && sent.rejected == 0)
      let torn = try shop.take(Array(block.dropLast()), as: "torn.pb", at: Self.moment)
      #expect(torn.rejects.map(\.reason) == ["its snappy block ends too early"])
      #expect(try Self.buckets(shop, .metric(service: "shop", name: "up")).map(\.sum.value) == [1])
      #expect(try Self.buckets(shop, .metric(service: "", name: "up")).map(\.sum.value) == [0])
    }
  }

  @Test func `series past the limit are counted together`() throws {
    try Shop.with { shop in
      try shop.books(at: Self.moment).write(as: "test") { journal in
        func rollUp(_ names: [String]) -> RollUp {
          var rollUp = RollUp()
          for name in names {
            var bucket = Bucket(start: 300)
            bucket.count = 1
            bucket.runs = [CounterRun(run: 7, .init(time: 300_000_000, value: 1), hasStart: true)]
            rollUp.buckets[.metric(service: "shop", name: name)] = [300: bucket]
          }
          return rollUp
        }
        var first = rollUp([#"hits{n="1"}"#, #"hits{n="2"}"#, #"hits{n="3"}"#])
        #expect(try SeriesCap.apply(to: &first, journal.writer, limit: 2) == 1)
        let series = [#"hits{n="1"}"#, #"hits{n="2"}"#, "hits{other}"].map {
          SeriesID.metric(service: "shop", name: $0)
        }
        #expect(Set(first.buckets.keys) == Set(series))
        #expect(series.map { first.buckets[$0]?[300]?.runs.count } == [1, 1, 0])
        try journal.writer.add(SignalBatch(), first)
        // Known ones keep their names, whatever comes.
        var second = rollUp([#"hits{n="2"}"#, #"hits{n="4"}"#, #"hits{n="5"}"#, "hits{other}"])
        #expect(try SeriesCap.apply(to: &second, journal.writer, limit: 2) == 2)
        #expect(Set(second.buckets.keys) == Set(series.dropFirst()))
        #expect(second.buckets[series[2]]?[300]?.count == 3)
      }
    }
  }
}
