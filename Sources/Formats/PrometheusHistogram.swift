import Bytes

/// Reads native histograms of remote write as exponential ones, and those with bounds of their own as explicit ones.
///
/// https://github.com/prometheus/prometheus/blob/main/prompb/types.proto. Buckets come in spans: runs of neighbours, each
/// behind a gap. Prometheus's bucket i ends where OTLP's bucket i begins, so that its number is one more.
struct PrometheusHistogram {
  private var point: MetricPoint
  private var schema: Int64 = 0
  private var positive = Side()
  private var negative = Side()
  private var bounds: [Double] = []
  private var isGauge = false
  private var sum = 0.0

  /// The schema of histograms whose bounds are listed.
  private static let ownBounds: Int64 = -53
  /// The one sum that marks the end of a series.
  private static let staleBits: UInt64 = 0x7ff0_0000_0000_0002

  /// What is above zero, or below it: spans, and what is in their buckets.
  private struct Side {
    var spans: [(offset: Int64, length: UInt64)] = []
    var counts: [Double] = []
    /// The last count while counts come as differences.
    var last: Int64 = 0

    /// Adds a count that is told as its difference to the one before.
    mutating func add(difference bits: UInt64) {
      last &+= ProtoField.zigzag(bits)
      counts.append(Double(last))
    }
  }

  /// Reads a histogram of a series into the batch; `milliseconds` makes a time of a number.
  static func read(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    of metric: MetricRecord,
    into batch: inout RecordBatch,
    milliseconds: (UInt64) -> Int64?
  ) {
    var reader = PrometheusHistogram(point: MetricPoint(metric, .exponential, in: batch))
    var message = ProtoMessage(range)
    while let field = message.next(bytes) {
      switch (field.number, field.wire) {
      case (15, .varint): reader.point.time = milliseconds(field.bits)
      case (17, .varint): reader.point.record.start = milliseconds(field.bits) ?? metric.start
      default: reader.read(field, bytes)
      }
    }
    if !message.isSound { reader.point.fault = "a damaged histogram" }
    reader.finish(into: &batch)
  }

  private init(point: MetricPoint) {
    self.point = point
  }

  private mutating func read(_ field: ProtoField, _ bytes: Span<UInt8>) {
    switch (field.number, field.wire) {
    case (1, .varint): point.distribution?.count = field.bits
    case (2, .fixed64):
      let count = count(Double(bitPattern: field.bits))
      point.distribution?.count = count
    case (3, .fixed64):
      sum = Double(bitPattern: field.bits)
      point.hasNoValue = field.bits == PrometheusHistogram.staleBits
    case (4, .varint): schema = field.zigzag
    case (5, .fixed64): point.distribution?.zeroThreshold = Double(bitPattern: field.bits)
    case (6, .varint): point.distribution?.zeroCount = field.bits
    case (7, .fixed64):
      let count = count(Double(bitPattern: field.bits))
      point.distribution?.zeroCount = count
    case (8, .bytes): readSpan(bytes, field.range) { $0.negative.spans.append($1) }
    case (9, _): forEachVarint(field, bytes) { $0.negative.add(difference: $1) }
    case (10, _): forEachDouble(field, bytes) { $0.negative.counts.append($1) }
    case (11, .bytes): readSpan(bytes, field.range) { $0.positive.spans.append($1) }
    case (12, _): forEachVarint(field, bytes) { $0.positive.add(difference: $1) }
    case (13, _): forEachDouble(field, bytes) { $0.positive.counts.append($1) }
    case (14, .varint): isGauge = field.bits == 3
    case (16, _): forEachDouble(field, bytes) { $0.bounds.append($1) }
    default: break
    }
  }

  // MARK: Parts

  private mutating func readSpan(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    _ add: (inout PrometheusHistogram, (offset: Int64, length: UInt64)) -> Void
  ) {
    guard positive.spans.count + negative.spans.count < 2 * DistributionRecord.bucketLimit else {
      return point.fault = "too many spans"
    }
    var (offset, length) = (Int64(0), UInt64(0))
    var span = ProtoMessage(range)
    while let part = span.next(bytes) {
      switch (part.number, part.wire) {
      case (1, .varint): offset = part.zigzag
      case (2, .varint): length = part.bits
      default: break
      }
    }
    if !span.isSound { point.fault = "damaged spans" }
    add(&self, (offset, length))
  }

  private mutating func forEachVarint(
    _ field: ProtoField,
    _ bytes: Span<UInt8>,
    _ body: (inout PrometheusHistogram, UInt64) -> Void
  ) {
    if field.wire == .varint { return body(&self, field.bits) }
    var offset = field.range.lowerBound
    let list = bytes.extracting(0..<field.range.upperBound)
    for _ in 0...2 * DistributionRecord.bucketLimit where offset < list.count {
      guard let bits = list.varint(&offset) else { return point.fault = "damaged buckets" }
      body(&self, bits)
    }
    if offset < list.count { point.fault = "too many buckets" }
  }

  private mutating func forEachDouble(
    _ field: ProtoField,
    _ bytes: Span<UInt8>,
    _ body: (inout PrometheusHistogram, Double) -> Void
  ) {
    if field.wire == .fixed64 { return body(&self, Double(bitPattern: field.bits)) }
    guard field.range.count <= 16 * DistributionRecord.bucketLimit else { return point.fault = "too many buckets" }
    var offset = field.range.lowerBound
    while offset + 8 <= field.range.upperBound {
      body(&self, Double(bitPattern: bytes.littleEndian64(offset)))
      offset += 8
    }
  }

  /// Returns a whole count: histograms of rules have parts of observations.
  private mutating func count(_ number: Double) -> UInt64 {
    guard let count = UInt64(exactly: number.rounded()) else {
      point.fault = "a count of \(number)"
      return 0
    }
    return count
  }

  // MARK: Together

  private mutating func finish(into batch: inout RecordBatch) {
    point.distribution?.sum = sum
    point.record.form = isGauge ? .level : .cumulative
    if schema == PrometheusHistogram.ownBounds {
      setOwnBounds(into: &batch)
    } else if let scale = Int32(exactly: schema) {
      point.distribution?.scale = scale
      let offset = addSide(positive, isNegative: false, into: &batch)
      let negativeOffset = addSide(negative, isNegative: true, into: &batch)
      point.distribution?.offset = offset
      point.distribution?.negativeOffset = negativeOffset
    } else {
      point.fault = "the schema \(schema)"
    }
    point.finish(into: &batch)
  }

  /// Adds a bucket for each number from the first to the last, gaps included; returns the number of the first.
  private mutating func addSide(_ side: Side, isNegative: Bool, into batch: inout RecordBatch) -> Int32 {
    let counts = dense(side)
    for number in counts {
      let count = count(number)
      point.add(count: count, isNegative: isNegative, to: &batch)
    }
    guard let first = side.spans.first, !counts.isEmpty else { return 0 }
    guard let offset = Int32(exactly: first.offset - 1) else {
      point.fault = "a bucket of the number \(first.offset)"
      return 0
    }
    return offset
  }

  /// Returns what is in each bucket from the first span on; those in a gap hold nothing.
  private mutating func dense(_ side: Side) -> [Double] {
    var dense: [Double] = []
    var place = 0
    for (number, span) in side.spans.enumerated() {
      let gap = number == 0 ? 0 : span.offset
      let size = UInt64(dense.count)
      guard gap >= 0, UInt64(gap) <= UInt64(DistributionRecord.bucketLimit),
        span.length <= UInt64(DistributionRecord.bucketLimit),
        size + UInt64(gap) + span.length <= UInt64(DistributionRecord.bucketLimit)
      else {
        point.fault = "too many buckets"
        return []
      }
      dense += [Double](repeating: 0, count: Int(gap))
      for _ in 0..<span.length {
        dense.append(place < side.counts.count ? side.counts[place] : 0)
        place += 1
      }
    }
    if place != side.counts.count { point.fault = "\(side.counts.count) counts for \(place) buckets" }
    return dense
  }

  /// Takes the bounds that are listed; the first bucket ends at the first of them, and one more has no end.
  private mutating func setOwnBounds(into batch: inout RecordBatch) {
    point.distribution?.layout = .explicit
    let first = positive.spans.first?.offset ?? 0
    guard 0...Int64(bounds.count) ~= first else { return point.fault = "a bucket of the number \(first)" }
    var counts = [Double](repeating: 0, count: Int(first)) + dense(positive)
    guard counts.count <= bounds.count + 1 else {
      return point.fault = "\(counts.count) buckets for \(bounds.count) bounds"
    }
    counts += [Double](repeating: 0, count: bounds.count + 1 - counts.count)
    for bound in bounds { point.add(number: bound, to: &batch) }
    for number in counts {
      let count = count(number)
      point.add(count: count, isNegative: false, to: &batch)
    }
  }
}
