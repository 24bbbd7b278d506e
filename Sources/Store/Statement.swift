private import CSQLite

/// SQLite's handle of a prepared statement.
@safe struct PreparedStatement {
  let handle: OpaquePointer
}

/// A prepared statement in use: given its values, stepped through its rows, and reset at the end whatever happens.
///
/// A statement left standing on a row would keep its snapshot and hold up checkpoints, so it cannot be copied or kept.
struct Statement: ~Copyable {
  private let prepared: PreparedStatement
  private let connection: Connection
  private let sql: String

  private var handle: OpaquePointer { unsafe prepared.handle }

  init(_ prepared: PreparedStatement, of connection: Connection, sql: String) {
    self.prepared = prepared
    self.connection = connection
    self.sql = sql
  }

  deinit {
    unsafe sqlite3_reset(handle)
    // A large text would otherwise stay in memory until the next use.
    unsafe sqlite3_clear_bindings(handle)
    connection.keep(prepared, sql)
  }

  // MARK: Values, numbered from 1

  /// Sets a whole number.
  func bind(_ place: Int, _ value: Int64) throws(StoreError) {
    try check(unsafe sqlite3_bind_int64(handle, CInt(clamping: place), value))
  }

  /// Sets a whole number.
  func bind(_ place: Int, _ value: Int) throws(StoreError) {
    try bind(place, Int64(value))
  }

  /// Sets a whole number, or none.
  func bind(_ place: Int, _ value: Int64?) throws(StoreError) {
    if let value { try bind(place, value) } else { try bindNull(place) }
  }

  /// Sets a text by its bytes, zero bytes among them.
  func bind(_ place: Int, _ value: String) throws(StoreError) {
    let span = value.utf8Span.span
    let code = unsafe span.withUnsafeBufferPointer { bytes in
      unsafe reckon_bind_text(handle, CInt(clamping: place), bytes.baseAddress, sqlite3_uint64(bytes.count))
    }
    try check(code)
  }

  /// Sets a text, or none.
  func bind(_ place: Int, _ value: String?) throws(StoreError) {
    if let value { try bind(place, value) } else { try bindNull(place) }
  }

  /// Sets bytes.
  func bind(_ place: Int, _ value: Span<UInt8>) throws(StoreError) {
    let code = unsafe value.withUnsafeBufferPointer { bytes in
      unsafe reckon_bind_blob(handle, CInt(clamping: place), bytes.baseAddress, sqlite3_uint64(bytes.count))
    }
    try check(code)
  }

  /// Sets bytes.
  func bind(_ place: Int, _ value: [UInt8]) throws(StoreError) {
    try bind(place, value.span)
  }

  /// Sets nothing.
  func bindNull(_ place: Int) throws(StoreError) {
    try check(unsafe sqlite3_bind_null(handle, CInt(clamping: place)))
  }

  // MARK: Running

  /// Goes to the next row; false after the last.
  func step() throws(StoreError) -> Bool {
    switch unsafe sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw connection.error(code, sql: sql)
    }
  }

  /// Runs a statement whose rows are of no interest, and makes it ready to run again with other values.
  func run() throws(StoreError) {
    while try step() {}
    reset()
  }

  /// Makes it ready to run again; values not set anew stay.
  func reset() {
    // Its code repeats the failure that the last step has thrown already.
    unsafe sqlite3_reset(handle)
  }

  // MARK: Columns of the row, numbered from 0

  /// The stored form of a value; SQLite would convert between them in silence.
  enum Form: String, Sendable { case integer, real, text, blob, null }

  /// Returns what form the value of a column has.
  func form(_ column: Int) -> Form {
    switch unsafe sqlite3_column_type(handle, CInt(clamping: column)) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  /// Returns a whole number.
  func integer(_ column: Int) throws(StoreError) -> Int64 {
    try expect(.integer, column)
    return unsafe sqlite3_column_int64(handle, CInt(clamping: column))
  }

  /// Returns a whole number, or nil where there is none.
  func optionalInteger(_ column: Int) throws(StoreError) -> Int64? {
    form(column) == .null ? nil : try integer(column)
  }

  /// Returns a text; one that is not UTF-8 is damage.
  func text(_ column: Int) throws(StoreError) -> String {
    try expect(.text, column)
    let text = unsafe withBytes(of: column) { unsafe String(validating: $0, as: UTF8.self) }
    guard let text else { throw damage(column, "is not UTF-8") }
    return text
  }

  /// Returns a text, or nil where there is none.
  func optionalText(_ column: Int) throws(StoreError) -> String? {
    form(column) == .null ? nil : try text(column)
  }

  /// Returns bytes.
  func blob(_ column: Int) throws(StoreError) -> [UInt8] {
    try expect(.blob, column)
    return unsafe withBytes(of: column) { unsafe Array($0) }
  }

  /// What to throw when a value cannot be what was written.
  func damage(_ column: Int, _ what: String) -> StoreError {
    let name = unsafe sqlite3_column_name(handle, CInt(clamping: column)).map { unsafe String(cString: $0) }
    return .corrupt(path: connection.path, detail: "column \(name ?? String(column)) \(what), in: \(sql)")
  }

  private func withBytes<Result>(of column: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    // The pointer first: asking for it may convert the value, and only then is the length right.
    let start = unsafe sqlite3_column_blob(handle, CInt(clamping: column))
    let count = unsafe start == nil ? 0 : unsafe Int(sqlite3_column_bytes(handle, CInt(clamping: column)))
    return unsafe body(UnsafeRawBufferPointer(start: start, count: count))
  }

  private func expect(_ form: Form, _ column: Int) throws(StoreError) {
    let found = self.form(column)
    guard found == form else { throw damage(column, "is \(found.rawValue), not \(form.rawValue)") }
  }

  private func check(_ code: CInt) throws(StoreError) {
    guard code == SQLITE_OK else { throw connection.error(code, sql: sql) }
  }
}
