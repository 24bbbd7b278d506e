/// How a source's bytes are laid out.
package enum RecordFormat: String, CaseIterable, Sendable {
  /// One JSON object on each line: OTLP requests, messages, events, deploys, exposures.
  case jsonLines = "json_lines"
  /// One JSON value over many lines.
  case jsonDocument = "json_document"
  /// A table of messages whose first line names its columns.
  case csv
  /// One OTLP request in protobuf, as SDKs send it.
  case otlpRequest = "otlp_protobuf"
  /// OTLP requests in protobuf, each behind its length: files of the Collector.
  case otlpFrames = "otlp_frames"
  /// A multipart body with runs of LangSmith.
  case langSmithRuns = "langsmith_runs"

  /// How a reader wants to be given the bytes.
  package enum Framing: Sendable {
    /// By `read`, one line at a time without its end.
    case lines
    /// By `read`, all at once.
    case whole
    /// By `push`, in pieces of any size, then `finish`.
    case pieces
  }

  package var framing: Framing {
    switch self {
    case .jsonLines: .lines
    case .jsonDocument, .otlpRequest, .langSmithRuns: .whole
    case .csv, .otlpFrames: .pieces
    }
  }
}

/// Reads the records of one source.
package struct RecordReader: Sendable {
  package let format: RecordFormat
  private var json = JSONRecords()
  private var table = CSVMessages()
  private let requests = OTLPProtoReader()
  private var frames = ProtoFrames()

  /// Starts before the first byte.
  package init(_ format: RecordFormat) {
    self.format = format
  }

  /// Reads one line, or the whole of a document or request; what is wrong with it is among the batch's rejects.
  package mutating func read(_ bytes: Span<UInt8>, line: Int = 1, into batch: inout RecordBatch) {
    if format == .otlpRequest {
      requests.read(bytes, number: line, into: &batch)
    } else if format == .langSmithRuns {
      LangSmithParts.read(bytes, with: &json, into: &batch)
    } else {
      json.read(bytes, line: line, hasLines: format == .jsonDocument, into: &batch)
    }
  }

  /// Takes the next piece of a table, or of a file of frames.
  package mutating func push(_ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    if format == .csv { table.push(bytes, into: &batch) } else { frames.push(bytes, into: &batch) }
  }

  /// Ends it.
  package mutating func finish(into batch: inout RecordBatch) {
    if format == .csv { table.finish(into: &batch) } else { frames.finish(into: &batch) }
  }
}
