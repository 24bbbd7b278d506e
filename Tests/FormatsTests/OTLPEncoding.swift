import Bytes

/// Writes protobuf messages, for tests alone: https://protobuf.dev/programming-guides/encoding/.
struct ProtoWriter {
  private(set) var bytes: [UInt8] = []

  mutating func varint(_ number: Int, _ value: UInt64) {
    bytes.appendVarint(UInt64(number) << 3)
    bytes.appendVarint(value)
  }

  mutating func fixed64(_ number: Int, _ value: UInt64) {
    bytes.appendVarint(UInt64(number) << 3 | 1)
    bytes.appendLittleEndian(value)
  }

  mutating func fixed32(_ number: Int, _ value: UInt64) {
    bytes.appendVarint(UInt64(number) << 3 | 5)
    bytes.appendLittleEndian(value, bytes: 4)
  }

  mutating func bytes(_ number: Int, _ content: [UInt8]) {
    bytes.appendVarint(UInt64(number) << 3 | 2)
    bytes.appendVarint(UInt64(content.count))
    bytes += content
  }

  mutating func text(_ number: Int, _ text: String?) {
    if let text { bytes(number, Array(text.utf8)) }
  }

  mutating func message(_ number: Int, _ body: (inout ProtoWriter) -> Void) {
    var inner = ProtoWriter()
    body(&inner)
    bytes(number, inner.bytes)
  }
}

/// Writes what a request in OTLP's JSON mapping says as protobuf; field numbers of opentelemetry-proto 1.x.
enum OTLPEncoding {
  /// Encodes a request of spans or log records.
  static func request(_ json: String) throws -> [UInt8] {
    let root = try JSONDocument(Array(json.utf8)).root
    let isTraces = root["resourceSpans"] != nil
    var writer = ProtoWriter()
    for entry in root[isTraces ? "resourceSpans" : "resourceLogs"]?.elements ?? [] {
      writer.message(1) { resource in
        resource.message(1) { attributes(1, entry["resource"]?["attributes"], to: &$0) }
        for scope in entry[isTraces ? "scopeSpans" : "scopeLogs"]?.elements ?? [] {
          resource.message(2) { writer in
            writer.message(1) { $0.text(1, scope["scope"]?["name"]?.string) }
            for record in scope[isTraces ? "spans" : "logRecords"]?.elements ?? [] {
              writer.message(2) { isTraces ? span(record, to: &$0) : log(record, to: &$0) }
            }
          }
        }
      }
    }
    return writer.bytes
  }

  private static func span(_ span: JSONNode, to writer: inout ProtoWriter) {
    id(1, span["traceId"], to: &writer)
    id(2, span["spanId"], to: &writer)
    id(4, span["parentSpanId"], to: &writer)
    writer.text(5, span["name"]?.string)
    if let kind = span["kind"]?.integer { writer.varint(6, UInt64(kind)) }
    time(7, span["startTimeUnixNano"], to: &writer)
    time(8, span["endTimeUnixNano"], to: &writer)
    attributes(9, span["attributes"], to: &writer)
    for event in span["events"]?.elements ?? [] {
      writer.message(11) { writer in
        time(1, event["timeUnixNano"], to: &writer)
        writer.text(2, event["name"]?.string)
        attributes(3, event["attributes"], to: &writer)
      }
    }
    if let status = span["status"] {
      writer.message(15) { writer in
        writer.text(2, status["message"]?.string)
        if let code = status["code"]?.integer { writer.varint(3, UInt64(code)) }
      }
    }
    // What no reader here knows is passed over.
    writer.fixed32(16, 257)
    writer.varint(99, 1 << 63)
  }

  private static func log(_ log: JSONNode, to writer: inout ProtoWriter) {
    time(1, log["timeUnixNano"], to: &writer)
    if let severity = log["severityNumber"]?.integer { writer.varint(2, UInt64(severity)) }
    writer.text(3, log["severityText"]?.string)
    if let body = log["body"] { writer.message(5) { value(body, to: &$0) } }
    attributes(6, log["attributes"], to: &writer)
    id(9, log["traceId"], to: &writer)
    id(10, log["spanId"], to: &writer)
    time(11, log["observedTimeUnixNano"], to: &writer)
    writer.text(12, log["eventName"]?.string)
  }

  static func attributes(_ number: Int, _ list: JSONNode?, to writer: inout ProtoWriter) {
    for attribute in list?.elements ?? [] {
      writer.message(number) { writer in
        writer.text(1, attribute["key"]?.string)
        if let content = attribute["value"] { writer.message(2) { value(content, to: &$0) } }
      }
    }
  }

  private static func value(_ value: JSONNode, to writer: inout ProtoWriter) {
    writer.text(1, value["stringValue"]?.string)
    if let bool = value["boolValue"]?.bool { writer.varint(2, bool ? 1 : 0) }
    if let digits = value["intValue"]?.string, let number = Int64(digits) {
      writer.varint(3, UInt64(bitPattern: number))
    }
    if let number = value["doubleValue"]?.number { writer.fixed64(4, number.bitPattern) }
    for (name, field) in [("arrayValue", 5), ("kvlistValue", 6)] {
      guard let list = value[name]?["values"] else { continue }
      writer.message(field) { writer in
        if field == 6 { return attributes(1, list, to: &writer) }
        for element in list.elements { writer.message(1) { OTLPEncoding.value(element, to: &$0) } }
      }
    }
    // fine because a test's own text is base 64
    if let text = value["bytesValue"]?.string { writer.bytes(7, (try? Base64.standard.decode(text)) ?? []) }
  }

  private static func id(_ number: Int, _ id: JSONNode?, to writer: inout ProtoWriter) {
    if let text = id?.string { writer.bytes(number, Hex.bytes(text) ?? []) }
  }

  private static func time(_ number: Int, _ time: JSONNode?, to writer: inout ProtoWriter) {
    if let digits = time?.string, let nanoseconds = UInt64(digits) { writer.fixed64(number, nanoseconds) }
  }
}
