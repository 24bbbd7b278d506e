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

  /// Reads one request.
  func read(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, into batch: inout RecordBatch) {
    line.forEachMember(of: index) { key, value in
      switch fields.name(of: bytes, line.source(key)) {
      case .resourceSpans: readResources(line, bytes, value, scopes: .scopeSpans, items: .spans, into: &batch)
      case .resourceLogs: readResources(line, bytes, value, scopes: .scopeLogs, items: .logRecords, into: &batch)
      case .resourceMetrics: readResources(line, bytes, value, scopes: .scopeMetrics, items: .metrics, into: &batch)
      case .resourceProfiles: batch.skips.add(.profiles, line.word(value).length)
      default: break
      }
    }
  }

  private func readResources(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    scopes: OTLPField,
    items: OTLPField,
    into batch: inout RecordBatch
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
      let range = readAttributes(line, bytes, attributes, into: &batch)
      batch.resources.append(ResourceRecord(attributes: range))
      guard lists >= 0 else { return }
      let place = Place(line: line, resource: Int32(truncatingIfNeeded: batch.resources.count - 1))
      line.forEachElement(of: lists) { readScope(place, bytes, $0, items: items, into: &batch) }
    }
  }

  private func readScope(
    _ place: Place,
    _ bytes: Span<UInt8>,
    _ index: Int,
    items: OTLPField,
    into batch: inout RecordBatch
  ) {
    var place = place
    var list = -1
    place.line.forEachMember(of: index) { key, value in
      switch fields.name(of: bytes, place.line.source(key)) {
      case .scope:
        guard let name = member(.name, of: value, place.line, bytes) else { break }
        place.scope = place.line.text(name, bytes, into: &batch)
      case let field where field == items: list = value
      default: break
      }
    }
    guard list >= 0 else { return }
    if items == .spans {
      place.line.forEachElement(of: list) { readSpan(place, bytes, $0, into: &batch) }
    } else if items == .metrics {
      place.line.forEachElement(of: list) { readMetric(place, bytes, $0, into: &batch) }
    } else {
      place.line.forEachElement(of: list) { readLog(place, bytes, $0, into: &batch) }
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
