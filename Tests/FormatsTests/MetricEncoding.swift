import Bytes

extension OTLPEncoding {
  /// Encodes a request of metrics; field numbers of opentelemetry-proto 1.x.
  static func metrics(_ json: String, isPacked: Bool = true) throws -> [UInt8] {
    var writer = ProtoWriter()
    for entry in try JSONDocument(Array(json.utf8)).root["resourceMetrics"]?.elements ?? [] {
      writer.message(1) { resource in
        resource.message(1) { attributes(1, entry["resource"]?["attributes"], to: &$0) }
        for scope in entry["scopeMetrics"]?.elements ?? [] {
          resource.message(2) { writer in
            writer.message(1) { $0.text(1, scope["scope"]?["name"]?.string) }
            for metric in scope["metrics"]?.elements ?? [] {
              writer.message(2) { MetricEncoding(isPacked: isPacked).metric(metric, to: &$0) }
            }
          }
        }
      }
    }
    return writer.bytes
  }
}

/// Writes metrics as protobuf, lists packed or one by one.
private struct MetricEncoding {
  let isPacked: Bool

  private static let kinds = [
    ("gauge", 5), ("sum", 7), ("histogram", 9), ("exponentialHistogram", 10), ("summary", 11),
  ]

  func metric(_ metric: JSONNode, to writer: inout ProtoWriter) {
    writer.text(1, metric["name"]?.string)
    writer.text(3, metric["unit"]?.string)
    for (name, number) in MetricEncoding.kinds {
      guard let data = metric[name] else { continue }
      writer.message(number) { writer in
        for point in data["dataPoints"]?.elements ?? [] {
          writer.message(1) { self.point(point, number, to: &$0) }
        }
        if let temporality = data["aggregationTemporality"]?.integer { writer.varint(2, UInt64(temporality)) }
        if let isMonotonic = data["isMonotonic"]?.bool { writer.varint(3, isMonotonic ? 1 : 0) }
      }
    }
  }

  private func point(_ point: JSONNode, _ kind: Int, to writer: inout ProtoWriter) {
    OTLPEncoding.attributes(kind == 9 ? 9 : kind == 10 ? 1 : 7, point["attributes"], to: &writer)
    word(2, point["startTimeUnixNano"], to: &writer)
    word(3, point["timeUnixNano"], to: &writer)
    let flags = kind == 5 || kind == 7 || kind == 11 ? 8 : 10
    if let value = point["flags"]?.integer { writer.varint(flags, UInt64(value)) }
    for exemplar in point["exemplars"]?.elements ?? [] {
      writer.message(kind == 9 ? 8 : kind == 10 ? 11 : 5) { writer in
        word(2, exemplar["timeUnixNano"], to: &writer)
        double(3, exemplar["asDouble"], to: &writer)
        if let id = exemplar["spanId"]?.string.flatMap(Hex.bytes) { writer.bytes(4, id) }
        if let id = exemplar["traceId"]?.string.flatMap(Hex.bytes) { writer.bytes(5, id) }
      }
    }
    double(4, point["asDouble"], to: &writer)
    if let digits = point["asInt"]?.string, let number = Int64(digits) {
      writer.fixed64(6, UInt64(bitPattern: number))
    }
    guard kind >= 9 else { return }
    word(4, point["count"], to: &writer)
    double(5, point["sum"], to: &writer)
    switch kind {
    case 9:
      words(6, point["bucketCounts"]?.elements.compactMap { $0.string.flatMap(UInt64.init) } ?? [], to: &writer)
      words(7, point["explicitBounds"]?.elements.compactMap { $0.number?.bitPattern } ?? [], to: &writer)
      double(11, point["min"], to: &writer)
      double(12, point["max"], to: &writer)
    case 10: exponential(point, to: &writer)
    default:
      for quantile in point["quantileValues"]?.elements ?? [] {
        writer.message(6) { writer in
          double(1, quantile["quantile"], to: &writer)
          double(2, quantile["value"], to: &writer)
        }
      }
    }
  }

  private func exponential(_ point: JSONNode, to writer: inout ProtoWriter) {
    if let scale = point["scale"]?.integer { writer.varint(6, zigzag(scale)) }
    word(7, point["zeroCount"], to: &writer)
    for (name, number) in [("positive", 8), ("negative", 9)] {
      guard let side = point[name] else { continue }
      writer.message(number) { writer in
        if let offset = side["offset"]?.integer { writer.varint(1, zigzag(offset)) }
        let counts = side["bucketCounts"]?.elements.compactMap { $0.string.flatMap(UInt64.init) } ?? []
        if isPacked {
          var list: [UInt8] = []
          for count in counts { list.appendVarint(count) }
          writer.bytes(2, list)
        } else {
          for count in counts { writer.varint(2, count) }
        }
      }
    }
    double(12, point["min"], to: &writer)
    double(13, point["max"], to: &writer)
    double(14, point["zeroThreshold"], to: &writer)
  }

  private func word(_ number: Int, _ digits: JSONNode?, to writer: inout ProtoWriter) {
    if let word = digits?.string.flatMap(UInt64.init) { writer.fixed64(number, word) }
  }

  private func double(_ number: Int, _ value: JSONNode?, to writer: inout ProtoWriter) {
    if let value = value?.number ?? value?.string.flatMap(Double.init) { writer.fixed64(number, value.bitPattern) }
  }

  private func words(_ number: Int, _ words: [UInt64], to writer: inout ProtoWriter) {
    guard isPacked else { return words.forEach { writer.fixed64(number, $0) } }
    var list: [UInt8] = []
    for word in words { list.appendLittleEndian(word) }
    writer.bytes(number, list)
  }

  private func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }
}

/// A request with metrics of one scope.
func request(metrics: String..., resource: String = "") -> String {
  #"""
  {"resourceMetrics":[{"resource":{"attributes":[\#(resource)]},"scopeMetrics":[{"scope":{"name":"lib"},\#
  "metrics":[\#(metrics.joined(separator: ","))]}]}]}
  """#
}

/// The members without which a point is none.
let pointTime = #""startTimeUnixNano":"1700000000000000000","timeUnixNano":"1700000060000000000""#
