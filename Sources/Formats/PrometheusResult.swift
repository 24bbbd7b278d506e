import Bytes

/// Reads the answers of Prometheus's query API: https://prometheus.io/docs/prometheus/latest/querying/api/.
enum PrometheusResult {
  private enum Member: Sendable {
    case unknown, status, data, error, errorType, resultType, result
    case metric, value, values, histogram, histograms, name, count, sum, buckets
  }

  private static let members = NameTable<Member>(
    [
      ("status", .status), ("data", .data), ("error", .error), ("errorType", .errorType), ("resultType", .resultType),
      ("result", .result), ("metric", .metric), ("value", .value), ("values", .values), ("histogram", .histogram),
      ("histograms", .histograms), ("__name__", .name), ("count", .count), ("sum", .sum), ("buckets", .buckets),
    ],
    unknown: .unknown
  )

  /// Reads an answer; false for an object that is none.
  ///
  /// A series without a name takes that of the query.
  static func read(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    query: String,
    into batch: inout RecordBatch
  ) -> Bool {
    var (data, error, hasStatus, hasError) = (-1, -1, false, false)
    line.forEachMember(of: index) { key, value in
      switch members.name(of: bytes, line.source(key)) {
      case .status: hasStatus = line.word(value).isString
      case .data: data = line.isObject(value) ? value : -1
      case .errorType: error = value
      case .error: hasError = true
      default: break
      }
    }
    if hasStatus, error >= 0, hasError {
      reject("a query has failed: \(line.shown(error, bytes))", "the answer of a query", line, index, &batch)
      return true
    }
    guard hasStatus, data >= 0 else { return false }
    var (type, result) = (-1, -1)
    line.forEachMember(of: data) { key, value in
      switch members.name(of: bytes, line.source(key)) {
      case .resultType: type = value
      case .result: result = value
      default: break
      }
    }
    guard type >= 0, result >= 0 else { return false }
    switch line.folded(type, bytes) {
    case "matrix", "vector": line.forEachElement(of: result) { readSeries(line, bytes, $0, query, into: &batch) }
    case "scalar": readScalar(line, bytes, result, query, into: &batch)
    default:
      reject("a query's result is \(line.shown(type, bytes))", "a matrix, a vector or a scalar", line, index, &batch)
    }
    return true
  }

  private static func readSeries(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    _ query: String,
    into batch: inout RecordBatch
  ) {
    var metric = MetricRecord(line: line.lineNumber(of: index))
    metric.source = .prometheus
    let first = batch.attributes.count
    var (value, values, histogram, histograms) = (-1, -1, -1, -1)
    line.forEachMember(of: index) { key, member in
      switch members.name(of: bytes, line.source(key)) {
      case .metric: readLabels(line, bytes, member, of: &metric, into: &batch)
      case .value: value = member
      case .values: values = member
      case .histogram: histogram = member
      case .histograms: histograms = member
      default: break
      }
    }
    metric.labels = Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
    // What a query computes is a state, whatever it is called.
    let isComputed = metric.name.isEmpty
    if isComputed {
      metric.name = batch.text(query)
    } else {
      metric.form = PrometheusTypes.form(of: batch.string(metric.name), nil)
    }
    if value >= 0 { readSample(line, bytes, value, of: metric, into: &batch) }
    if values >= 0 { line.forEachElement(of: values) { readSample(line, bytes, $0, of: metric, into: &batch) } }
    if !isComputed { metric.form = .cumulative }
    if histogram >= 0 { readHistogram(line, bytes, histogram, of: metric, into: &batch) }
    if histograms >= 0 {
      line.forEachElement(of: histograms) { readHistogram(line, bytes, $0, of: metric, into: &batch) }
    }
  }

  /// Reads a pair of a time in seconds and a native histogram, whose buckets name both their ends.
  private static func readHistogram(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    of metric: MetricRecord,
    into batch: inout RecordBatch
  ) {
    var parts: [Int] = []
    line.forEachElement(of: index) { if parts.count < 3 { parts.append($0) } }
    guard parts.count == 2, let time = line.time(parts[0], bytes), line.isObject(parts[1]) else {
      return reject("a histogram of a query is none", "a time in seconds and an object", line, index, &batch)
    }
    var metric = metric
    if metric.name.isEmpty { metric.name = batch.add("histogram".utf8Span.span) }
    var point = MetricPoint(metric, .explicit, in: batch)
    point.time = time
    var buckets = BucketEnds()
    line.forEachMember(of: parts[1]) { key, value in
      switch members.name(of: bytes, line.source(key)) {
      case .count: point.distribution?.count = line.number(value, bytes).flatMap(BucketEnds.count) ?? 0
      case .sum: point.distribution?.sum = line.number(value, bytes) ?? .nan
      case .buckets where line.isArray(value):
        line.forEachElement(of: value) { bucket in
          var numbers: [Double] = []
          line.forEachElement(of: bucket) { if numbers.count < 4 { numbers.append(line.number($0, bytes) ?? .nan) } }
          buckets.add(numbers)
        }
      default: break
      }
    }
    if buckets.isSound {
      for edge in buckets.edges { point.add(number: edge, to: &batch) }
      for count in buckets.allCounts { point.add(count: count, isNegative: false, to: &batch) }
    } else {
      point.fault = "buckets that do not ascend"
    }
    point.finish(into: &batch)
  }

  private static func readLabels(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    of metric: inout MetricRecord,
    into batch: inout RecordBatch
  ) {
    let first = batch.attributes.count
    line.forEachMember(of: index) { key, value in
      if members.name(of: bytes, line.source(key)) == .name {
        metric.name = line.text(value, bytes, into: &batch)
      } else {
        // A member's key is the word before its value.
        let key = line.text(value &- 1, bytes, into: &batch)
        batch.addLabel(key, line.text(value, bytes, into: &batch), first: first)
      }
    }
  }

  private static func readScalar(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    _ query: String,
    into batch: inout RecordBatch
  ) {
    var metric = MetricRecord(line: line.lineNumber(of: index))
    metric.source = .prometheus
    metric.name = batch.text(query.isEmpty ? "scalar" : query)
    readSample(line, bytes, index, of: metric, into: &batch)
  }

  /// Reads a pair of a time in seconds and a number in quotes.
  private static func readSample(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    of metric: MetricRecord,
    into batch: inout RecordBatch
  ) {
    var metric = metric
    var parts: [Int] = []
    line.forEachElement(of: index) { if parts.count < 3 { parts.append($0) } }
    guard parts.count == 2, let time = line.time(parts[0], bytes), let value = line.number(parts[1], bytes) else {
      return reject("a sample of a query is none", "a time in seconds and a number in quotes", line, index, &batch)
    }
    guard !value.isNaN else { return batch.skips.add(.missingValues) }
    (metric.time, metric.value) = (time, value)
    batch.metrics.append(metric)
  }

  private static func reject(
    _ reason: String,
    _ expected: String,
    _ line: JSONLine,
    _ index: Int,
    _ batch: inout RecordBatch
  ) {
    batch.rejects.add(Reject(line: line.lineNumber(of: index), reason: reason, expected: expected))
  }
}
