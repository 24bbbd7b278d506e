import Bytes
import Formats

/// Reads a text as one format, all at once.
func read(_ text: String, as format: RecordFormat = .jsonLines) -> RecordBatch {
  read(Array(text.utf8), as: format)
}

/// Reads bytes as one format, all at once.
func read(_ bytes: [UInt8], as format: RecordFormat = .jsonLines) -> RecordBatch {
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

extension RecordBatch {
  /// An attribute's key and value as a test can compare them.
  func shown(_ range: Range<Int32>) -> [String] {
    range.map { index in
      let attribute = attributes[Int(index)]
      return "\(string(attribute.key))=\(shown(attribute.value))"
    }
  }

  func shown(_ value: AttributeValue) -> String {
    switch value {
    case .none: "none"
    case .text(let text): "'\(string(text))'"
    case .bool(let bool): "\(bool)"
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .json(let text): "json \(string(text))"
    }
  }
}

/// A request with one span, whose members are given.
func request(span members: String, resource: String = "") -> String {
  #"{"resourceSpans":[{"resource":{"attributes":[\#(resource)]},"scopeSpans":[{"spans":[{\#(members)}]}]}]}"#
}

/// A request with one log record, whose members are given.
func request(log members: String) -> String {
  #"{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{"name":"jobs"},"logRecords":[{\#(members)}]}]}]}"#
}

/// The members without which a span is none.
let spanIDs = #""traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708","#
let spanStart = #""startTimeUnixNano":"1700000000000000000","#
