import Domain
import Formats

extension Distribution {
  /// Takes over what a point says.
  init(_ record: DistributionRecord, _ records: borrowing RecordBatch) {
    let counts = Array(records.bucketCounts[Int(record.counts.lowerBound)..<Int(record.counts.upperBound)])
    let numbers = Array(records.numbers[Int(record.bounds.lowerBound)..<Int(record.bounds.upperBound)])
    self.init(count: record.count)
    sum = record.sum
    minimum = record.minimum
    maximum = record.maximum
    switch record.layout {
    case .explicit: buckets = counts.isEmpty ? .none : .explicit(bounds: numbers, counts: counts)
    case .exponential:
      let negative = records.bucketCounts[Int(record.negativeCounts.lowerBound)..<Int(record.negativeCounts.upperBound)]
      buckets = .exponential(
        Exponential(
          scale: record.scale,
          zeroCount: record.zeroCount,
          zeroThreshold: record.zeroThreshold,
          positive: Side(offset: record.offset, counts: counts),
          negative: Side(offset: record.negativeOffset, counts: Array(negative))
        )
      )
    case .quantiles:
      buckets = .quantiles(
        stride(from: 0, to: numbers.count - 1, by: 2).map { Quantile(share: numbers[$0], value: numbers[$0 + 1]) }
      )
    }
  }
}
