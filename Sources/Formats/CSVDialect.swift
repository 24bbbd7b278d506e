/// How a table separates its fields.
package struct CSVDialect: Equatable, Sendable {
  package let delimiter: UInt8
  /// The names in the first line.
  package let names: [String]
  /// Whether the names tell of messages: a text and a time.
  package let isMessages: Bool
  /// How many of the names mean something.
  let known: Int

  /// Separators looked for, the most usual first.
  private static let delimiters: [UInt8] = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }

  /// Guesses from the first line: the separator under which most names mean something, then the one that gives most.
  package init(firstLine: Span<UInt8>) {
    var best: CSVDialect?
    for delimiter in CSVDialect.delimiters {
      let found = CSVDialect(firstLine, delimiter)
      guard let current = best else {
        best = found
        continue
      }
      if (found.isMessages ? 1 : 0, found.known, found.names.count)
        > (current.isMessages ? 1 : 0, current.known, current.names.count)
      {
        best = found
      }
    }
    self = best ?? CSVDialect(firstLine, UInt8(ascii: ","))
  }

  private init(_ firstLine: Span<UInt8>, _ delimiter: UInt8) {
    var reader = CSVReader(delimiter: delimiter)
    let records = reader.push(firstLine) + reader.finish()
    let names =
      records.first.map { record in
        // Of a table that has more nothing will be read.
        (0..<min(record.count, CSVRows.columnLimit)).map { record.string($0) }
      } ?? []
    let columns = MessageColumns(names, isTable: true)
    self.delimiter = delimiter
    self.names = names
    isMessages = columns.isMessage
    known = columns.count
  }
}
