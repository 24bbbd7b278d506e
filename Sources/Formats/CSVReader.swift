/// One record of a table: its fields, cut from their quotes, or what kept it from being read.
package struct CSVRecord: Equatable, Sendable {
  /// The line it begins on, counted from 1.
  package let line: Int
  package internal(set) var problem: Problem?
  /// The fields one after the other.
  package internal(set) var bytes: [UInt8] = []
  /// Where each field ends.
  package internal(set) var ends: [Int] = []

  /// Why a record could not be read.
  package enum Problem: Equatable, Sendable {
    /// It is longer than the limit.
    case tooLong(limit: Int)
    /// A quote opens on its first lines and is never closed, or not within the limit.
    case openQuote
  }

  init(line: Int) {
    self.line = line
  }

  package var count: Int { ends.count }

  /// Returns the range of a field in the bytes.
  package func range(of field: Int) -> Range<Int> { (field == 0 ? 0 : ends[field - 1])..<ends[field] }

  /// Returns a field as text.
  package func string(_ field: Int) -> String { String(decoding: bytes[range(of: field)], as: UTF8.self) }
}

/// Cuts a table into records as RFC 4180 says: https://www.rfc-editor.org/rfc/rfc4180.
///
/// A pure state machine: how the bytes are cut into calls does not matter. Lines may end in CR LF, LF or CR; a quote
/// within an unquoted field is an ordinary character. After a quote that is never closed it goes on with the next line,
/// so that one bad record does not take the rest of the file with it.
package struct CSVReader: Sendable {
  private enum State: Sendable {
    case fieldStart, unquoted, quoted, quoteInQuoted, skipping
  }

  private let delimiter: UInt8
  private let recordLimit: Int
  private var state = State.fieldStart
  private var isAfterReturn = false
  private var line = 1
  private var record = CSVRecord(line: 1)
  /// The record as it came, to read it again from its second line.
  private var raw: [UInt8] = []
  /// Where in `raw` the open quote stands, and on which line.
  private var quoteOffset = 0
  private var quoteLine = 1
  private var recoveriesLeft = 64

  package static let defaultRecordLimit = 1 << 20

  /// Starts before the first byte of a table.
  package init(delimiter: UInt8, recordLimit: Int = CSVReader.defaultRecordLimit) {
    self.delimiter = delimiter
    self.recordLimit = recordLimit
  }

  /// Takes more of the table; returns the records that it completes.
  package mutating func push(_ bytes: Span<UInt8>) -> [CSVRecord] {
    var records: [CSVRecord] = []
    feed(bytes, &records)
    return records
  }

  /// Ends the table; returns what had no line end.
  package mutating func finish() -> [CSVRecord] {
    var records: [CSVRecord] = []
    while state == .quoted, !raw.isEmpty { recover(&records) }
    if state == .skipping { records.append(record) } else if !raw.isEmpty { endRecord(&records) }
    raw = []
    state = .fieldStart
    return records
  }

  private mutating func feed(_ bytes: Span<UInt8>, _ records: inout [CSVRecord]) {
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      if isAfterReturn {
        isAfterReturn = false
        if byte == UInt8(ascii: "\n") {
          position += 1
          continue
        }
      }
      switch state {
      case .unquoted, .quoted:
        let end = endOfRun(bytes, from: position)
        if end > position {
          keep(bytes.extracting(position..<end))
          position = end
        } else {
          step(byte, &records)
          position += 1
        }
      case .fieldStart, .quoteInQuoted, .skipping:
        step(byte, &records)
        position += 1
      }
      if raw.count > recordLimit { overflow(&records) }
    }
  }

  /// Returns where the bytes end that only have to be copied.
  private func endOfRun(_ bytes: Span<UInt8>, from start: Int) -> Int {
    // One byte past the limit is enough to see that it is passed.
    let end = min(bytes.count, start + max(0, recordLimit + 1 - raw.count))
    var position = start
    if state == .quoted {
      while position < end, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\n") {
        position &+= 1
      }
    } else {
      while position < end, bytes[position] != delimiter, bytes[position] != UInt8(ascii: "\n"),
        bytes[position] != UInt8(ascii: "\r")
      { position &+= 1 }
    }
    return position
  }

  private mutating func keep(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer {
      unsafe raw.append(contentsOf: $0)
      unsafe record.bytes.append(contentsOf: $0)
    }
  }

  /// Takes one byte.
  private mutating func step(_ byte: UInt8, _ records: inout [CSVRecord]) {
    if state != .skipping { raw.append(byte) }
    switch (state, byte) {
    case (.skipping, UInt8(ascii: "\n")), (.skipping, UInt8(ascii: "\r")):
      endLine(byte)
      records.append(record)
      begin()
    case (.skipping, _): break
    case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuoted
    case (.quoted, _):
      if byte == UInt8(ascii: "\n") { line += 1 }
      record.bytes.append(byte)
    case (.fieldStart, UInt8(ascii: "\"")):
      state = .quoted
      quoteOffset = raw.count - 1
      quoteLine = line
    case (.quoteInQuoted, UInt8(ascii: "\"")):
      record.bytes.append(byte)
      state = .quoted
    case (_, delimiter):
      record.ends.append(record.bytes.count)
      state = .fieldStart
    case (_, UInt8(ascii: "\n")), (_, UInt8(ascii: "\r")):
      raw.removeLast()
      endRecord(&records)
      endLine(byte)
      begin()
    case (.quoteInQuoted, _) where line > quoteLine:
      // Where a quote closes in the middle of a word, lines further down, it opens: the one before was never closed.
      recover(&records)
    default:
      // Also what follows a closing quote: nobody meant it, and dropping it would lose text.
      record.bytes.append(byte)
      state = .unquoted
    }
  }

  private mutating func endLine(_ byte: UInt8) {
    line += 1
    isAfterReturn = byte == UInt8(ascii: "\r")
  }

  private mutating func begin() {
    record = CSVRecord(line: line)
    raw.removeAll(keepingCapacity: true)
    state = .fieldStart
  }

  /// Completes a record; an empty line is none.
  private mutating func endRecord(_ records: inout [CSVRecord]) {
    guard !raw.isEmpty else { return }
    record.ends.append(record.bytes.count)
    records.append(record)
  }

  // MARK: Bad records

  private mutating func overflow(_ records: inout [CSVRecord]) {
    guard state != .quoted || recoveriesLeft == 0 else { return recover(&records) }
    record = CSVRecord(line: record.line)
    record.problem = .tooLong(limit: recordLimit)
    raw.removeAll()
    state = .skipping
  }

  /// Gives up the record with the open quote and reads again from the line after that of the quote.
  private mutating func recover(_ records: inout [CSVRecord]) {
    let bytes = raw
    record = CSVRecord(line: record.line)
    record.problem = .openQuote
    guard recoveriesLeft > 0, let lineFeed = bytes[quoteOffset...].firstIndex(of: UInt8(ascii: "\n")) else {
      raw.removeAll()
      state = .skipping
      return
    }
    recoveriesLeft -= 1
    records.append(record)
    line = quoteLine + 1
    begin()
    feed(bytes.span.extracting((lineFeed + 1)..<bytes.count), &records)
  }
}
