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
  /// A text in plain words or Markdown: one message.
  case text

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
    case .jsonDocument, .otlpRequest, .text: .whole
    case .csv, .otlpFrames: .pieces
    }
  }
}

/// Reads the records of one source.
package struct RecordReader: Sendable {
  package let format: RecordFormat
  private let file: FileFacts
  private var json: JSONRecords
  private var table = CSVMessages()
  private let requests = OTLPProtoReader()
  private var frames = ProtoFrames()

  /// Starts before the first byte.
  package init(_ format: RecordFormat, file: FileFacts = FileFacts()) {
    self.format = format
    self.file = file
    json = JSONRecords(file: file)
  }

  /// Reads one line, or the whole of a document or request; what is wrong with it is among the batch's rejects.
  package mutating func read(_ bytes: Span<UInt8>, line: Int = 1, into batch: inout RecordBatch) {
    switch format {
    case .otlpRequest: requests.read(bytes, number: line, into: &batch)
    case .text: PlainTextReader(file: file).read(bytes, into: &batch)
    case .jsonDocument where TextDecoder.isUTF16(bytes): readDecoded(TextDecoder.text(bytes), into: &batch)
    case .jsonLines, .jsonDocument, .csv, .otlpFrames:
      json.read(bytes, line: line, hasLines: format == .jsonDocument, into: &batch)
    }
  }

  /// Reads JSON that was UTF-16: whole, because its line ends were only seen now.
  private mutating func readDecoded(_ text: [UInt8], into batch: inout RecordBatch) {
    guard FormatGuess.guess(text.span.extracting(0..<min(text.count, FormatGuess.prefixLength))) == .known(.jsonLines)
    else { return json.read(text.span, line: 1, hasLines: true, into: &batch) }
    var start = 0
    var number = 1
    while start < text.count {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      json.read(text.span.extracting(start..<end), line: number, hasLines: false, into: &batch)
      start = end + 1
      number += 1
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
