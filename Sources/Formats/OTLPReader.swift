import Bytes

/// Reads requests of OTLP's JSON mapping: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding.
///
/// Takes what the Collector's file exporter writes, and what people write by hand: numbers or strings of digits, names
/// in snake case, the names of enum values, ids in either case, plain values instead of typed ones.
struct OTLPReader: Sendable {
  let fields = OTLPField.table
  let names = AttributeName.table
  let metricFields = MetricField.table

  /// Where in a request one is.
  struct Place {
    let line: JSONLine
    /// The resource in the batch.
    var resource: Int32
    var scope = RecordText.none
  }

  /// Reports whether an object has a member that only OTLP requests have.
  func recognises(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> Bool {
    var isRequest = false
    line.forEachMember(of: index) { key, value in
      switch fields.name(of: bytes, line.source(key)) {
      case .resourceSpans, .resourceLogs, .resourceMetrics, .resourceProfiles:
        isRequest = isRequest || line.isArray(value) || line.isNull(value)
      default: break
      }
    }
    return isRequest
  }

  /// Reads one request; what fills the batch goes out in the midst of it.
  func read(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet
  ) {
    line.forEachMember(of: index) { key, value in
      switch fields.name(of: bytes, line.source(key)) {
      case .resourceSpans: readResources(line, bytes, value, .scopeSpans, .spans, into: &batch, outlet)
      case .resourceLogs: readResources(line, bytes, value, .scopeLogs, .logRecords, into: &batch, outlet)
      case .resourceMetrics: readResources(line, bytes, value, .scopeMetrics, .metrics, into: &batch, outlet)
      case .resourceProfiles: batch.skips.add(.profiles, line.word(value).length)
      default: break
      }
    }
  }

  private func readResources(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    _ scopes: OTLPField,
    _ items: OTLPField,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet
  ) {
    line.forEachElement(of: index) { entry in
      var attributes = -1
      var lists = -1
      // The resource may stand behind what it holds for.
      line.forEachMember(of: entry) { key, value in
        switch fields.name(of: bytes, line.source(key)) {
        case .resource: attributes = member(.attributes, of: value, line, bytes) ?? -1
        case let field where field == scopes: lists = value
        default: break
        }
      }
      guard lists >= 0 else { return }
      let range = readAttributes(line, bytes, attributes, into: &batch)
      batch.resources.append(ResourceRecord(attributes: range))
      var place = Place(line: line, resource: Int32(truncatingIfNeeded: batch.resources.count - 1))
      let (known, handedOn) = (batch.count, batch.handedOn)
      line.forEachElement(of: lists) { readScope(&place, bytes, $0, items, into: &batch, outlet) }
      // One without records is two bytes: keeping it would multiply them.
      if batch.count == known, batch.handedOn == handedOn {
        batch.forgetResource(attributesFrom: Int(range.lowerBound))
      }
    }
  }

  private func readScope(
    _ place: inout Place,
    _ bytes: Span<UInt8>,
    _ index: Int,
    _ items: OTLPField,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet
  ) {
    place.scope = .none
    var (name, list) = (-1, -1)
    let line = place.line
    line.forEachMember(of: index) { key, value in
      switch fields.name(of: bytes, line.source(key)) {
      case .scope: name = member(.name, of: value, line, bytes) ?? name
      case let field where field == items: list = value
      default: break
      }
    }
    guard list >= 0 else { return }
    if name >= 0 { place.scope = line.text(name, bytes, into: &batch) }
    line.forEachElement(of: list) { record in
      batch.makeRoom(keeping: &place.resource, outlet)
      switch items {
      case .spans: readSpan(place, bytes, record, into: &batch)
      case .metrics: readMetric(&place, bytes, record, into: &batch, outlet)
      default: readLog(place, bytes, record, into: &batch)
      }
    }
  }

  /// Returns the place of a member's value; nil where there is none, the last where there are several.
  func member(_ field: OTLPField, of index: Int, _ line: JSONLine, _ bytes: Span<UInt8>) -> Int? {
    var found: Int?
    line.forEachMember(of: index) { key, value in
      if fields.name(of: bytes, line.source(key)) == field { found = value }
    }
    return found
  }
}
