/// Reads rows of one table: each column in order, with the form it must have, then the seal.
struct RowReader: ~Copyable {
  /// For the values of the condition.
  let statement: Statement
  private let table: Table
  private let key: SealKey
  private let path: String
  private var message: SealMessage
  private var column = 0

  /// Prepares a selection of all columns; `condition` is what follows it.
  init(_ table: Table, _ condition: String, _ connection: Connection, _ key: SealKey) throws(StoreError) {
    statement = try connection.statement(table.selection + condition)
    self.table = table
    self.key = key
    path = connection.path
    message = SealMessage(table)
  }

  /// Goes to the next row; false after the last.
  mutating func next() throws(StoreError) -> Bool {
    message.removeAll()
    column = 0
    return try statement.step()
  }

  /// Makes it ready for other values.
  func reset() {
    statement.reset()
  }

  /// Reads the next column.
  mutating func integer() throws(StoreError) -> Int64 {
    let value = try statement.integer(column)
    message.append(value)
    column += 1
    return value
  }

  /// Reads the next column.
  mutating func optionalInteger() throws(StoreError) -> Int64? {
    let value = try statement.optionalInteger(column)
    message.append(value)
    column += 1
    return value
  }

  /// Reads the next column.
  mutating func text() throws(StoreError) -> String {
    let value = try statement.text(column)
    message.append(value)
    column += 1
    return value
  }

  /// Reads the next column.
  mutating func optionalText() throws(StoreError) -> String? {
    let value = try statement.optionalText(column)
    message.append(value)
    column += 1
    return value
  }

  /// Reads the next column.
  mutating func blob() throws(StoreError) -> [UInt8] {
    let value = try statement.blob(column)
    message.append(value)
    column += 1
    return value
  }

  /// Reads the next column, one that came later: empty, it is no part of the seal.
  mutating func laterBlob() throws(StoreError) -> [UInt8] {
    let value = try statement.blob(column)
    if !value.isEmpty { message.append(value) }
    column += 1
    return value
  }

  /// Reads the next column, the bits of a double.
  mutating func double() throws(StoreError) -> Double {
    Double(bitPattern: UInt64(bitPattern: try integer()))
  }

  /// Compares the seal with the columns read, which must be all of them.
  mutating func finish() throws(StoreError) {
    precondition(column == table.columns.count, "a row of \(table.name) has \(table.columns.count) columns")
    guard table.isSealed, try statement.integer(column) != message.seal(key) else { return }
    throw damage("does not match its seal")
  }

  /// What to throw when the row cannot be what was written.
  func damage(_ what: String) -> StoreError {
    .corrupt(path: path, detail: "row \(keyText) of \(table.name) \(what)")
  }

  /// The key of the row as far as it can be read.
  var keyText: String {
    var parts: [String] = []
    for column in 0..<table.keyCount {
      switch statement.form(column) {
      // fine because the form has just been looked at, and a damaged text is named by its place alone
      case .integer: parts.append((try? statement.integer(column)).map(String.init) ?? "?")
      case .text: parts.append((try? statement.text(column)) ?? "?")  // fine because of the same
      case .real, .blob, .null: parts.append("?")
      }
    }
    return parts.joined(separator: "/")
  }
}
