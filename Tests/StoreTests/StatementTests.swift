import TestSupport
import Testing

@testable import Store

@Suite struct StatementTests {
  private static func table() throws -> Connection {
    let connection = try Connection(path: ":memory:", mode: .memory)
    try connection.execute("CREATE TABLE t(i INTEGER, s TEXT, b BLOB, r REAL) STRICT")
    return connection
  }

  @Test(arguments: ["", "word", "zero\u{0}byte", "ünïcödé 🙂", String(repeating: "long ", count: 50_000)])
  func `texts and bytes come back as they went in`(_ text: String) throws {
    let connection = try StatementTests.table()
    let insertion = try connection.statement("INSERT INTO t(i, s, b) VALUES (?, ?, ?)")
    for number in [Int64.min, -1, 0, 1, .max] {
      try insertion.bind(1, number)
      try insertion.bind(2, text)
      try insertion.bind(3, Array(text.utf8))
      try insertion.run()
    }
    let rows = try connection.statement("SELECT i, s, b FROM t ORDER BY i")
    for number in [Int64.min, -1, 0, 1, .max] {
      try #expect(rows.step())
      try #expect(rows.integer(0) == number)
      try #expect(rows.text(1) == text)
      try #expect(rows.blob(2) == Array(text.utf8))
    }
    try #expect(!rows.step())
  }

  @Test func `nothing is not the same as empty`() throws {
    let connection = try StatementTests.table()
    let insertion = try connection.statement("INSERT INTO t(i, s) VALUES (?, ?)")
    try insertion.bind(1, Int64?.none)
    try insertion.bind(2, String?.none)
    try insertion.run()
    let rows = try connection.statement("SELECT i, s, b FROM t")
    try #expect(rows.step())
    try #expect(rows.optionalInteger(0) == nil)
    try #expect(rows.optionalText(1) == nil)
    #expect(throws: StoreError.self) { try rows.text(1) }
  }

  @Test func `a value of another form is damage, never converted`() throws {
    let connection = try StatementTests.table()
    let rows = try connection.statement("SELECT 1 AS i, 'x' AS s, x'ff' AS b, 0.5 AS r, CAST(x'ff' AS TEXT) AS bad")
    try #expect(rows.step())
    #expect(rows.form(3) == .real)
    for column in 1...4 { #expect(throws: StoreError.self) { try rows.integer(column) } }
    for column in [0, 2, 3] { #expect(throws: StoreError.self) { try rows.text(column) } }
    for column in [0, 1, 3] { #expect(throws: StoreError.self) { try rows.blob(column) } }
    let error = #expect(throws: StoreError.self) { try rows.text(4) }
    #expect(error.map { "\($0)".contains("column bad is not UTF-8") } == true)
  }

  @Test func `the same words can be asked within themselves, and are prepared once`() throws {
    let connection = try StatementTests.table()
    try connection.execute("INSERT INTO t(i) VALUES (1), (2)")
    let words = "SELECT i FROM t ORDER BY i"
    var seen: [Int64] = []
    let outer = try connection.statement(words)
    while try outer.step() {
      let inner = try connection.statement(words)
      while try inner.step() { seen.append(try outer.integer(0) * 10 + inner.integer(0)) }
    }
    #expect(seen == [11, 12, 21, 22])
  }

  @Test func `a statement that is given up in the middle does not hold its snapshot`() throws {
    let connection = try StatementTests.table()
    try connection.execute("INSERT INTO t(i) VALUES (1), (2)")
    do {
      let rows = try connection.statement("SELECT i FROM t")
      _ = try rows.step()
    }
    // A table cannot be dropped while a row of it is being looked at.
    try connection.execute("DROP TABLE t")
  }

  @Test func `errors carry the words of the statement and no values`() throws {
    let connection = try StatementTests.table()
    let error = #expect(throws: StoreError.self) { try connection.execute("SELECT missing FROM t") }
    #expect(error == .sqlite(code: 1, message: "no such column: missing", sql: "SELECT missing FROM t"))
    try connection.execute("CREATE UNIQUE INDEX once ON t(s)")
    let insertion = try connection.statement("INSERT INTO t(s) VALUES (?)")
    try insertion.bind(1, "private words")
    try insertion.run()
    let refusal = #expect(throws: StoreError.self) { try insertion.run() }
    #expect(refusal.map { "\($0)".contains("private") } == false)
  }

  @Test func `a full disk is called so, and the transaction can be undone`() throws {
    let connection = try StatementTests.table()
    try connection.execute("PRAGMA max_page_count = 10")
    try connection.execute("BEGIN")
    let insertion = try connection.statement("INSERT INTO t(b) VALUES (zeroblob(100000))")
    #expect(throws: StoreError.diskFull(path: ":memory:")) { try insertion.run() }
    insertion.reset()
    connection.rollBack()
    #expect(!connection.isInTransaction)
    try #expect(connection.integer("SELECT count(*) FROM t") == 0)
  }
}
