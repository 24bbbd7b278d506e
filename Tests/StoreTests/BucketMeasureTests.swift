import Bytes
import Domain
import TestSupport
import Testing

@testable import Store

@Suite struct BucketMeasureTests {
  private static func drawn(_ generator: inout SplitMix64, runs: Int) -> Bucket {
    var bucket = Bucket(start: 0)
    bucket.sum = ExactSum(units: Int128(Int64(bitPattern: generator.next())) << 60 | 5)
    bucket.runs = (0..<runs).map { index in
      let points = (0..<2).map { _ in
        CounterRun.Point(time: Int64(bitPattern: generator.next()), value: Double.random(in: -9...9, using: &generator))
      }
      return CounterRun(run: UInt64(index), first: points[0], last: points[1], highest: 9, hasStart: index % 2 == 0)
    }
    return bucket
  }

  @Test func `sums and runs come back as they went in, and no part of them does`() {
    var generator = SplitMix64(seed: 2)
    for runs in [0, 1, 2, CounterRun.limit] {
      let bucket = Self.drawn(&generator, runs: runs)
      let bytes = BucketMeasures.pack(bucket)
      var again = Bucket(start: 0)
      #expect(BucketMeasures.unpack(bytes, into: &again))
      #expect(again == bucket)
      for count in 1..<min(bytes.count, 200) where count < 16 || (count - 16) % 49 != 0 {
        var other = Bucket(start: 0)
        #expect(!BucketMeasures.unpack(Array(bytes.prefix(count)), into: &other))
      }
    }
    #expect(BucketMeasures.pack(Bucket(start: 0)) == [])
    var empty = Bucket(start: 0)
    #expect(!BucketMeasures.unpack([UInt8](repeating: 0, count: 16), into: &empty))
  }

  /// The tables as versions 1 and 2 described them.
  private static let oldBuckets = ["fine_buckets", "coarse_buckets"].map {
    Table(
      $0,
      key: 2,
      [
        "series": .integer, "slot": .integer, "count": .integer, "errors": .integer, "duration": .integer,
        "bins": .blob,
      ]
    )
  }

  @Test(arguments: [1, 2])
  func `buckets of an older store are read, merged into and folded as if they had always had the column`(_ version: Int)
    throws
  {
    try StorePlace.memory.withFolder { folder in
      let (path, _, old, secret) = try OldStore.make(in: folder, version: version)
      let key = SealKey(secret: secret)
      var series = try RowWriter(.series, old, key)
      try series.put(Int64(1))
      try series.put("metric:shop:hits")
      try series.finish()
      for table in Self.oldBuckets {
        var row = try RowWriter(table, old, key)
        for number in [1, table.name == "fine_buckets" ? 12 : 1, 5, 1, 900] { try row.put(Int64(number)) }
        try row.put(DurationBin.pack([DurationBin(index: 3, count: 5)]))
        try row.finish()
      }
      let store = try #require(try Store.open(at: path, creating: false))
      #expect(try store.faults() == [])
      let id = SeriesID.metric(service: "shop", name: "hits")
      var added = Bucket(start: 3_600)
      added.count = 2
      added.sum = ExactSum(2.5)
      added.runs = [CounterRun(run: 1, .init(time: 3_600_000_000, value: 4), hasStart: false)]
      var rollUp = RollUp()
      rollUp.buckets[id] = [3_600: added]
      var newest = SourceTally(name: "s", first: 0, last: 90 * 86_400_000_000, received: 0)
      newest.count = 1
      rollUp.sources["s"] = newest
      let batch = rollUp
      try store.write { try $0.merge(batch) }
      var expected = added
      expected.count = 12
      (expected.errors, expected.duration) = (2, 1_800)
      expected.bins = [DurationBin(index: 3, count: 10)]
      #expect(try store.read { try $0.buckets(id, in: 0..<86_400) }.first == expected)
      try store.write { _ = try $0.foldBuckets() }
      #expect(try store.read { try $0.buckets(id, in: 0..<86_400) }.first == expected)
      #expect(try store.faults() == [])
    }
  }

  @Test func `rows of an export without the column are taken in`() throws {
    try StorePlace.memory.withStore { store in
      let lines = try store.lines()
      #expect(!lines.isEmpty)
      let row = #"{"series":1,"slot":2,"count":3,"errors":0,"duration":0,"bins":""}"#
      let document = try JSONDocument(Array(row.utf8))
      try store.write { try $0.importRow("fine_buckets", document.root) }
      try #expect(store.faults() == [])
      let short = try JSONDocument(Array(#"{"series":1,"slot":2,"count":3,"errors":0,"duration":0}"#.utf8))
      #expect(throws: StoreError.self) { try store.write { try $0.importRow("fine_buckets", short.root) } }
    }
  }
}
