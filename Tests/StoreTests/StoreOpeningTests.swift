import Domain
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Store

@Suite struct StoreOpeningTests {
  @Test(arguments: StorePlace.allCases)
  func `looking for a store makes nothing`(_ place: StorePlace) throws {
    try place.withFolder { folder in
      try #expect(Store.open(at: folder + "/.reckon", creating: false) == nil)
      try #expect(Store.open(at: folder + "/none/.reckon", creating: false) == nil)
      try #expect(Store.open(at: folder, creating: false) == nil)
      #expect(FileManager.default.subpaths(atPath: folder) == [])
    }
  }

  @Test(arguments: StorePlace.allCases)
  func `a new store is its owner's alone, and found again`(_ place: StorePlace) throws {
    try place.withFolder { folder in
      let path = folder + "/.reckon"
      let secret = try #require(try Store.open(at: path, creating: true)).secret
      #expect(secret.count == 32)
      let again = try #require(try Store.open(at: path, creating: false))
      #expect(again.secret == secret)
      try again.write { try $0.set("name", [1]) }
      #expect(mode(path) == 0o700)
      for file in try FileManager.default.subpathsOfDirectory(atPath: path) {
        #expect(mode("\(path)/\(file)") == (file == "signals" ? 0o700 : 0o600), "\(file)")
      }
      // A secret is for new stores.
      try #expect(Store.open(at: path, creating: true, options: .fixed)?.secret == secret)
    }
  }

  @Test func `two random secrets differ`() throws {
    let secrets = try (0..<2).map { _ in try StorePlace.memory.withStore(StoreOptions()) { $0.secret } }
    #expect(secrets[0] != secrets[1])
  }

  struct Obstacle: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let isRefusedWhenReading: Bool
    /// What goes on beforehand in the folder, and the error for a store at `.reckon` in it.
    let make: @Sendable (String) throws -> StoreError?
  }

  static let obstacles = [
    Obstacle(testDescription: "a file in place of the folder", isRefusedWhenReading: true) { folder in
      try Data("text".utf8).write(to: URL(fileURLWithPath: folder + "/.reckon"))
      return .notAStore(path: folder + "/.reckon", reason: "a file stands where its folder should be")
    },
    Obstacle(testDescription: "a folder in place of the database", isRefusedWhenReading: true) { folder in
      try makeFolder(folder + "/.reckon/store.db")
      return .notAStore(path: folder + "/.reckon/store.db", reason: "it is no file")
    },
    Obstacle(testDescription: "a text in place of the database", isRefusedWhenReading: true) { folder in
      try makeFolder(folder + "/.reckon")
      try Data(String(repeating: "text ", count: 1_000).utf8)
        .write(to: URL(fileURLWithPath: folder + "/.reckon/store.db"))
      return .notAStore(path: folder + "/.reckon/store.db", reason: "it is not a database")
    },
    Obstacle(testDescription: "another program's database", isRefusedWhenReading: true) { folder in
      try change(folder, from: nil, "CREATE TABLE t(i)")
      return .notAStore(path: folder + "/.reckon/store.db", reason: "it is another program's database")
    },
    Obstacle(testDescription: "a newer schema", isRefusedWhenReading: true) { folder in
      try change(folder, from: .fixed, "PRAGMA user_version = 1000")
      return .newerSchema(path: folder + "/.reckon/store.db", found: 1_000, known: Schema.migrations.count)
    },
    Obstacle(testDescription: "a lost secret", isRefusedWhenReading: true) { folder in
      try change(folder, from: .fixed, "DELETE FROM settings")
      return .corrupt(path: folder + "/.reckon/store.db", detail: "its secret is missing")
    },
    Obstacle(testDescription: "a changed secret", isRefusedWhenReading: true) { folder in
      try change(folder, from: .fixed, "UPDATE settings SET value = zeroblob(32)")
      let detail = "row secret of settings does not match its seal"
      return .corrupt(path: folder + "/.reckon/store.db", detail: detail)
    },
    Obstacle(testDescription: "a folder that is missing above", isRefusedWhenReading: false) { folder in
      try FileManager.default.removeItem(atPath: folder)
      return .unreadable(path: folder + "/.reckon", reason: "it cannot be made: No such file or directory")
    },
    Obstacle(testDescription: "an empty file, as from a process that died", isRefusedWhenReading: false) { folder in
      try makeFolder(folder + "/.reckon")
      try Data().write(to: URL(fileURLWithPath: folder + "/.reckon/store.db"))
      return nil
    },
    Obstacle(testDescription: "a database without tables", isRefusedWhenReading: false) { folder in
      try change(folder, from: nil, "PRAGMA journal_mode = WAL")
      return nil
    },
  ]

  @Test(arguments: obstacles)
  func `what stands in the way is named, and left as it is`(_ obstacle: Obstacle) throws {
    try StorePlace.memory.withFolder { folder in
      let error = try obstacle.make(folder)
      let before = contents(folder)
      if let error, obstacle.isRefusedWhenReading {
        #expect(throws: error) { try Store.open(at: folder + "/.reckon", creating: false) }
      } else {
        try #expect(Store.open(at: folder + "/.reckon", creating: false) == nil)
      }
      #expect(contents(folder) == before)
      if let error {
        #expect(throws: error) { try Store.open(at: folder + "/.reckon", creating: true) }
      } else {
        let store = try #require(try Store.open(at: folder + "/.reckon", creating: true))
        try #expect(store.faults() == [])
      }
    }
  }

  @Test func `of many who make the store at once, one does`() throws {
    try StorePlace.memory.withFolder { folder in
      let secrets = Mutex<[[UInt8]]>([])
      DispatchQueue.concurrentPerform(iterations: 12) { _ in
        let store = try? Store.open(at: folder + "/.reckon", creating: true)
        if let store { secrets.withLock { $0.append(store.secret) } }
      }
      #expect(secrets.withLock { $0.count } == 12)
      #expect(secrets.withLock { Set($0).count } == 1)
    }
  }

  @Test func `a database goes forward version by version, or stays as it was`() throws {
    let connection = try Connection(path: ":memory:", mode: .memory)
    let first = ["CREATE TABLE one(i INTEGER)", "INSERT INTO one VALUES (1)"]
    var made = 0
    try Schema.migrate(connection, with: [first]) { () throws(StoreError) in made += 1 }
    let broken = [first, ["CREATE TABLE two(i INTEGER)"], ["nonsense"]]
    #expect(throws: StoreError.self) {
      try Schema.migrate(connection, with: broken) { () throws(StoreError) in made += 1 }
    }
    try #expect(Schema.version(of: connection, known: 3) == 1)
    try #expect(connection.integer("SELECT count(*) FROM sqlite_schema") == 1)
    let second = [first, ["ALTER TABLE one ADD COLUMN j INTEGER", "UPDATE one SET j = 2"]]
    try Schema.migrate(connection, with: second) { () throws(StoreError) in made += 1 }
    try Schema.migrate(connection, with: second) { () throws(StoreError) in made += 1 }
    try #expect(connection.integer("SELECT j FROM one") == 2)
    try #expect(Schema.version(of: connection, known: 2) == 2)
    #expect(made == 1)
    #expect(throws: StoreError.newerSchema(path: ":memory:", found: 2, known: 1)) {
      try Schema.version(of: connection, known: 1)
    }
  }

  @Test func `a store of each earlier version opens and keeps what it has`() throws {
    let record = StoredRecord(
      id: RecordID(.bet, of: "old"),
      owner: "O",
      state: "ready",
      order: 0,
      seq: 7,
      body: Array("{}".utf8)
    )
    for version in 1..<Schema.migrations.count {
      try StorePlace.memory.withFolder { folder in
        let (path, files, old, secret) = try OldStore.make(in: folder, version: version)
        let writer = StoreWriter(old, StoreContext(files, secret: secret, .usual))
        try writer.put(record)
        writer.end()
        let store = try #require(try Store.open(at: path, creating: true))
        #expect(try store.read { try $0.latest(.bet, owner: "O") } == record)
        #expect(try store.read { try $0.latestEntry(of: .bet) } == 7)
        #expect(try store.faults() == [])
      }
    }
  }

  @Test func `the described columns are those of the tables`() throws {
    let connection = try Connection(path: ":memory:", mode: .memory)
    try Schema.migrate(connection) {}
    for table in Table.exported + Table.derived + Table.signals {
      var columns: [String] = []
      let rows = try connection.statement("SELECT name FROM pragma_table_info('\(table.name)')")
      while try rows.step() { columns.append(try rows.text(0)) }
      // A column that came later stands behind the seal.
      let later = table.columns.filter { $0.form == .laterBlob }.map(\.name)
      let first = table.columns.map(\.name).filter { !later.contains($0) }
      #expect(columns == first + (table.isSealed ? ["seal"] : []) + later)
      let keys = "SELECT count(*) FROM pragma_table_info('\(table.name)') WHERE pk > 0"
      try #expect(connection.integer(keys) == table.keyCount, "\(table.name)")
    }
  }

  @Test func `a table, view or trigger that somebody has added is named`() throws {
    try StorePlace.memory.withFolder { folder in
      try change(folder, from: .fixed, "CREATE TRIGGER t AFTER INSERT ON ledger BEGIN DELETE FROM ledger; END")
      let store = try #require(try Store.open(at: folder + "/.reckon", creating: false))
      let what = "is described otherwise than it was made"
      try #expect(store.faults() == [RowFault(table: "sqlite_schema", key: "t", what: what)])
    }
  }

  @Test(arguments: [
    (
      StoreError.notAStore(path: "/p", reason: "it is not a database"),
      "/p is not a store of Reckon: it is not a database. Move it away, or name another folder."
    ),
    (
      .newerSchema(path: "/p", found: 3, known: 1),
      "/p has schema 3; this version knows up to 1. Use the newer Reckon that wrote it."
    ),
    (
      .unreadable(path: "/p", reason: "Input/output error"),
      "/p cannot be used: Input/output error. Check the permissions of the file and its folder."
    ),
    (
      .readOnly(path: "/p"),
      "/p can be read but not written. Check the permissions of the file and its folder."
    ),
    (
      .diskFull(path: "/p"),
      "No space left for /p. Nothing of the change was kept; free space and try again."
    ),
    (
      .corrupt(path: "/p", detail: "row a of b"),
      "/p is damaged: row a of b. `reckon audit` names what is affected, `reckon rebuild` makes it from an export."
    ),
    (.unfit(table: "t", detail: "i is missing"), "A row of t cannot be taken in: i is missing."),
    (.sqlite(code: 1, message: "m", sql: "s"), "SQLite error 1: m, in: s"),
  ])
  func `errors say what to do`(_ error: StoreError, _ words: String) {
    #expect("\(error)" == words)
  }
}

private func makeFolder(_ path: String) throws {
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
}

/// Makes a store, or without options a database of nobody's, and changes it behind the store's back.
private func change(_ folder: String, from options: StoreOptions?, _ sql: String) throws {
  try makeFolder(folder + "/.reckon")
  if let options {
    try Store.open(at: folder + "/.reckon", creating: true, options: options)?.settle()
  } else {
    try Data().write(to: URL(fileURLWithPath: folder + "/.reckon/store.db"))
  }
  let connection = try Connection(path: folder + "/.reckon/store.db", mode: .existing)
  try connection.execute(sql)
  try connection.checkpoint(.truncate)
}

private func mode(_ path: String) -> mode_t {
  var status = stat()
  return unsafe stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
}

/// What is in a folder, without what SQLite keeps beside a database that is open.
private func contents(_ folder: String) -> [String: Data] {
  var contents: [String: Data] = [:]
  for name in FileManager.default.subpaths(atPath: folder) ?? []
  where !name.hasSuffix("-shm") && !name.hasSuffix("-wal") {
    contents[name] = bytes(of: "\(folder)/\(name)")
  }
  return contents
}
