package import Bytes

extension Sighting: RecordCoded {
  package static let recordName = "sighting"

  package var json: JSONValue {
    func known(_ text: String) -> JSONValue? { text.isEmpty ? nil : .string(text) }
    return .fields([
      "source": .string(source),
      "service": known(service),
      "name": known(name),
      "time": .exact(time),
      "trace_high": trace.isNone ? nil : .exact(Int64(bitPattern: trace.high)),
      "trace_low": trace.isNone ? nil : .exact(Int64(bitPattern: trace.low)),
      "span": span == 0 ? nil : .exact(Int64(bitPattern: span)),
      "id": known(id),
    ])
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    func word(_ name: String) throws(RecordError) -> UInt64 {
      UInt64(bitPattern: try fields.optional(name)?.long() ?? 0)
    }
    source = try fields.value("source").text()
    service = try fields.optional("service")?.text() ?? ""
    name = try fields.optional("name")?.text() ?? ""
    time = try fields.value("time").long()
    trace = TraceID(high: try word("trace_high"), low: try word("trace_low"))
    span = try word("span")
    id = try fields.optional("id")?.text() ?? ""
  }
}
