import Domain
import TestSupport
import Testing

@testable import Store

@Suite struct RollUpTests {
  private static let everyDay: Range<Int32> = .min ..< .max
  private static let always: Range<Int64> = .min ..< .max

  @Test(arguments: StorePlace.allCases)
  func `what batches add is their sum, in whatever order they come`(_ place: StorePlace) throws {
    for seed in UInt64(1)...(place == .disk ? 1 : 8) {
      var sample = SampleRollUp(seed: seed)
      let batches = (0..<12).map { _ in sample.next() }
      var sum = RollUp()
      for batch in batches { sum.merge(batch) }
      var generator = SplitMix64(seed: seed)
      try RollUpTests.expect(place, batches, give: sum)
      try RollUpTests.expect(place, batches.shuffled(using: &generator), give: sum)
    }
  }

  private static func expect(_ place: StorePlace, _ batches: [RollUp], give sum: RollUp) throws {
    try place.withStore { store in
      for batch in batches { try store.write { try $0.merge(batch) } }
      try RollUpTests.expect(store, holds: sum)
      try #expect(store.faults() == [])
    }
  }

  private static func expect(_ store: Store, holds sum: RollUp) throws {
    try store.read { reader in
      try #expect(reader.groups() == sum.groups.values.sorted { $0.id < $1.id })
      for (id, group) in sum.groups { try #expect(reader.group(id) == group) }
      try #expect(reader.sources() == sum.sources.values.sorted { $0.name < $1.name })
      let releases = try reader.releases()
      #expect(releases.map(\.key.release) == sum.releases.keys.map(\.release).sorted())
      for release in releases { #expect(sum.releases[release.key] == release.first) }
      for (series, buckets) in sum.buckets {
        try #expect(reader.buckets(series, in: always) == buckets.values.sorted { $0.start < $1.start })
      }
      for (series, rows) in sum.subjectDays {
        let sorted = rows.values.sorted { ($0.day, $0.subject) < ($1.day, $1.subject) }
        try #expect(reader.subjectDays(series, days: everyDay) == sorted)
        try #expect(reader.subjectDays(series, days: 19_701..<19_702) == sorted.filter { $0.day == 19_701 })
      }
      let names = Set(sum.buckets.keys).union(sum.subjectDays.keys).sorted()
      try #expect(reader.seriesIDs(prefix: "", limit: 100) == names)
    }
  }

  @Test func `the same batches give the same rows`() throws {
    let lines = try (0..<2).map { _ in
      try StorePlace.memory.withStore { store in
        var sample = SampleRollUp(seed: 5)
        for _ in 0..<10 { try store.write { try $0.merge(sample.next()) } }
        return try store.lines()
      }
    }
    #expect(lines[0] == lines[1])
  }

  @Test func `series are found by how their names begin`() throws {
    try StorePlace.memory.withStore { store in
      var rollUp = RollUp()
      let names = ["event:a", "event:b", "event:ü", "eventually", "span:a:b", "active:", "event:%", "event:"]
      for name in names { rollUp.buckets[SeriesID(name)] = [300: Bucket(start: 300)] }
      try store.write { try $0.merge(rollUp) }
      let found = { (prefix: String, limit: Int) throws in
        try store.read { try $0.seriesIDs(prefix: prefix, limit: limit).map(\.text) }
      }
      try #expect(found("event:", 10) == ["event:", "event:%", "event:a", "event:b", "event:ü"])
      try #expect(found("event:", 2) == ["event:", "event:%"])
      try #expect(found("event:%", 10) == ["event:%"])
      try #expect(found("nobody", 10) == [])
      try #expect(found("", 0) == [])
    }
  }

  @Test func `a window holds the buckets that begin in it`() throws {
    try StorePlace.memory.withStore { store in
      var rollUp = RollUp()
      for start in stride(from: Int64(-900), through: 900, by: 300) {
        rollUp.buckets[.active, default: [:]][start] = Bucket(start: start)
      }
      try store.write { try $0.merge(rollUp) }
      let starts = { (window: Range<Int64>) throws in
        try store.read { try $0.buckets(.active, in: window).map(\.start) }
      }
      try #expect(starts(0..<600) == [0, 300])
      try #expect(starts(1..<601) == [300, 600])
      try #expect(starts(-899 ..< -299) == [-600, -300])
      try #expect(starts(-900 ..< -600) == [-900])
      try #expect(starts(5..<5) == [])
      try #expect(store.read { try $0.buckets(.event("none"), in: 0..<600) } == [])
      var odd = RollUp()
      odd.buckets[.active] = [7: Bucket(start: 7)]
      #expect(throws: StoreError.unfit(table: "buckets", detail: "7 s is no multiple of 300 s")) {
        try store.write { try $0.merge(odd) }
      }
    }
  }

  @Test(arguments: StorePlace.allCases)
  func `old buckets become hours, and late signals still count`(_ place: StorePlace) throws {
    try place.withStore { store in
      let hour: Int64 = 3_600
      let day = 24 * hour
      let start = 20_000 * day
      func fine(_ start: Int64, _ count: Int64) -> Bucket {
        var bucket = Bucket(start: start)
        bucket.count = count
        bucket.bins = [DurationBin(index: Int16(count), count: count)]
        return bucket
      }
      func rollUp(_ series: SeriesID, _ buckets: [Bucket], last: Int64) -> RollUp {
        var rollUp = RollUp()
        for bucket in buckets { rollUp.buckets[series, default: [:]][bucket.start] = bucket }
        rollUp.sources["s"] = SourceTally(name: "s", first: 0, last: last * 1_000_000, received: 0)
        return rollUp
      }
      let other = SeriesID.event("other")
      let buckets = [
        fine(start, 1), fine(start + 300, 2), fine(start + hour, 3), fine(start + 2 * hour, 4),
      ]
      // The newest event stands 14 days after the third hour has begun: two hours are old as a whole.
      let newest = start + 2 * hour + 299 + 14 * day
      try store.write { writer in
        try writer.merge(rollUp(.active, buckets, last: newest))
        try writer.merge(rollUp(other, [fine(start, 5), fine(newest / 300 * 300, 6)], last: newest))
        try #expect(writer.foldBuckets() == 4)
        try #expect(writer.foldBuckets() == 0)
      }
      func read(_ series: SeriesID) throws -> [Bucket] {
        try store.read { try $0.buckets(series, in: 0..<newest + day) }
      }
      var first = Bucket(start: start)
      first.merge(fine(start, 1))
      first.merge(fine(start, 2))
      try #expect(read(.active) == [first, fine(start + hour, 3), fine(start + 2 * hour, 4)])
      try #expect(read(other).map(\.count) == [5, 6])

      let late = [fine(start, 7), fine(start + 600, 8)]
      try store.write { try $0.merge(rollUp(.active, late, last: newest)) }
      try #expect(read(.active).map(\.start) == [start, start + 600, start + hour, start + 2 * hour])
      try #expect(read(.active).map(\.count) == [10, 8, 3, 4])
      try #expect(store.write { try $0.foldBuckets() } == 2)
      try #expect(read(.active).map(\.count) == [18, 3, 4])
      try #expect(store.faults() == [])
    }
  }

  @Test func `a subject's days are erased in every series, and nobody else's`() throws {
    try StorePlace.memory.withStore { store in
      var rollUp = RollUp()
      for (number, subject) in [UInt64(1), .max, 1 << 63].enumerated() {
        for series in [SeriesID.active, .event("a")] {
          let row = SubjectDay(day: Int32(number), subject: subject, account: 9, first: 1)
          rollUp.subjectDays[series, default: [:]][.init(day: row.day, subject: subject)] = row
        }
      }
      try store.write { try $0.merge(rollUp) }
      try #expect(store.write { try $0.eraseSubjectDays(of: .max) } == 2)
      try #expect(store.write { try $0.eraseSubjectDays(of: .max) } == 0)
      let left = try store.read { try $0.subjectDays(.active, days: 0..<9).map(\.subject) }
      #expect(left == [1, 1 << 63])
    }
  }
}
