import Bytes

extension OTLPReader {
  /// Reads the points of one metric, of whatever kind.
  func readMetric(
    _ place: inout Place,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet
  ) {
    let line = place.line
    guard line.isObject(index) else {
      return reject(place, index, "a metric is \(line.shown(index, bytes))", "an object", into: &batch)
    }
    var metric = MetricRecord(line: line.lineNumber(of: index))
    metric.resource = place.resource
    metric.scope = place.scope
    var data: (kind: MetricField, index: Int)?
    var unit = RecordText.none
    line.forEachMember(of: index) { key, value in
      let field = metricFields.name(of: bytes, line.source(key))
      switch field {
      case .name: metric.name = line.text(value, bytes, into: &batch)
      case .unit: unit = line.text(value, bytes, into: &batch)
      case .gauge, .sum, .histogram, .exponentialHistogram, .summary: data = (field, value)
      default: break
      }
    }
    // A metric may come without any data.
    guard let data else { return }
    metric.name = MetricRows.name(metric.name, unit: unit, in: &batch)
    var points = -1
    var (temporality, isMonotonic) = (Int64(0), false)
    line.forEachMember(of: data.index) { key, value in
      switch metricFields.name(of: bytes, line.source(key)) {
      case .dataPoints: points = value
      case .temporality: temporality = readTemporality(line, bytes, value)
      case .isMonotonic: isMonotonic = line.isTrue(value, bytes)
      default: break
      }
    }
    guard points >= 0 else { return }
    let layout: DistributionRecord.Layout? =
      switch data.kind {
      case .histogram: .explicit
      case .exponentialHistogram: .exponential
      case .summary: .quantiles
      default: nil
      }
    metric.form = MetricRecord.Form(
      temporality: data.kind == .gauge ? 0 : data.kind == .summary ? 2 : temporality,
      isMonotonic: isMonotonic || layout != nil
    )
    line.forEachElement(of: points) { point in
      batch.makeRoom(keeping: &metric.resource, outlet)
      readPoint(place, bytes, point, of: metric, layout, into: &batch)
    }
    place.resource = metric.resource
  }

  private func readPoint(
    _ place: Place,
    _ bytes: Span<UInt8>,
    _ index: Int,
    of metric: MetricRecord,
    _ layout: DistributionRecord.Layout?,
    into batch: inout RecordBatch
  ) {
    let line = place.line
    guard line.isObject(index) else {
      return reject(place, index, "a metric point is \(line.shown(index, bytes))", "an object", into: &batch)
    }
    var point = MetricPoint(metric, layout, in: batch)
    point.record.line = line.lineNumber(of: index)
    var attributes = -1
    line.forEachMember(of: index) { key, value in
      let field = metricFields.name(of: bytes, line.source(key))
      switch field {
      case .attributes: attributes = value
      case .start: point.record.start = line.time(value, bytes) ?? 0
      case .time: point.time = line.time(value, bytes)
      case .asDouble: point.number = line.number(value, bytes)
      case .asInt: point.number = line.integer(value, bytes).map { Double($0) }
      case .flags: point.hasNoValue = (line.integer(value, bytes) ?? 0) & 1 == 1
      case .exemplars: line.forEachElement(of: value) { readExemplar(line, bytes, $0, of: &point) }
      default: if layout != nil { readDistribution(field, line, bytes, value, of: &point, into: &batch) }
      }
    }
    point.record.labels = readAttributes(line, bytes, attributes, into: &batch)
    point.finish(into: &batch)
  }

  private func readExemplar(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, of point: inout MetricPoint) {
    var exemplar = MetricPoint.Exemplar()
    line.forEachMember(of: index) { key, value in
      switch metricFields.name(of: bytes, line.source(key)) {
      case .time: exemplar.time = line.time(value, bytes) ?? 0
      case .traceID: (exemplar.traceHigh, exemplar.traceLow) = traceID(line, bytes, value) ?? (0, 0)
      case .spanID: exemplar.span = spanID(line, bytes, value) ?? 0
      default: break
      }
    }
    point.take(exemplar)
  }

  private func readDistribution(
    _ field: MetricField,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    of point: inout MetricPoint,
    into batch: inout RecordBatch
  ) {
    switch field {
    case .count: point.distribution?.count = line.count(index, bytes)
    case .sum: point.distribution?.sum = line.number(index, bytes) ?? .nan
    case .minimum: point.distribution?.minimum = line.number(index, bytes) ?? .nan
    case .maximum: point.distribution?.maximum = line.number(index, bytes) ?? .nan
    case .bucketCounts: readCounts(line, bytes, index, isNegative: false, of: &point, into: &batch)
    case .explicitBounds:
      line.forEachElement(of: index) { point.add(number: line.number($0, bytes) ?? .nan, to: &batch) }
    case .scale: point.distribution?.scale = line.integer(index, bytes).map { Int32(clamping: $0) } ?? 0
    case .zeroCount: point.distribution?.zeroCount = line.count(index, bytes)
    case .zeroThreshold: point.distribution?.zeroThreshold = line.number(index, bytes) ?? 0
    case .positive, .negative:
      let isNegative = field == .negative
      line.forEachMember(of: index) { key, value in
        switch metricFields.name(of: bytes, line.source(key)) {
        case .offset:
          let offset = line.integer(value, bytes).map { Int32(clamping: $0) } ?? 0
          if isNegative { point.distribution?.negativeOffset = offset } else { point.distribution?.offset = offset }
        case .bucketCounts: readCounts(line, bytes, value, isNegative: isNegative, of: &point, into: &batch)
        default: break
        }
      }
    case .quantileValues:
      line.forEachElement(of: index) { readQuantile(line, bytes, $0, of: &point, into: &batch) }
    default: break
    }
  }

  private func readCounts(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    isNegative: Bool,
    of point: inout MetricPoint,
    into batch: inout RecordBatch
  ) {
    line.forEachElement(of: index) {
      point.add(count: line.count($0, bytes), isNegative: isNegative, to: &batch)
    }
  }

  private func readQuantile(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    of point: inout MetricPoint,
    into batch: inout RecordBatch
  ) {
    var (quantile, number) = (0.0, 0.0)
    line.forEachMember(of: index) { key, value in
      switch metricFields.name(of: bytes, line.source(key)) {
      case .quantile: quantile = line.number(value, bytes) ?? 0
      case .value: number = line.number(value, bytes) ?? 0
      default: break
      }
    }
    point.add(number: quantile, to: &batch)
    point.add(number: number, to: &batch)
  }

  private func readTemporality(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> Int64 {
    if let number = line.integer(index, bytes) { return number }
    return switch line.folded(index, bytes).split(separator: "_").last {
    case "delta"?: 1
    case "cumulative"?: 2
    default: 0
    }
  }
}

extension MetricRecord.Form {
  /// Takes OTLP's number; a sum that may fall is a level, and so is one of which nobody said how it adds up.
  init(temporality: Int64, isMonotonic: Bool) {
    switch temporality {
    case 1: self = .delta
    case 2: self = isMonotonic ? .cumulative : .level
    default: self = .level
    }
  }
}

extension JSONLine {
  /// Returns a count of 64 bits, a number or a string of digits; 0 for anything else.
  fileprivate func count(_ index: Int, _ bytes: Span<UInt8>) -> UInt64 {
    if let number = integer(index, bytes) { return UInt64(clamping: number) }
    let word = word(index)
    guard word.isPlainString, word.length <= 20 else { return 0 }
    return UInt64(String(copying: bytes, source(word))) ?? 0
  }

  fileprivate func isTrue(_ index: Int, _ bytes: Span<UInt8>) -> Bool {
    switch kind(index) {
    case .true: true
    case .string: folded(index, bytes) == "true"
    case .null, .false, .integer, .decimal, .escapedString, .array, .object: false
    }
  }
}
