import Domain
import Numerics

/// Counts the rows of a batch by series, five minutes, and subject and day.
///
/// Under numbers in place of names, which are looked up once at the end.
struct SeriesCounter {
  /// What a series counts.
  private enum Kind: UInt64 {
    case active, group, event, span, variant
  }

  private struct Series {
    let kind: Kind
    let first: TextPlace
    let second: TextPlace
    let third: TextPlace
    /// Places of its buckets and subject-days.
    var buckets: [Int32] = []
    var days: [Int32] = []
  }

  private let batch: SignalBatch
  private var seriesTable = NumberTable()
  private var series: [Series] = []
  private var bucketTable = NumberTable()
  private var buckets: [Bucket] = []
  /// For each span, its bucket and the bin of its duration: sorted and counted at the end.
  private var durations: [UInt64] = []
  private var dayTable = NumberTable()
  private var days: [SubjectDay] = []
  /// The latest span, and how many variants were counted for it: what was shown within a span stands behind it.
  private var span: SignalRow?
  private var shown = 0
  /// Variants counted for one span: more flags than that are asked for by whoever asks for all of them.
  private static let variantLimit = 8

  init(_ batch: SignalBatch) {
    self.batch = batch
    durations.reserveCapacity(batch.rows.count)
  }

  /// Counts one row for all its series.
  mutating func add(_ row: SignalRow) {
    count(row, in: number(.active, .none, .none))
    switch row.kind {
    case .span: countSpan(row)
    case .event: count(row, in: number(.event, row.name, .none))
    case .exposure: countVariant(row)
    case .error, .log, .message, .deploy, .metric, .alert, .change, .session, .checkIn: break
    }
    if row.group != .none { count(row, in: number(.group, row.group, .none)) }
  }

  @inline(__always)
  private mutating func number(
    _ kind: Kind,
    _ first: TextPlace,
    _ second: TextPlace,
    _ third: TextPlace = .none
  ) -> Int {
    let number = seriesTable.number(
      of: UInt64(first.index) << 32 | UInt64(second.index),
      kind.rawValue | UInt64(third.index) << 8
    )
    if number == series.count { series.append(Series(kind: kind, first: first, second: second, third: third)) }
    return number
  }

  @inline(__always)
  private mutating func bucket(_ row: SignalRow, in number: Int) -> Int {
    let start = SeriesCounter.floored(row.time, by: Bucket.fineWidth * 1_000_000) * Bucket.fineWidth
    let place = bucketTable.number(of: UInt64(number), UInt64(bitPattern: start))
    if place == buckets.count {
      buckets.append(Bucket(start: start))
      series[number].buckets.append(Int32(place))
    }
    buckets[place].count += 1
    if row.status == .error { buckets[place].errors += 1 }
    return place
  }

  private mutating func countSpan(_ row: SignalRow) {
    time(row, at: bucket(row, in: number(.span, row.service, row.name)))
    span = row
    shown = 0
  }

  /// Counts the span in which a variant was shown as one of that variant.
  private mutating func countVariant(_ row: SignalRow) {
    guard let span, row.span != 0, row.span == span.span, row.trace == span.trace,
      shown < SeriesCounter.variantLimit
    else { return }
    shown += 1
    let number = number(.variant, span.service, span.name, row.name)
    time(span, at: bucket(span, in: number))
    var person = span
    if person.subject == 0 { (person.subject, person.account) = (row.subject, row.account) }
    count(person: person, in: number)
  }

  @inline(__always)
  private mutating func time(_ row: SignalRow, at place: Int) {
    buckets[place].duration += row.duration
    durations.append(UInt64(place) << 16 | UInt64(DurationBins.index(microseconds: row.duration)))
  }

  @inline(__always)
  private mutating func count(_ row: SignalRow, in number: Int) {
    _ = bucket(row, in: number)
    count(person: row, in: number)
  }

  @inline(__always)
  private mutating func count(person row: SignalRow, in number: Int) {
    guard row.subject != 0 else { return }
    let day = Int32(truncatingIfNeeded: SeriesCounter.floored(row.time, by: 86_400_000_000))
    let place = dayTable.number(of: UInt64(number) << 32 | UInt64(UInt32(bitPattern: day)), row.subject)
    var one = SubjectDay(day: day, subject: row.subject, account: row.account, first: row.time)
    one.count = 1
    if row.value.isFinite { one.sum = row.value }
    if place == days.count {
      days.append(one)
      series[number].days.append(Int32(place))
    } else {
      days[place].merge(one)
    }
  }

  /// Returns the whole number of widths that an instant is after the epoch, rounded towards the past.
  private static func floored(_ instant: Int64, by width: Int64) -> Int64 {
    instant / width - (instant % width < 0 ? 1 : 0)
  }

  // MARK: The result

  /// Adds what was counted under the names of the series.
  mutating func finish(into result: inout RollUp) {
    countDurations()
    for one in series {
      let id = id(of: one)
      var counted: [Int64: Bucket] = [:]
      counted.reserveCapacity(one.buckets.count)
      for place in one.buckets { counted[buckets[Int(place)].start] = buckets[Int(place)] }
      // Names that differ in the batch may give one series: `a` and `b:c`, `a:b` and `c`.
      result.buckets[id, default: [:]].merge(counted) { $0.merged(with: $1) }
      guard !one.days.isEmpty else { continue }
      var subjects: [RollUp.SubjectOfDay: SubjectDay] = [:]
      subjects.reserveCapacity(one.days.count)
      for place in one.days {
        let day = days[Int(place)]
        subjects[RollUp.SubjectOfDay(day: day.day, subject: day.subject)] = day
      }
      result.subjectDays[id, default: [:]].merge(subjects) { $0.merged(with: $1) }
    }
  }

  private mutating func countDurations() {
    durations.sort()
    var start = 0
    while start < durations.count {
      var end = start + 1
      while end < durations.count, durations[end] == durations[start] { end += 1 }
      let bin = DurationBin(index: Int16(truncatingIfNeeded: durations[start] & 0xffff), count: Int64(end - start))
      buckets[Int(durations[start] >> 16)].bins.append(bin)
      start = end
    }
  }

  private func id(of series: Series) -> SeriesID {
    switch series.kind {
    case .active: .active
    case .group: SeriesID("group:\(batch.text(series.first))")
    case .event: .event(batch.text(series.first))
    case .span: .span(service: batch.text(series.first), operation: batch.text(series.second))
    case .variant:
      .span(
        service: batch.text(series.first),
        operation: batch.text(series.second),
        variant: batch.text(series.third)
      )
    }
  }
}

extension Bucket {
  fileprivate func merged(with other: Bucket) -> Bucket {
    var result = self
    result.merge(other)
    return result
  }
}

extension SubjectDay {
  fileprivate func merged(with other: SubjectDay) -> SubjectDay {
    var result = self
    result.merge(other)
    return result
  }
}
