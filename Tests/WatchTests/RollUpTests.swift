import Bytes
import Domain
import TestSupport
import Testing
import Watch

@Suite struct RollUpTests {
  private static let group = RecordID(.group, of: "error E")

  /// A batch put together by hand.
  private struct Maker {
    var batch = SignalBatch()

    mutating func add(_ kind: SignalKind, at seconds: Double, _ change: (inout SignalRow, inout TextTable) -> Void) {
      let count = batch.rows.count
      var row = SignalRow(kind: kind, key: SignalKey(prefix: 0, rest: UInt64(count)), time: Int64(seconds * 1_000_000))
      row.source = batch.texts.place(of: "otlp")
      change(&row, &batch.texts)
      batch.rows.append(row)
    }
  }

  /// Three spans of one operation, two events and three errors, by hand.
  private static let byHand: SignalBatch = {
    var maker = Maker()
    for (time, duration, status) in [
      (600.0, Int64(250_000), SignalStatus.ok), (899, 250_000, .error), (900, 0, .unset),
    ] {
      maker.add(.span, at: time) { row, texts in
        row.service = texts.place(of: "shop")
        row.name = texts.place(of: "POST /pay")
        row.duration = duration
        row.status = status
        row.release = texts.place(of: time == 899 ? "" : "1.2")
        row.environment = texts.place(of: time == 900 ? "test" : "")
        row.subject = time == 600 ? 5 : 0
      }
    }
    for (time, account, value) in [(610.0, UInt64(9), 2.5), (605, 0, 1.5)] {
      maker.add(.event, at: time) { row, texts in
        row.name = texts.place(of: "order")
        row.subject = 5
        row.account = account
        row.value = value
      }
    }
    maker.batch.evidence = ["bb", "aa"].map {
      Evidence(id: evidence($0), kind: .error, text: $0, origin: "", trust: .firstParty)
    }
    for (time, evidence) in [(86_400.0, Int32(0)), (86_410, 1), (-1, 0)] {
      maker.add(.error, at: time) { row, texts in
        row.group = texts.place(of: group.text)
        row.service = texts.place(of: "shop")
        row.status = .error
        row.evidence = evidence
        row.subject = 6
      }
    }
    return maker.batch
  }()

  private static let label = GroupLabel(
    kind: .error,
    fingerprint: "f",
    label: "E in pay",
    service: "shop",
    surface: "/pay"
  )

  private static var counted: RollUp { RollUps.rollUp(byHand, labels: [group.text: label], received: 77) }

  @Test func `series count what happened in five minutes`() {
    // 250,000 µs is 2^17.93: bin 1 + floor(8 × 17.93) = 144; nothing is bin 0.
    let pay: [Int64: Bucket] = [
      600: Self.bucket(600, 2, errors: 1, duration: 500_000, [(144, 2)]), 900: Self.bucket(900, 1, [(0, 1)]),
    ]
    let late: [Int64: Bucket] = [86_400: Self.bucket(86_400, 2, errors: 2), -300: Self.bucket(-300, 1, errors: 1)]
    let active: [Int64: Bucket] = [600: Self.bucket(600, 4, errors: 1), 900: Self.bucket(900, 1)]
    #expect(
      Self.counted.buckets == [
        .span(service: "shop", operation: "POST /pay"): pay, .event("order"): [600: Self.bucket(600, 2)],
        .group(Self.group): late, .active: active.merging(late) { one, _ in one },
      ]
    )
  }

  @Test func `subject-days count what happened to one subject on one day`() {
    let order = Self.day(0, 5, account: 9, 2, sum: 4, first: 605_000_000)
    let active = Self.day(0, 5, account: 9, 3, sum: 4, first: 600_000_000)
    let key = RollUp.SubjectOfDay(day: 0, subject: 5)
    let errors = [
      RollUp.SubjectOfDay(day: 1, subject: 6): Self.day(1, 6, account: 0, 2, sum: 0, first: 86_400_000_000),
      RollUp.SubjectOfDay(day: -1, subject: 6): Self.day(-1, 6, account: 0, 1, sum: 0, first: -1_000_000),
    ]
    #expect(
      Self.counted.subjectDays == [
        .event("order"): [key: order], .group(Self.group): errors,
        .active: errors.merging([key: active]) { one, _ in one },
      ]
    )
  }

  @Test func `groups, sources and releases are tallied`() {
    var group = GroupTally(
      id: Self.group,
      kind: .error,
      fingerprint: "f",
      label: "E in pay",
      service: "shop",
      surface: "/pay",
      first: -1_000_000,
      last: 86_410_000_000
    )
    group.count = 3
    group.exemplars = [evidence("aa"), evidence("bb")].sorted()
    #expect(Self.counted.groups == [Self.group: group])
    var source = SourceTally(name: "otlp", first: -1_000_000, last: 86_410_000_000, received: 77)
    source.count = 8
    #expect(Self.counted.sources == ["otlp": source])
    #expect(
      Self.counted.releases == [
        RollUp.ReleaseKey(service: "shop", environment: "", release: "1.2"): 600_000_000,
        RollUp.ReleaseKey(service: "shop", environment: "test", release: "1.2"): 900_000_000,
      ]
    )
    #expect(RollUps.rollUp(SignalBatch(), labels: [:], received: 0) == RollUp())
  }

  private static func bucket(
    _ start: Int64,
    _ count: Int64,
    errors: Int64 = 0,
    duration: Int64 = 0,
    _ bins: [(Int16, Int64)] = []
  ) -> Bucket {
    var bucket = Bucket(start: start)
    bucket.count = count
    bucket.errors = errors
    bucket.duration = duration
    bucket.bins = bins.map { DurationBin(index: $0, count: $1) }
    return bucket
  }

  private static func day(_ day: Int32, _ subject: UInt64, account: UInt64, _ count: Int64, sum: Double, first: Int64)
    -> SubjectDay
  {
    var result = SubjectDay(day: day, subject: subject, account: account, first: first)
    result.count = count
    result.sum = sum
    return result
  }

  // MARK: Parts

  /// Merges as a store does.
  private static func merged(_ one: RollUp, _ other: RollUp) -> RollUp {
    var result = one
    for (series, buckets) in other.buckets {
      for (start, bucket) in buckets {
        result.buckets[series, default: [:]][start, default: Bucket(start: start)].merge(bucket)
      }
    }
    for (series, days) in other.subjectDays {
      for (key, day) in days {
        if result.subjectDays[series]?[key]?.merge(day) == nil { result.subjectDays[series, default: [:]][key] = day }
      }
    }
    for (id, group) in other.groups where result.groups[id]?.merge(group) == nil { result.groups[id] = group }
    for (name, source) in other.sources where result.sources[name]?.merge(source) == nil {
      result.sources[name] = source
    }
    for (key, time) in other.releases { result.releases[key] = min(time, result.releases[key] ?? time) }
    return result
  }

  private static func random(_ count: Int, using generator: inout SplitMix64) -> SignalBatch {
    var maker = Maker()
    maker.batch.evidence = (0..<40).map {
      Evidence(id: evidence("\($0)"), kind: .error, text: "", origin: "", trust: .firstParty)
    }
    let kinds: [SignalKind] = [.span, .error, .event, .message, .log]
    for _ in 0..<count {
      let kind = kinds[Int.random(in: 0..<kinds.count, using: &generator)]
      maker.add(kind, at: Double(Int.random(in: -200_000...200_000, using: &generator))) { row, texts in
        row.service = texts.place(of: ["shop", "mail"][Int.random(in: 0...1, using: &generator)])
        row.name = texts.place(of: ["a", "b", "a:b"][Int.random(in: 0...2, using: &generator)])
        row.release = texts.place(of: ["", "1", "2"][Int.random(in: 0...2, using: &generator)])
        row.duration = Int64.random(in: 0...5_000, using: &generator)
        row.subject = UInt64.random(in: 0...3, using: &generator)
        row.account = UInt64.random(in: 0...2, using: &generator)
        row.status = Bool.random(using: &generator) ? .error : .ok
        row.value = Double(Int.random(in: 0...9, using: &generator))
        if kind == .error || kind == .message {
          row.group = texts.place(of: RecordID(.group, of: "\(Int.random(in: 0...2, using: &generator))").text)
          row.evidence = Int32.random(in: -1..<40, using: &generator)
        }
      }
    }
    return maker.batch
  }

  @Test func `the parts of a batch, in any order, make the whole`() {
    var generator = SplitMix64(seed: 11)
    for _ in 0..<40 {
      let batch = Self.random(60, using: &generator)
      let labels = Dictionary(
        uniqueKeysWithValues: (0...2).map { number in
          let label = GroupLabel(kind: .error, fingerprint: "\(number)", label: "g", service: "shop", surface: "/")
          return (RecordID(.group, of: "\(number)").text, label)
        }
      )
      var parts: [SignalBatch] = (0..<3).map { _ in
        var part = batch
        part.rows = []
        return part
      }
      for row in batch.rows { parts[Int.random(in: 0..<3, using: &generator)].rows.append(row) }
      let counted = parts.map { RollUps.rollUp($0, labels: labels, received: 1) }
      let whole = RollUps.rollUp(batch, labels: labels, received: 1)
      #expect(Self.merged(Self.merged(counted[0], counted[1]), counted[2]) == whole)
      #expect(Self.merged(counted[2], Self.merged(counted[1], counted[0])) == whole)
      #expect(Self.merged(counted[1], Self.merged(counted[0], counted[2])) == whole)
    }
  }

  @Test func `a span in which a variant was shown is counted for the variant, with whom it was shown to`() {
    var maker = Maker()
    for (number, variant) in [(UInt64(1), "new=on"), (2, "new=off"), (3, "")] {
      maker.add(.span, at: 600) { row, texts in
        (row.span, row.trace) = (number, TraceID(high: 0, low: number))
        row.service = texts.place(of: "shop")
        row.name = texts.place(of: "POST /pay")
        row.duration = 250_000
      }
      // The last one was shown in another span: of that nothing is known here.
      maker.add(.exposure, at: 601) { row, texts in
        (row.span, row.trace) = (variant.isEmpty ? 9 : number, TraceID(high: 0, low: number))
        row.name = texts.place(of: variant.isEmpty ? "new=on" : variant)
        row.subject = 40 + number
      }
    }
    let rollUp = RollUps.rollUp(maker.batch, labels: [:], received: 0)
    let series = SeriesID.span(service: "shop", operation: "POST /pay", variant: "new=on")
    #expect(rollUp.buckets[series] == [600: Self.bucket(600, 1, duration: 250_000, [(144, 1)])])
    #expect(rollUp.subjectDays[series]?.values.map(\.subject) == [41])
    #expect(rollUp.buckets[.span(service: "shop", operation: "POST /pay")]?[600]?.count == 3)
  }

  @Test func `names that make one series are counted together`() {
    var maker = Maker()
    for (service, name) in [("a", "b:c"), ("a:b", "c")] {
      maker.add(.span, at: 600) { row, texts in
        row.service = texts.place(of: service)
        row.name = texts.place(of: name)
      }
    }
    let rollUp = RollUps.rollUp(maker.batch, labels: [:], received: 0)
    #expect(rollUp.buckets[SeriesID("span:a:b:c")]?[600]?.count == 2)
  }
}

/// An id as good as any.
private func evidence(_ name: String) -> EvidenceID { EvidenceID(SHA256.hash(Array(name.utf8))) }
