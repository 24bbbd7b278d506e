package import Bytes

/// How a source's bytes are laid out.
package enum RecordFormat: String, CaseIterable, Sendable {
  /// One JSON object on each line: OTLP requests, messages, events, deploys, exposures.
  case jsonLines = "json_lines"
  /// One JSON value over many lines.
  case jsonDocument = "json_document"
  /// A table whose first line names its columns: messages, metrics, exposures.
  case csv
  /// One OTLP request in protobuf, as SDKs send it.
  case otlpRequest = "otlp_protobuf"
  /// OTLP requests in protobuf, each behind its length: files of the Collector.
  case otlpFrames = "otlp_frames"
  /// What a program shows of its metrics to Prometheus: the text format or OpenMetrics.
  case exposition = "prometheus_text"
  /// One request of Prometheus's remote write, versions 1.0 and 2.0.
  case remoteWrite1 = "remote_write_1"
  case remoteWrite2 = "remote_write_2"
  /// Envelopes of Sentry's SDKs, one or more behind one another.
  case sentryEnvelope = "sentry_envelope"
  /// Lines of a program's log: text in one of the shapes loggers write, JSON objects, or both.
  case log
  /// A text in plain words or Markdown: one message.
  case text
  /// A multipart body with runs of LangSmith.
  case langSmithRuns = "langsmith_runs"

  /// How a reader wants to be given the bytes.
  package enum Framing: Sendable {
    /// By `read`, one line at a time without its end, then `finish`.
    case lines
    /// By `read`, all at once.
    case whole
    /// By `push`, in pieces of any size, then `finish`.
    case pieces
  }

  package var framing: Framing {
    switch self {
    case .jsonLines, .exposition, .log: .lines
    case .jsonDocument, .otlpRequest, .remoteWrite1, .remoteWrite2, .sentryEnvelope, .text, .langSmithRuns: .whole
    case .csv, .otlpFrames: .pieces
    }
  }

  /// Whether what is sent or kept is a snappy block, which `Snappy` unpacks; a reader wants its content.
  package var isSnappy: Bool { self == .remoteWrite1 || self == .remoteWrite2 }
}

/// Reads the records of one source.
package struct RecordReader: Sendable {
  package let format: RecordFormat
  private let file: FileFacts
  private var json: JSONRecords
  private var table: CSVRows
  private let requests = OTLPProtoReader()
  private var frames = ProtoFrames()
  private var exposition: ExpositionReader
  private var log: LogReader

  /// Starts before the first byte.
  ///
  /// `received` is when the bytes arrived, or when a program showed its metrics, in nanoseconds since the Unix epoch. It
  /// stands in where a record has no time of its own; a file has no such time. In a log, times without a year are the
  /// last such moment until `latest`; one that is read from the midst on begins with its first record that is sure.
  /// `origin` says of metrics where they were fetched, `map` which columns of tables, and members of objects, make points.
  package init(
    _ format: RecordFormat,
    file: FileFacts = FileFacts(),
    received: Int64? = nil,
    latest: Timestamp? = nil,
    isMidway: Bool = false,
    origin: MetricOrigin = MetricOrigin(),
    map: MetricMap? = nil
  ) {
    self.format = format
    self.file = file
    json = JSONRecords(file: file, map: map)
    table = CSVRows(map: map)
    exposition = ExpositionReader(received: received, origin: origin)
    json.sentry.received = received
    json.query = origin.query
    log = LogReader(latest: latest, isMidway: isMidway)
  }

  /// The map by which points of metrics were made, if any were.
  package var usedMap: MetricMap? { format == .csv ? table.usedMap : json.metrics.usedMap }

  /// The newest line of a log at which a reading could begin that would give from there on what this one gives.
  package var restart: Int? { log.restart }

  /// Times without a year in a log are the last such moment until another one from now on.
  package mutating func setLatest(_ latest: Timestamp?) {
    log.setLatest(latest)
  }

  /// Reads one line, or the whole of a document, request or exposition; what is wrong with it is among the batch's rejects.
  ///
  /// What fills the batch goes out in the midst of a request of OTLP.
  package mutating func read(
    _ bytes: Span<UInt8>,
    line: Int = 1,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet = RecordBatch.closed
  ) {
    switch format {
    case .otlpRequest: requests.read(bytes, number: line, into: &batch, outlet)
    case .exposition: exposition.read(bytes, line: line, into: &batch)
    case .remoteWrite1: RemoteWriteReader(version: .first).read(bytes, number: line, into: &batch)
    case .remoteWrite2: RemoteWriteReader(version: .second).read(bytes, number: line, into: &batch)
    case .sentryEnvelope: json.sentry.read(bytes, line: line, hasLines: true, into: &batch)
    case .log: log.read(bytes, line: line, into: &batch)
    case .text: PlainTextReader(file: file).read(bytes, into: &batch)
    case .langSmithRuns: LangSmithParts.read(bytes, with: &json, into: &batch)
    case .jsonDocument where TextDecoder.isUTF16(bytes): readDecoded(TextDecoder.text(bytes), into: &batch, outlet)
    case .jsonLines, .jsonDocument, .csv, .otlpFrames:
      json.read(bytes, line: line, hasLines: format == .jsonDocument, into: &batch, outlet)
    }
  }

  /// Reads JSON that was UTF-16: whole, because its line ends were only seen now.
  private mutating func readDecoded(_ text: [UInt8], into batch: inout RecordBatch, _ outlet: RecordBatch.Outlet) {
    guard FormatGuess.guess(text.span.extracting(0..<min(text.count, FormatGuess.prefixLength))) == .known(.jsonLines)
    else { return json.read(text.span, line: 1, hasLines: true, into: &batch, outlet) }
    var start = 0
    var number = 1
    while start < text.count {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      json.read(text.span.extracting(start..<end), line: number, hasLines: false, into: &batch, outlet)
      start = end + 1
      number += 1
    }
  }

  /// Takes the next piece of a table, or of a file of frames; what fills the batch goes out between frames and within.
  package mutating func push(
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet = RecordBatch.closed
  ) {
    if format == .csv { table.push(bytes, into: &batch) } else { frames.push(bytes, into: &batch, outlet) }
  }

  /// Ends it; what was read by `read` may have its last record to give.
  package mutating func finish(into batch: inout RecordBatch) {
    switch format {
    case .csv: table.finish(into: &batch)
    case .otlpFrames: frames.finish(into: &batch)
    case .log: log.finish(into: &batch)
    case .jsonLines, .jsonDocument, .otlpRequest, .exposition, .remoteWrite1, .remoteWrite2, .sentryEnvelope, .text,
      .langSmithRuns:
      break
    }
  }
}
