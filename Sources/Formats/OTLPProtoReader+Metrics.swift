import Bytes

extension OTLPProtoReader {
  /// Reads the points of one metric, of whatever kind.
  func readMetric(
    _ place: inout Place,
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet
  ) {
    var metric = MetricRecord(line: place.number)
    metric.resource = place.resource
    metric.scope = place.scope
    var message = ProtoMessage(range)
    var data: ProtoField?
    var unit = RecordText.none
    while let field = message.next(bytes) {
      switch (field.number, field.wire) {
      case (1, .bytes): metric.name = text(place, bytes, field.range, into: &batch)
      case (3, .bytes): unit = text(place, bytes, field.range, into: &batch)
      case (5, .bytes), (7, .bytes), (9, .bytes), (10, .bytes), (11, .bytes): data = field
      default: break
      }
    }
    guard message.isSound else {
      return reject("a metric is damaged at byte \(message.offset)", place.number, into: &batch)
    }
    // A metric may come without any data.
    guard let data else { return }
    metric.name = MetricRows.name(metric.name, unit: unit, in: &batch)
    let layout: DistributionRecord.Layout? =
      switch data.number {
      case 9: .explicit
      case 10: .exponential
      case 11: .quantiles
      default: nil
      }
    metric.form = form(of: data, layout, bytes)
    forAll(1, in: bytes, data.range, place.number, into: &batch) { point, batch in
      batch.makeRoom(keeping: &metric.resource, outlet)
      readPoint(place, bytes, point, of: metric, layout, into: &batch)
    }
    place.resource = metric.resource
  }

  /// Reads how points go together, which may stand behind them.
  private func form(
    of data: ProtoField,
    _ layout: DistributionRecord.Layout?,
    _ bytes: Span<UInt8>
  ) -> MetricRecord.Form {
    guard data.number != 5 else { return .level }
    guard layout != .quantiles else { return .cumulative }
    var (temporality, isMonotonic) = (Int64(0), layout != nil)
    var message = ProtoMessage(data.range)
    while let field = message.next(bytes) {
      switch (field.number, field.wire) {
      case (2, .varint): temporality = Int64(truncatingIfNeeded: field.bits)
      case (3, .varint): isMonotonic = isMonotonic || field.bits != 0
      default: break
      }
    }
    return MetricRecord.Form(temporality: temporality, isMonotonic: isMonotonic)
  }

  private func readPoint(
    _ place: Place,
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    of metric: MetricRecord,
    _ layout: DistributionRecord.Layout?,
    into batch: inout RecordBatch
  ) {
    var point = MetricPoint(metric, layout, in: batch)
    var message = ProtoMessage(range)
    while let field = message.next(bytes) {
      switch (field.number, field.wire) {
      case (2, .fixed64): point.record.start = time(field.bits) ?? 0
      case (3, .fixed64): point.time = time(field.bits)
      default:
        switch layout {
        case nil: readNumber(field, bytes, of: &point)
        case .explicit?: readExplicit(field, bytes, of: &point, into: &batch)
        case .exponential?: readExponential(field, bytes, of: &point, into: &batch)
        case .quantiles?: readSummary(field, bytes, of: &point, into: &batch)
        }
      }
    }
    guard message.isSound else {
      point.takeBack(from: &batch)
      return reject("a metric point is damaged at byte \(message.offset)", place.number, into: &batch)
    }
    let attributes =
      switch layout {
      case nil, .quantiles?: 7
      case .explicit?: 9
      case .exponential?: 1
      }
    point.record.labels = readAttributes(attributes, place, bytes, range, into: &batch)
    point.finish(into: &batch)
  }

  // MARK: Kinds of points

  private func readNumber(_ field: ProtoField, _ bytes: Span<UInt8>, of point: inout MetricPoint) {
    switch (field.number, field.wire) {
    case (5, .bytes): readExemplar(bytes, field.range, of: &point)
    case (4, .fixed64): point.number = Double(bitPattern: field.bits)
    case (6, .fixed64): point.number = Double(Int64(bitPattern: field.bits))
    case (8, .varint): point.hasNoValue = field.bits & 1 == 1
    default: break
    }
  }

  /// Reads what an exemplar says of its span; one that is damaged names none, and the point stands without it.
  private func readExemplar(_ bytes: Span<UInt8>, _ range: Range<Int>, of point: inout MetricPoint) {
    var exemplar = MetricPoint.Exemplar()
    var message = ProtoMessage(range)
    while let field = message.next(bytes) {
      switch (field.number, field.wire) {
      case (2, .fixed64): exemplar.time = time(field.bits) ?? 0
      case (4, .bytes): exemplar.span = spanID(bytes, field.range) ?? 0
      case (5, .bytes): (exemplar.traceHigh, exemplar.traceLow) = traceID(bytes, field.range) ?? (0, 0)
      default: break
      }
    }
    if message.isSound { point.take(exemplar) }
  }

  private func readExplicit(
    _ field: ProtoField,
    _ bytes: Span<UInt8>,
    of point: inout MetricPoint,
    into batch: inout RecordBatch
  ) {
    switch (field.number, field.wire) {
    case (6, _): forEachWord(field, bytes) { point.add(count: $0, isNegative: false, to: &batch) }
    case (7, _): forEachWord(field, bytes) { point.add(number: Double(bitPattern: $0), to: &batch) }
    case (8, .bytes): readExemplar(bytes, field.range, of: &point)
    default: readTotals(field, flags: 10, minimum: 11, of: &point)
    }
  }

  private func readExponential(
    _ field: ProtoField,
    _ bytes: Span<UInt8>,
    of point: inout MetricPoint,
    into batch: inout RecordBatch
  ) {
    switch (field.number, field.wire) {
    case (6, .varint): point.distribution?.scale = Int32(truncatingIfNeeded: field.zigzag)
    case (7, .fixed64): point.distribution?.zeroCount = field.bits
    case (8, .bytes): readSide(field.range, isNegative: false, bytes, of: &point, into: &batch)
    case (9, .bytes): readSide(field.range, isNegative: true, bytes, of: &point, into: &batch)
    case (11, .bytes): readExemplar(bytes, field.range, of: &point)
    case (14, .fixed64): point.distribution?.zeroThreshold = Double(bitPattern: field.bits)
    default: readTotals(field, flags: 10, minimum: 12, of: &point)
    }
  }

  /// Reads the buckets above zero, or those below it.
  private func readSide(
    _ range: Range<Int>,
    isNegative: Bool,
    _ bytes: Span<UInt8>,
    of point: inout MetricPoint,
    into batch: inout RecordBatch
  ) {
    var side = ProtoMessage(range)
    while let part = side.next(bytes) {
      switch (part.number, part.wire) {
      case (1, .varint):
        let offset = Int32(truncatingIfNeeded: part.zigzag)
        if isNegative { point.distribution?.negativeOffset = offset } else { point.distribution?.offset = offset }
      case (2, .varint): point.add(count: part.bits, isNegative: isNegative, to: &batch)
      case (2, .bytes):
        var offset = part.range.lowerBound
        let list = bytes.extracting(0..<part.range.upperBound)
        while offset < list.count, point.fault == nil {
          guard let count = list.varint(&offset) else { return point.fault = "damaged buckets" }
          point.add(count: count, isNegative: isNegative, to: &batch)
        }
      default: break
      }
    }
    if !side.isSound { point.fault = "damaged buckets" }
  }

  private func readSummary(
    _ field: ProtoField,
    _ bytes: Span<UInt8>,
    of point: inout MetricPoint,
    into batch: inout RecordBatch
  ) {
    guard field.number == 6, field.wire == .bytes else { return readTotals(field, flags: 8, minimum: -1, of: &point) }
    var (quantile, number) = (0.0, 0.0)
    var message = ProtoMessage(field.range)
    while let part = message.next(bytes) {
      switch (part.number, part.wire) {
      case (1, .fixed64): quantile = Double(bitPattern: part.bits)
      case (2, .fixed64): number = Double(bitPattern: part.bits)
      default: break
      }
    }
    point.add(number: quantile, to: &batch)
    point.add(number: number, to: &batch)
  }

  /// Reads what all distributions have: the maximum stands behind the minimum.
  private func readTotals(_ field: ProtoField, flags: Int, minimum: Int, of point: inout MetricPoint) {
    switch (field.number, field.wire) {
    case (4, .fixed64): point.distribution?.count = field.bits
    case (5, .fixed64): point.distribution?.sum = Double(bitPattern: field.bits)
    case (flags, .varint): point.hasNoValue = field.bits & 1 == 1
    case (minimum, .fixed64): point.distribution?.minimum = Double(bitPattern: field.bits)
    case (minimum + 1, .fixed64) where minimum > 0: point.distribution?.maximum = Double(bitPattern: field.bits)
    default: break
    }
  }

  /// Calls the body with each word of a list, one by one or packed.
  private func forEachWord(_ field: ProtoField, _ bytes: Span<UInt8>, _ body: (UInt64) -> Void) {
    if field.wire == .fixed64 { return body(field.bits) }
    var offset = field.range.lowerBound
    while offset + 8 <= field.range.upperBound {
      body(bytes.littleEndian64(offset))
      offset += 8
    }
  }
}
