/// Writes rows of one table: each column in order, then the seal.
///
/// A row whose key is there already is replaced.
struct RowWriter: ~Copyable {
  private let statement: Statement
  private let table: Table
  private let key: SealKey
  private var message: SealMessage
  private var place = 0

  init(_ table: Table, _ connection: Connection, _ key: SealKey) throws(StoreError) {
    statement = try connection.statement(table.insertion)
    self.table = table
    self.key = key
    message = SealMessage(table)
  }

  /// Writes the next column.
  mutating func put(_ value: Int64) throws(StoreError) {
    place += 1
    try statement.bind(place, value)
    message.append(value)
  }

  /// Writes the next column.
  mutating func put(_ value: Int64?) throws(StoreError) {
    place += 1
    try statement.bind(place, value)
    message.append(value)
  }

  /// Writes the next column.
  mutating func put(_ value: String) throws(StoreError) {
    place += 1
    try statement.bind(place, value)
    message.append(value)
  }

  /// Writes the next column.
  mutating func put(_ value: String?) throws(StoreError) {
    place += 1
    try statement.bind(place, value)
    message.append(value)
  }

  /// Writes the next column.
  mutating func put(_ value: [UInt8]) throws(StoreError) {
    place += 1
    try statement.bind(place, value)
    message.append(value)
  }

  /// Writes the next column, one that came later: empty, it is no part of the seal.
  mutating func put(later value: [UInt8]) throws(StoreError) {
    place += 1
    try statement.bind(place, value)
    if !value.isEmpty { message.append(value) }
  }

  /// Writes the next column, the bits of a double.
  mutating func put(_ value: Double) throws(StoreError) {
    try put(Int64(bitPattern: value.bitPattern))
  }

  /// Seals the row and writes it; the next column is the first of another row.
  mutating func finish() throws(StoreError) {
    precondition(place == table.columns.count, "a row of \(table.name) has \(table.columns.count) columns")
    if table.isSealed { try statement.bind(place + 1, message.seal(key)) }
    try statement.run()
    message.removeAll()
    place = 0
  }
}
