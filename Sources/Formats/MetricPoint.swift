import Bytes

/// A point of a metric while it is read, by whichever mapping.
struct MetricPoint {
  var record: MetricRecord
  var time: Int64?
  var number: Double?
  /// Nil for a metric of plain numbers.
  var distribution: DistributionRecord?
  var hasNoValue = false
  /// What of a distribution could not be read.
  var fault: String?
  /// When the exemplar was observed whose span the record names.
  private var exemplarTime = Int64.min

  /// Where the batch's lists ended before the point.
  private let firstAttribute: Int
  private let firstNumber: Int
  private let firstCount: Int

  init(_ metric: MetricRecord, _ layout: DistributionRecord.Layout?, in batch: borrowing RecordBatch) {
    record = metric
    if let layout {
      distribution = DistributionRecord()
      distribution?.layout = layout
    }
    firstAttribute = batch.attributes.count
    firstNumber = batch.numbers.count
    firstCount = batch.bucketCounts.count
  }

  /// Adds the record; one without a time or with buckets that do not fit is rejected, one without a value only counted.
  mutating func finish(into batch: inout RecordBatch) {
    if let reject = reject(in: batch) {
      takeBack(from: &batch)
      return batch.rejects.add(reject)
    }
    record.value = distribution?.sum ?? number ?? .nan
    if hasNoValue || (distribution == nil && record.value.isNaN) {
      takeBack(from: &batch)
      return batch.skips.add(.missingValues)
    }
    if record.start > record.time { record.start = 0 }
    if let distribution {
      record.distribution = Int32(truncatingIfNeeded: batch.distributions.count)
      batch.distributions.append(distribution)
    }
    batch.metrics.append(record)
  }

  private mutating func reject(in batch: RecordBatch) -> Reject? {
    func reject(_ reason: String, _ expected: String) -> Reject {
      Reject(line: record.line, reason: "a metric point has \(reason)", expected: expected)
    }
    guard !record.name.isEmpty else { return reject("no name", "the name of its metric") }
    guard let time else { return reject("no time", "nanoseconds since 1970-01-01, before 2200") }
    record.time = time
    if let fault { return reject(fault, "at most \(DistributionRecord.bucketLimit) buckets, in order") }
    guard let distribution else { return nil }
    let (bounds, counts) = (distribution.bounds, distribution.counts)
    switch distribution.layout {
    case .explicit:
      guard counts.isEmpty && bounds.isEmpty || counts.count == bounds.count + 1 else {
        return reject("\(counts.count) buckets for \(bounds.count) bounds", "one bucket more than bounds")
      }
      let numbers = batch.numbers[Int(bounds.lowerBound)..<Int(bounds.upperBound)]
      guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < $1 }), !(numbers.first?.isNaN ?? false) else {
        return reject("bounds that do not ascend", "bounds in order")
      }
    case .exponential:
      guard (-64...64).contains(distribution.scale) else {
        return reject("the scale \(distribution.scale)", "a scale from -10 to 20")
      }
    case .quantiles: break
    }
    return nil
  }

  /// Takes the span of an exemplar for the point's, where it names one and is the newest that does.
  mutating func take(_ exemplar: Exemplar) {
    guard exemplar.traceHigh | exemplar.traceLow != 0, exemplar.time >= exemplarTime else { return }
    exemplarTime = exemplar.time
    (record.traceHigh, record.traceLow, record.span) = (exemplar.traceHigh, exemplar.traceLow, exemplar.span)
  }

  /// One of the observations behind a point, by which a span is found that shows what it stands for.
  struct Exemplar {
    var time: Int64 = 0
    var traceHigh: UInt64 = 0
    var traceLow: UInt64 = 0
    var span: UInt64 = 0
  }

  /// Takes what was read of it from the batch's lists.
  func takeBack(from batch: inout RecordBatch) {
    batch.attributes.removeSubrange(firstAttribute...)
    batch.numbers.removeSubrange(firstNumber...)
    batch.bucketCounts.removeSubrange(firstCount...)
  }

  // MARK: Lists

  /// Adds a bound, a quantile or its value.
  mutating func add(number: Double, to batch: inout RecordBatch) {
    guard batch.numbers.count - firstNumber < 2 * DistributionRecord.bucketLimit else {
      return fault = "too many bounds"
    }
    batch.numbers.append(number)
    distribution?.bounds = MetricPoint.range(firstNumber, batch.numbers.count)
  }

  /// Adds the count of a bucket; all of one side come before those of the other.
  mutating func add(count: UInt64, isNegative: Bool, to batch: inout RecordBatch) {
    guard batch.bucketCounts.count - firstCount < 2 * DistributionRecord.bucketLimit else {
      return fault = "too many buckets"
    }
    let place = batch.bucketCounts.count
    batch.bucketCounts.append(count)
    let list = isNegative ? distribution?.negativeCounts : distribution?.counts
    let start = list.flatMap { $0.isEmpty ? nil : Int($0.lowerBound) } ?? place
    guard list?.isEmpty ?? true || Int(list?.upperBound ?? 0) == place else { return fault = "mixed buckets" }
    if isNegative {
      distribution?.negativeCounts = MetricPoint.range(start, place + 1)
    } else {
      distribution?.counts = MetricPoint.range(start, place + 1)
    }
  }

  private static func range(_ start: Int, _ end: Int) -> Range<Int32> {
    Int32(truncatingIfNeeded: start)..<Int32(truncatingIfNeeded: end)
  }
}
