import Bytes

/// Reads messages from a table whose first line names its columns.
struct CSVMessages: Sendable {
  private var decoder = TextDecoder()
  private var reader: CSVReader?
  private var columns: MessageColumns?
  private var width = 0
  /// What came before the first line was whole.
  private var head: [UInt8] = []
  /// Whether the columns' names said nothing, so that the rows are only counted.
  private var isUnusable = false

  private static let headLimit = 1 << 16
  /// Columns of a table; what people export has a few hundred at most.
  static let columnLimit = 4_096

  /// Takes more of the table.
  mutating func push(_ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    let text = decoder.push(bytes)
    guard reader == nil else { return read(text.span, into: &batch) }
    head += text
    let rest = head[CSVMessages.blankLines(head)...]
    if head.count > CSVMessages.headLimit || rest.contains(where: CSVMessages.isLineEnd) { begin(into: &batch) }
  }

  /// Ends the table.
  mutating func finish(into batch: inout RecordBatch) {
    head += decoder.finish()
    if reader == nil { begin(into: &batch) }
    for record in reader?.finish() ?? [] { add(record, into: &batch) }
  }

  /// Looks at the first line and reads on.
  private mutating func begin(into batch: inout RecordBatch) {
    let blank = CSVMessages.blankLines(head)
    // The reader passes empty lines, and counts them.
    var bytes = head[..<blank].filter(CSVMessages.isLineEnd)
    var rest = head[blank...]
    var delimiter: UInt8?
    // Spreadsheets write their separator into a line of its own.
    if rest.starts(with: "sep=".utf8), rest.firstIndex(where: CSVMessages.isLineEnd) == blank + 5 {
      delimiter = head[blank + 4]
      // What is left of the line is an empty one.
      rest = rest.dropFirst(5)
    }
    let firstLine = Array(rest.prefix { !CSVMessages.isLineEnd($0) })
    reader = CSVReader(delimiter: delimiter ?? CSVDialect(firstLine: firstLine.span).delimiter)
    bytes += rest
    head = []
    read(bytes.span, into: &batch)
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  /// Returns how many bytes at the beginning of a table are lines without a word.
  static func blankLines(_ bytes: [UInt8]) -> Int {
    let start = bytes.firstIndex { $0 > 0x20 } ?? bytes.count
    return bytes[..<start].lastIndex(where: isLineEnd).map { $0 + 1 } ?? 0
  }

  private mutating func read(_ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    for record in reader?.push(bytes) ?? [] { add(record, into: &batch) }
  }

  private mutating func add(_ record: CSVRecord, into batch: inout RecordBatch) {
    let line = record.line
    guard !isUnusable else { return batch.rejects.addUnlisted(1) }
    guard record.problem == nil else { return reject(record, line, into: &batch) }
    guard let columns else { return setColumns(record, line, into: &batch) }
    guard record.count <= width else {
      return batch.rejects.add(
        Reject(
          line: line,
          reason: "a row has \(record.count) fields",
          expected: "\(width), as the first line has; a field that holds the separator needs quotes"
        )
      )
    }
    let start = batch.bytes.count
    let texts = CSVMessages.texts(of: record, into: &batch)
    let raw = batch.text(at: start, count: batch.bytes.count - start)
    MessageBuilder.add(texts, as: columns, raw: raw, line: line, isCSV: true, into: &batch)
  }

  private mutating func setColumns(_ record: CSVRecord, _ line: Int, into batch: inout RecordBatch) {
    guard record.count <= CSVMessages.columnLimit else {
      isUnusable = true
      let reason = "the first line has \(record.count) columns"
      return batch.rejects.add(Reject(line: line, reason: reason, expected: "at most \(CSVMessages.columnLimit)"))
    }
    let names = (0..<record.count).map { record.string($0) }
    let columns = MessageColumns(names, isTable: true)
    self.columns = columns
    width = names.count
    guard !columns.isMessage else { return }
    isUnusable = true
    let shown = names.prefix(8).map { "\"\(VisibleText.escape($0.prefix(80), limit: 24))\"" }.joined(separator: ", ")
    batch.rejects.add(
      Reject(
        line: line,
        reason: "the columns are \(shown)\(names.count > 8 ? ", …" : "")",
        expected: "a column for the text, such as body, and one for the time, such as created_at"
      )
    )
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
