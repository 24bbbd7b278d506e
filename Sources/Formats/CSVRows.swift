import Bytes

/// Reads a table whose first line names its columns: messages, points of metrics, or who was shown what of an experiment.
struct CSVRows: Sendable {
  /// What the rows are.
  private enum Kind: Sendable {
    case messages(MessageColumns)
    case exposures(ExposureColumns)
    case metrics(MetricColumns)
    /// Metrics perhaps, which the first row tells.
    case unknown
    /// The columns' names said nothing, so that the rows are only counted.
    case unusable
  }

  /// Columns of a table; what people export has a few hundred at most.
  static let columnLimit = 4_096

  private var table = CSVTable()
  private let map: MetricMap?
  private var metrics = MetricRows()
  private var kind: Kind?
  private var names: [String] = []
  private var headLine = 1

  /// `map` says which columns make points of metrics; nil leaves it to the names.
  init(map: MetricMap? = nil) {
    self.map = map
  }

  /// The map by which points of metrics were made, if any were.
  var usedMap: MetricMap? {
    if case .metrics(let columns) = kind { columns.map } else { nil }
  }

  /// Takes more of the table.
  mutating func push(_ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    for record in table.push(bytes) { add(record, into: &batch) }
  }

  /// Ends the table.
  mutating func finish(into batch: inout RecordBatch) {
    for record in table.finish() { add(record, into: &batch) }
    if case .unknown = kind { rejectColumns(into: &batch) }
  }

  private mutating func add(_ record: CSVRecord, into batch: inout RecordBatch) {
    let line = record.line
    if case .unusable = kind { return batch.rejects.addUnlisted(1) }
    guard record.problem == nil else { return reject(record, line, into: &batch) }
    guard let kind else { return setColumns(record, line, into: &batch) }
    guard record.count <= names.count else {
      return batch.rejects.add(
        Reject(
          line: line,
          reason: "a row has \(record.count) fields",
          expected: "\(names.count), as the first line has; a field that holds the separator needs quotes"
        )
      )
    }
    switch kind {
    case .messages(let columns):
      let start = batch.bytes.count
      let texts = CSVRows.texts(of: record, into: &batch)
      let raw = batch.text(at: start, count: batch.bytes.count - start)
      MessageBuilder.add(texts, as: columns, raw: raw, line: line, isCSV: true, into: &batch)
    case .exposures(let columns): columns.add(CSVRows.texts(of: record, into: &batch), line: line, into: &batch)
    case .metrics(let columns):
      metrics.add(CSVRows.texts(of: record, into: &batch), as: columns, line: line, into: &batch)
    case .unknown: guess(record, into: &batch)
    case .unusable: break
    }
  }

  // MARK: Columns

  private mutating func setColumns(_ record: CSVRecord, _ line: Int, into batch: inout RecordBatch) {
    guard record.count <= CSVRows.columnLimit else {
      kind = .unusable
      let reason = "the first line has \(record.count) columns"
      return batch.rejects.add(Reject(line: line, reason: reason, expected: "at most \(CSVRows.columnLimit)"))
    }
    names = (0..<record.count).map { record.string($0) }
    headLine = line
    if let map {
      do throws(MetricMap.Problem) {
        kind = .metrics(try MetricColumns(map, names))
      } catch {
        kind = .unusable
        batch.rejects.add(Reject(line: line, reason: error.reason, expected: "a column of \(CSVRows.shown(names))"))
      }
      return
    }
    let columns = MessageColumns(names, isTable: true)
    if let exposures = ExposureColumns(names) {
      kind = .exposures(exposures)
    } else if columns.isMessage {
      kind = .messages(columns)
    } else {
      kind = .unknown
    }
  }

  /// Looks at the first row of what may be metrics.
  private mutating func guess(_ record: CSVRecord, into batch: inout RecordBatch) {
    let fields = (0..<record.count).map { record.string($0) }
    // fine because a guess names columns that are there
    guard let map = MetricMap(guessing: names, row: fields), let columns = try? MetricColumns(map, names) else {
      rejectColumns(into: &batch)
      return batch.rejects.addUnlisted(1)
    }
    kind = .metrics(columns)
    add(record, into: &batch)
  }

  private mutating func rejectColumns(into batch: inout RecordBatch) {
    kind = .unusable
    batch.rejects.add(
      Reject(
        line: headLine,
        reason: "the columns are \(CSVRows.shown(names))",
        expected:
          "a column for the text, such as body, and one for the time, such as created_at; for numbers say which "
          + "column is what: --map \(MetricMap.example)"
      )
    )
  }

  private static func shown(_ names: [String]) -> String {
    let shown = names.prefix(8).map { "\"\(VisibleText.escape($0.prefix(80), limit: 24))\"" }.joined(separator: ", ")
    return "\(shown)\(names.count > 8 ? ", …" : "")"
  }

  private func reject(_ record: CSVRecord, _ line: Int, into batch: inout RecordBatch) {
    switch record.problem {
    case nil: break
    case .openQuote?:
      batch.rejects.add(Reject(line: line, reason: "a quote is never closed", expected: "a closing quote"))
    case .tooLong(let limit)?:
      batch.rejects.add(Reject(line: line, reason: "a row is too long", expected: "at most \(limit) bytes"))
    }
  }

  /// Keeps the fields, with a separator between them that no text has.
  private static func texts(of record: CSVRecord, into batch: inout RecordBatch) -> [RecordText] {
    let isUTF8 = TextDecoder.isUTF8(record.bytes.span)
    var texts: [RecordText] = []
    texts.reserveCapacity(record.count)
    for field in 0..<record.count {
      let start = batch.bytes.count
      let bytes = record.bytes[record.range(of: field)]
      if isUTF8 { batch.bytes += bytes } else { TextDecoder.append(windows1252: bytes, to: &batch.bytes) }
      texts.append(batch.text(at: start, count: batch.bytes.count - start))
      batch.bytes.append(0x1f)
    }
    return texts
  }
}
