import Bytes
import Domain
import Formats
import Watch

/// A store's secret: the bytes 0 to 31.
let secret = Array(UInt8(0)..<32)

/// Makes rows of a text, all in one batch.
func watch(
  _ text: String,
  as format: RecordFormat = .jsonLines,
  _ change: (inout WatchOptions) -> Void = { _ in }
) -> WatchedBatch {
  watch(Array(text.utf8), as: format, change)
}

/// Makes rows of bytes, all in one batch.
func watch(
  _ bytes: [UInt8],
  as format: RecordFormat,
  _ change: (inout WatchOptions) -> Void = { _ in }
) -> WatchedBatch {
  var options = WatchOptions(secret: secret)
  options.rowLimit = 1_000_000
  change(&options)
  var watcher = Watcher(options)
  watcher.take(read(bytes, as: format)) { _ in }
  return watcher.finish()
}

/// Reads a text as one format, all at once.
func read(_ text: String, as format: RecordFormat = .jsonLines) -> RecordBatch {
  read(Array(text.utf8), as: format)
}

/// Reads bytes as one format, all at once.
func read(_ bytes: [UInt8], as format: RecordFormat) -> RecordBatch {
  var batch = RecordBatch()
  var reader = RecordReader(format, latest: Timestamp(nanoseconds: 1_800_000_000_000_000_000))
  switch format.framing {
  case .lines:
    for (number, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      let line = Array(line)
      reader.read(line.span, line: number + 1, into: &batch)
    }
    reader.finish(into: &batch)
  case .whole: reader.read(bytes.span, into: &batch)
  case .pieces:
    reader.push(bytes.span, into: &batch)
    reader.finish(into: &batch)
  }
  return batch
}

extension WatchedBatch {
  /// The rows of one kind.
  func rows(_ kind: SignalKind) -> [SignalRow] { batch.rows.filter { $0.kind == kind } }

  /// The texts of a row, in the order of its columns.
  func texts(_ row: SignalRow) -> [String] {
    [row.source, row.service, row.environment, row.release, row.name, row.surface].map { batch.text($0) }
  }

  /// Every text that would be stored or shown.
  var allTexts: [String] {
    batch.texts.texts + batch.evidence.flatMap { [$0.text, $0.origin] }
      + candidates.flatMap { [$0.errorType, $0.message, $0.stack, $0.service, $0.surface, $0.text] }
      + rejects.listed.flatMap { [$0.reason, $0.expected] } + commits.values
      + commits.keys.flatMap { [$0.service, $0.environment, $0.release] }
  }
}

/// One attribute.
func attribute(_ key: String, _ value: String) -> String { #"{"key":"\#(key)","value":{"stringValue":"\#(value)"}}"# }

/// A request with spans, of a service unless other attributes of the resource are given.
func request(_ spans: String..., resource: String = attribute("service.name", "shop")) -> String {
  let spans = spans.joined(separator: ",")
  return #"{"resourceSpans":[{"resource":{"attributes":[\#(resource)]},"scopeSpans":[{"spans":[\#(spans)]}]}]}"#
}

/// A span of a trace that lasts a quarter of a second, with further members.
func span(
  _ id: Int,
  parent: Int = 0,
  _ name: String = "work",
  kind: Int = 1,
  with members: String = "",
  attributes: String...
) -> String {
  let trace = "0102030405060708090a0b0c0d0e0f10"
  let hex = { (id: Int) in String((String(repeating: "0", count: 16) + String(id, radix: 16)).suffix(16)) }
  return #"""
    {"traceId":"\#(trace)","spanId":"\#(hex(id))","parentSpanId":"\#(hex(parent))","name":"\#(name)","kind":\#(kind),\#
    "startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000250000000",\#
    "attributes":[\#(attributes.joined(separator: ","))]\#(members.isEmpty ? "" : "," + members)}
    """#
}

/// The member of a span that holds one exception.
func exception(_ type: String, _ message: String, _ stack: String = "") -> String {
  let attributes = [
    attribute("exception.type", type), attribute("exception.message", message),
    attribute("exception.stacktrace", stack),
  ]
  return #"""
    "events":[{"name":"exception","timeUnixNano":"1700000000100000000","attributes":[\#(attributes.joined(separator: ","))]}]
    """#
}

/// A request with one log record.
func request(log members: String, resource: String = attribute("service.name", "shop")) -> String {
  #"""
  {"resourceLogs":[{"resource":{"attributes":[\#(resource)]},"scopeLogs":[{"scope":{"name":"jobs"},\#
  "logRecords":[{"timeUnixNano":"1700000000100000000",\#(members)}]}]}]}
  """#
}
