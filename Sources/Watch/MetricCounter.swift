import Domain

/// Counts the points of metrics in a batch by series and five minutes.
///
/// A bucket of levels has how many there were and their sum, which is to be read as their mean; one of increases the same,
/// to be read as their sum. A distribution counts its observations, adds their sum, and puts them into bins. What counts
/// from a start leaves the first and last value of each process, because points come in any order: how much it grew is told
/// on reading (`growth`).
struct MetricCounter {
  /// Which number of a point a series is of.
  private enum Part: UInt64 {
    case value, count, sum
  }

  private struct Series {
    let service: TextPlace
    let name: TextPlace
    let part: Part
    var buckets: [Int64: Bucket] = [:]
  }

  private let batch: SignalBatch
  private var table = NumberTable()
  private var series: [Series] = []
  private var measured: [Int64: Bucket] = [:]

  init(_ batch: SignalBatch) {
    self.batch = batch
  }

  /// Counts one point.
  mutating func add(_ row: SignalRow) {
    let start = row.time.flooredQuotient(by: Bucket.fineWidth * 1_000_000) * Bucket.fineWidth
    measured[start, default: Bucket(start: start)].count += 1
    let detail = batch.extra(of: row).flatMap(MetricDetail.init(packed:))
    if let detail, detail.form == .cumulative {
      guard let distribution = detail.distribution else { return addRun(row, row.value, .value, detail.run, start) }
      addRun(row, Double(distribution.count), .count, detail.run, start)
      return addRun(row, distribution.sum, .sum, detail.run, start)
    }
    if let detail, let distribution = detail.distribution {
      // Where nobody said how they add up, adding could count twice.
      guard detail.form == .delta else { return }
      return change(row, .value, start) { bucket in
        bucket.count = bucket.count.adding(Int64(clamping: distribution.count))
        bucket.sum.add(ExactSum(distribution.sum))
        bucket.bins = DurationBin.merge(bucket.bins, MetricBins.bins(of: distribution))
      }
    }
    // An infinite value is part of no sum.
    guard row.value.isFinite else { return }
    change(row, .value, start) { bucket in
      bucket.count += 1
      bucket.sum.add(ExactSum(row.value))
    }
  }

  private mutating func addRun(_ row: SignalRow, _ value: Double, _ part: Part, _ run: UInt64, _ start: Int64) {
    guard value.isFinite else { return }
    // What lasts no time has no start that anybody knows.
    let point = CounterRun(run: run, .init(time: row.time, value: value), hasStart: row.duration > 0)
    change(row, part, start) { bucket in
      bucket.count += 1
      bucket.runs = CounterRun.merge(bucket.runs, [point])
    }
  }

  private mutating func change(_ row: SignalRow, _ part: Part, _ start: Int64, _ body: (inout Bucket) -> Void) {
    let number = table.number(of: UInt64(row.service.index) << 32 | UInt64(row.name.index), part.rawValue)
    if number == series.count { series.append(Series(service: row.service, name: row.name, part: part)) }
    body(&series[number].buckets[start, default: Bucket(start: start)])
  }

  /// Adds what was counted under the names of the series.
  func finish(into result: inout RollUp) {
    if !measured.isEmpty { result.add(measured, to: .measured) }
    for one in series {
      let name = MetricCounter.name(batch.text(one.name), one.part)
      result.add(one.buckets, to: .metric(service: batch.text(one.service), name: name))
    }
  }

  /// Returns the name of a part as Prometheus has it, `http.duration_count{route="/"}`.
  private static func name(_ name: String, _ part: Part) -> String {
    let suffix =
      switch part {
      case .value: ""
      case .count: "_count"
      case .sum: "_sum"
      }
    let labels = name.firstIndex(of: "{") ?? name.endIndex
    return name[..<labels] + suffix + name[labels...]
  }
}

extension RollUp {
  fileprivate mutating func add(_ counted: [Int64: Bucket], to series: SeriesID) {
    buckets[series, default: [:]].merge(counted) { one, other in
      var sum = one
      sum.merge(other)
      return sum
    }
  }
}
