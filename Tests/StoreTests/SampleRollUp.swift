import Domain
import TestSupport

/// Roll-ups drawn at random, small enough to meet each other.
struct SampleRollUp {
  private var generator: SplitMix64

  init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

  /// Draws what a batch might add.
  mutating func next() -> RollUp {
    var rollUp = RollUp()
    for _ in 0..<number(0...12) {
      let bucket = bucket()
      rollUp.buckets[series(), default: [:]][bucket.start, default: Bucket(start: bucket.start)].merge(bucket)
    }
    for _ in 0..<number(0...12) {
      let row = subjectDay()
      let place = RollUp.SubjectOfDay(day: row.day, subject: row.subject)
      let series = series()
      if rollUp.subjectDays[series, default: [:]][place]?.merge(row) == nil {
        rollUp.subjectDays[series, default: [:]][place] = row
      }
    }
    for _ in 0..<number(0...4) {
      let group = group()
      if rollUp.groups[group.id]?.merge(group) == nil { rollUp.groups[group.id] = group }
      var source = SourceTally(name: "s\(number(0...2))", first: time(), last: time(), received: time())
      source.count = 1
      if rollUp.sources[source.name]?.merge(source) == nil { rollUp.sources[source.name] = source }
      let key = RollUp.ReleaseKey(service: "a", environment: "prod", release: "\(number(1...3)).0")
      rollUp.releases[key] = min(rollUp.releases[key] ?? .max, time())
    }
    return rollUp
  }

  private mutating func series() -> SeriesID { .event("e\(number(0...5))") }
  private mutating func time() -> Int64 { Int64(number(1_700_000_000...1_700_400_000)) * 1_000_000 }

  private mutating func bucket() -> Bucket {
    var bucket = Bucket(start: Int64(number(5_660_000...5_660_030)) * Bucket.fineWidth)
    bucket.count = Int64(number(1...9))
    bucket.errors = Int64(number(0...1))
    bucket.duration = Int64(number(0...1_000_000))
    let indices = Set((0..<number(0...5)).map { _ in Int16(number(-40...40)) })
    bucket.bins = indices.sorted().map { DurationBin(index: $0, count: Int64(number(1...300))) }
    guard number(0...2) == 0 else { return bucket }
    bucket.sum = ExactSum(Double(number(-9...9)) / 8)
    let point = CounterRun.Point(time: Int64(number(0...9)), value: Double(number(0...9)))
    bucket.runs = [CounterRun(run: UInt64(number(0...3)), point, hasStart: number(0...1) == 0)]
    return bucket
  }

  private mutating func subjectDay() -> SubjectDay {
    let subjects: [UInt64] = [1, 2, 1 << 63 - 1, 1 << 63, .max]
    var row = SubjectDay(
      day: Int32(number(19_700...19_702)),
      subject: subjects[number(0...4)],
      account: UInt64(number(0...1)),
      first: time()
    )
    row.count = 1
    row.sum = Double(number(0...3))
    return row
  }

  private mutating func group() -> GroupTally {
    let id = RecordID(.group, of: "g\(number(0...3))")
    let (one, other) = (time(), time())
    var group = GroupTally(
      id: id,
      kind: .error,
      fingerprint: id.text,
      label: "label \(number(0...9))",
      service: "a",
      surface: "/\(number(0...2))",
      first: min(one, other),
      last: max(one, other)
    )
    group.count = 1
    group.exemplars = [EvidenceRowTests.evidence("text \(number(0...40))").id]
    return group
  }
}

extension RollUp {
  /// Adds another roll-up, by the rules of its parts.
  mutating func merge(_ other: RollUp) {
    for (series, added) in other.buckets {
      for (start, bucket) in added { buckets[series, default: [:]][start, default: Bucket(start: start)].merge(bucket) }
    }
    for (series, added) in other.subjectDays {
      for (place, row) in added where subjectDays[series, default: [:]][place]?.merge(row) == nil {
        subjectDays[series, default: [:]][place] = row
      }
    }
    for (id, group) in other.groups where groups[id]?.merge(group) == nil { groups[id] = group }
    for (name, source) in other.sources where sources[name]?.merge(source) == nil { sources[name] = source }
    releases.merge(other.releases, uniquingKeysWith: min)
  }
}
