import Bytes

/// A table's bytes, cut into records: decoded, and with the separator that its first line has.
struct CSVTable: Sendable {
  private var decoder = TextDecoder()
  private var reader: CSVReader?
  /// What came before the first line was whole.
  private var head: [UInt8] = []

  private static let headLimit = 1 << 16

  /// Takes more of the table; returns the records that it completes.
  mutating func push(_ bytes: Span<UInt8>) -> [CSVRecord] {
    let text = decoder.push(bytes)
    guard reader == nil else { return reader?.push(text.span) ?? [] }
    head += text
    let rest = head[CSVTable.blankLines(head)...]
    return head.count > CSVTable.headLimit || rest.contains(where: CSVTable.isLineEnd) ? begin() : []
  }

  /// Ends the table; returns what had no line end.
  mutating func finish() -> [CSVRecord] {
    head += decoder.finish()
    let first = reader == nil ? begin() : []
    return first + (reader?.finish() ?? [])
  }

  /// Looks at the first line and reads on.
  private mutating func begin() -> [CSVRecord] {
    let blank = CSVTable.blankLines(head)
    // The reader passes empty lines, and counts them.
    var bytes = head[..<blank].filter(CSVTable.isLineEnd)
    var rest = head[blank...]
    var delimiter: UInt8?
    // Spreadsheets write their separator into a line of its own.
    if rest.starts(with: "sep=".utf8), rest.firstIndex(where: CSVTable.isLineEnd) == blank + 5 {
      delimiter = head[blank + 4]
      // What is left of the line is an empty one.
      rest = rest.dropFirst(5)
    }
    let firstLine = Array(rest.prefix { !CSVTable.isLineEnd($0) })
    var reader = CSVReader(delimiter: delimiter ?? CSVDialect(firstLine: firstLine.span).delimiter)
    bytes += rest
    head = []
    let records = reader.push(bytes.span)
    self.reader = reader
    return records
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  /// Returns how many bytes at the beginning of a table are lines without a word.
  static func blankLines(_ bytes: [UInt8]) -> Int {
    let start = bytes.firstIndex { $0 > 0x20 } ?? bytes.count
    return bytes[..<start].lastIndex(where: isLineEnd).map { $0 + 1 } ?? 0
  }
}
