import Bytes
import Domain
import Glibc
import Host
import Store

/// Everything that is stored as plain files, and back.
package enum Archive {
  /// What was written or read.
  package struct Report: Equatable, Sendable {
    package let folder: String
    package let files: [File]

    /// A file and its rows.
    package struct File: Equatable, Sendable {
      package let name: String
      package var rows: Int
    }
  }

  private static let version: Int64 = 1
  private static let signals = "signals.jsonl"
  private static let checkpoints = "checkpoints.jsonl"
  private static let manifest = "manifest.json"
  /// Rows taken in within one transaction.
  private static let rowsAtOnce = 16_384

  // MARK: Export

  /// Writes all tables and signals into a folder that is new or empty; `progress` hears of files and rows.
  package static func export(_ books: Books, to folder: String, progress: (String) -> Void) throws -> Report {
    guard Files.kind(folder) == nil || PlainFiles.isEmpty(folder) else { throw LoopError.notEmpty(path: folder) }
    try PlainFiles.makeFolder(folder, mode: 0o700)
    return try books.store.read { reader in
      var sheets: [String: Sheet] = [:]
      var order: [String] = []
      try reader.exportTables { table, row in
        if sheets[table] == nil {
          order.append(table)
          sheets[table] = try Sheet(folder, "\(table).jsonl")
        }
        try sheets[table]?.add(row)
        progress(table)
      }
      let signalSheet = try Sheet(folder, signals)
      try reader.exportSignals { line in
        try signalSheet.add(line)
        progress("\(signals): \(signalSheet.rows)")
      }
      var files = try order.compactMap { try sheets[$0]?.finish() }
      files.append(try signalSheet.finish())
      files.append(try exportCheckpoints(of: books.project, to: folder))
      // An export is a witness: it must not tell of what the store may lose with the machine's power.
      try books.store.settleLog()
      try writeManifest(files, head: try reader.ledgerHead(), to: folder)
      return Report(folder: folder, files: files)
    }
  }

  /// One file on its way.
  private final class Sheet {
    private let name: String
    private let appender: FileAppender
    private var buffer: [UInt8] = []
    private(set) var rows = 0

    private static let bufferSize = 1 << 20

    init(_ folder: String, _ name: String) throws {
      self.name = name
      // The secret is among what is written.
      appender = try PlainFiles.appender("\(folder)/\(name)", mode: 0o600)
    }

    func add(_ row: JSONValue) throws {
      try add(Array(row.text.utf8))
    }

    func add(_ line: [UInt8]) throws {
      buffer += line
      buffer.append(UInt8(ascii: "\n"))
      rows += 1
      if buffer.count >= Sheet.bufferSize { try flush() }
    }

    func finish() throws -> Report.File {
      try flush()
      do throws(FileError) {
        try appender.sync()
      } catch {
        throw LoopError.unwritable(error)
      }
      return Report.File(name: name, rows: rows)
    }

    private func flush() throws {
      do throws(FileError) {
        try appender.append(buffer)
      } catch {
        throw LoopError.unwritable(error)
      }
      buffer.removeAll(keepingCapacity: true)
    }
  }

  private static func exportCheckpoints(of project: Project, to folder: String) throws -> Report.File {
    let sheet = try Sheet(folder, checkpoints)
    for (name, text) in try CheckpointFiles(project).texts() {
      try sheet.add(["name": .string(name), "text": .string(text)])
    }
    return try sheet.finish()
  }

  private static func writeManifest(
    _ files: [Report.File],
    head: (seq: Int64, hash: [UInt8])?,
    to folder: String
  ) throws {
    let value: JSONValue = [
      "format": .integer(version), "reckon": .string(Version.current),
      "head": .string(head.map { Hex.encode($0.hash) } ?? ""), "entries": .integer(head?.seq ?? 0),
      "files": .array(files.map { ["name": .string($0.name), "rows": .integer(Int64($0.rows))] }),
    ]
    // Last, so that a folder without it is known to be unfinished.
    try PlainFiles.write(Array((value.text + "\n").utf8), to: "\(folder)/\(manifest)", mode: 0o600)
  }

  // MARK: Rebuild

  /// Makes the project's store from a folder that `export` wrote.
  package static func rebuild(
    from folder: String,
    workplace: Workplace,
    isReplacing: Bool,
    progress: (String) -> Void
  ) throws -> Report {
    guard let project = workplace.project else { throw LoopError.noProject(missingRoot: workplace.missingRoot) }
    let plan = try Manifest(folder)
    let state = project.stateFolder
    if Files.kind(state + "/" + Store.fileName) != nil {
      guard isReplacing else { throw LoopError.storeExists(path: state) }
    }
    // Built beside the old one: until it is whole and proven, the project keeps what it has.
    let building = state + ".rebuild-\(getpid())"
    do {
      try build(plan, from: folder, at: building, project, workplace, progress)
    } catch {
      Files.removeFolder(building)
      throw error
    }
    try swap(building, into: state, workplace)
    return Report(folder: state, files: plan.files)
  }

  private static func build(
    _ plan: Manifest,
    from folder: String,
    at building: String,
    _ project: Project,
    _ workplace: Workplace,
    _ progress: (String) -> Void
  ) throws {
    try PlainFiles.makeFolder(building, mode: 0o700)
    // It holds the secret from its first moment on, and lies in somebody's repository.
    try PlainFiles.write(Array("*\n".utf8), to: building + "/.gitignore")
    let options = StoreOptions(secret: try secret(in: folder))
    guard let store = try Store.open(at: building, creating: true, options: options) else {
      throw LoopError.badExport(path: building, reason: "the store that was made is not there")
    }
    for file in plan.files { try take(file, from: folder, into: store, progress) }
    let books = Books(
      store: store,
      project: project,
      environment: workplace.environment,
      now: workplace.now,
      actor: "person",
      isAsOf: false
    )
    try verify(books, plan, CheckpointFiles(folder: building))
    try store.settle()
  }

  private static func take(
    _ file: Report.File,
    from folder: String,
    into store: Store,
    _ progress: (String) -> Void
  ) throws {
    guard let path = FilePath("\(folder)/\(file.name)") else {
      throw LoopError.unreadable(FileError(path: file.name, reason: .badName))
    }
    var lines: LineReader
    do throws(FileError) {
      lines = LineReader(try FileReader(path))
    } catch {
      throw LoopError.unreadable(error)
    }
    let table = String(file.name.dropLast(".jsonl".count))
    var count = 0
    while let batch = try lines.next() {
      for start in stride(from: 0, to: batch.lines.count, by: rowsAtOnce) {
        let part = batch.lines[start..<min(start + rowsAtOnce, batch.lines.count)]
        let rows = try part.enumerated().map { index, line in
          try row(batch.bytes[line], file.name, Int(batch.firstLine) + start + index)
        }
        if file.name == checkpoints {
          try CheckpointFiles(folder: store.folder).write(rows)
          count += rows.count
          continue
        }
        do {
          try store.write { writer in
            if file.name == signals {
              try writer.importSignals(rows)
            } else {
              for row in rows { try writer.importRow(table, row) }
            }
          }
        } catch StoreError.unfit(_, let detail) {
          throw LoopError.badExport(path: "\(folder)/\(file.name)", reason: detail)
        }
        count += rows.count
        progress("\(file.name): \(count)")
      }
    }
    guard count == file.rows else {
      throw LoopError.badExport(
        path: "\(folder)/\(file.name)",
        reason: "it has \(count) rows; the manifest says \(file.rows)"
      )
    }
  }

  private static func row(_ bytes: ArraySlice<UInt8>, _ name: String, _ line: Int) throws -> JSONNode {
    do {
      return try JSONDocument(Array(bytes)).root
    } catch {
      throw LoopError.badExport(path: "\(name):\(line)", reason: "it is not JSON: \(error)")
    }
  }

  /// A rebuilt store must have the very chain that was exported, and pass every check of an audit.
  private static func verify(_ books: Books, _ plan: Manifest, _ checkpoints: CheckpointFiles) throws {
    try books.read { records in
      let head = try records.reader.ledgerHead().map { Hex.encode($0.hash) } ?? ""
      guard head == plan.head else {
        throw LoopError.badExport(path: "the exported ledger", reason: "it does not end as the manifest says")
      }
      let report = try LedgerAudit(records, checkpoints, {}).report
      if let fault = report.faults.first { throw LoopError.badExport(path: "the export", reason: fault) }
    }
  }

  private static func swap(_ building: String, into state: String, _ workplace: Workplace) throws {
    if Files.kind(state) != nil {
      let aside = "\(state).before-rebuild-\(workplace.now.seconds)"
      guard unsafe rename(state, aside) == 0 else { throw LoopError.unwritable(FileError(systemPath: state)) }
    }
    guard unsafe rename(building, state) == 0 else { throw LoopError.unwritable(FileError(systemPath: state)) }
    if let project = workplace.project { try ProjectFolder.prepare(project) }
  }

  /// Returns the secret that the exported rows are keyed with.
  private static func secret(in folder: String) throws -> [UInt8] {
    guard let text = Files.text("\(folder)/settings.jsonl", limit: 64 << 20) else {
      throw LoopError.badExport(path: "\(folder)/settings.jsonl", reason: "it cannot be read")
    }
    for line in text.split(separator: "\n") {
      let row = try row(Array(line.utf8)[...], "settings.jsonl", 1)
      if row["name"]?.string == Store.secretName, let hex = row["value"]?.string,
        let bytes = Hex.bytes(hex), bytes.count == 32
      {
        return bytes
      }
    }
    throw LoopError.badExport(path: "\(folder)/settings.jsonl", reason: "the store's secret is not in it")
  }

  /// What an export says of itself.
  private struct Manifest {
    let head: String
    let files: [Report.File]

    init(_ folder: String) throws {
      let path = "\(folder)/\(manifest)"
      guard let text = Files.text(path, limit: 1 << 20) else {
        throw LoopError.unreadable(FileError(path: path, reason: .notFound))
      }
      let root = try row(Array(text.utf8)[...], manifest, 1)
      guard root["format"]?.integer == version else {
        throw LoopError.badExport(path: path, reason: "it is of a format that this version does not know")
      }
      head = root["head"]?.string ?? ""
      // A name with a slash would lead out of the folder.
      files = (root["files"]?.elements ?? []).compactMap { file in
        guard let name = file["name"]?.string, !name.contains("/"), let rows = file["rows"]?.integer else { return nil }
        return Report.File(name: name, rows: Int(rows))
      }
    }
  }
}
