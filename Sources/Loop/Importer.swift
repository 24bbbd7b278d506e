import Bytes
import Domain
import Formats
import Host
import Store

/// Takes files in: reads, makes signals of what they hold, keeps what is new, and turns the loop once.
package struct Importer: Sendable {
  let workplace: Workplace
  let desk: Desk
  let isDryRun: Bool
  let sourceName: String?
  /// Who has it imported, as the ledger names callers.
  let actor: String
  /// Which columns of tables are what of a metric, as it was typed.
  let map: String?

  package init(
    workplace: Workplace,
    desk: Desk,
    isDryRun: Bool,
    sourceName: String?,
    actor: String = "person",
    map: String? = nil
  ) {
    self.workplace = workplace
    self.desk = desk
    self.isDryRun = isDryRun
    self.sourceName = sourceName
    self.actor = actor
    self.map = map
  }

  /// Imports all of the paths; a path that cannot be read at all stops it before anything is taken in.
  package func run(
    _ paths: [String],
    checkpoint: () throws -> Void = {},
    progress: (ImportProgress) -> Void
  ) throws -> ImportReport {
    let inputs = try ImportInput.collect(paths, environment: workplace.environment)
    return try run(inputs.files, inputs.problems, checkpoint, progress)
  }

  /// Imports a file or folder that lies in one of the folders that the caller works in, links followed.
  package func run(
    within path: String,
    checkpoint: () throws -> Void,
    progress: (ImportProgress) -> Void
  ) throws -> ImportReport {
    let fence = try FolderFence(workplace)
    let inputs = try fence.inputs(path, environment: workplace.environment)
    return try run(inputs.files, inputs.problems, checkpoint, progress)
  }

  /// Imports a text as if it were a file.
  package func run(text: String, checkpoint: () throws -> Void, progress: (ImportProgress) -> Void) throws
    -> ImportReport
  {
    try run([ImportInput(.text(Array(text.utf8)))], [], checkpoint, progress)
  }

  private func run(
    _ files: [ImportInput],
    _ problems: [FileError],
    _ checkpoint: () throws -> Void,
    _ progress: (ImportProgress) -> Void
  ) throws -> ImportReport {
    let books = isDryRun ? nil : try desk.openBooks(of: workplace, actor: actor)
    // Before anything is read: what lies in its future would only be rejected line by line.
    try books?.read { try books?.refuseBackdating($0) }
    var intake = try Intake(
      books: books,
      workplace: workplace,
      sourceName: sourceName,
      isDryRun: isDryRun,
      map: try readMap()
    )
    let total = files.reduce(0) { $0 + ($1.size ?? 0) }
    var done: Int64 = 0
    for problem in problems { intake.reject(problem) }
    do {
      for input in files {
        try intake.take(input, checkpoint: checkpoint) { position, signals in
          progress(ImportProgress(path: input.name, done: done + position, total: total, signals: signals))
        }
        done += input.size ?? 0
      }
      try intake.finish()
    } catch {
      // fine because the first failure is told
      try? intake.finish()
      // What was taken in before is there, and others may have left the turn of the loop to us.
      // fine because the first failure is told, and the next import turns too
      if let books, intake.report.accepted > 0 { _ = try? Turn.run(books) }
      throw error
    }
    var report = intake.report
    if let books {
      // What has come before the end of a file is all there is to explain its failures.
      let now = workplace.now.microseconds
      let fresh = FreshSignals(secret: books.secret, piles: LogPiles())
      report.count(try StepParts.settle(books, fresh, until: now, received: now))
      report.count(try FailedRequests.settle(books, fresh, until: now, received: now))
      report.count(try AgentFaults.settle(books, fresh, until: now, received: now))
      report.turn = try Turn.run(books, checkpoint: checkpoint)
      report.removed = try Retention.run(books, checkpoint: checkpoint)
      // The next process starts faster from a short log, and a damaged one could hide the last commits.
      try books.store.settle()
    }
    return report
  }
}

extension Importer {
  private func readMap() throws(LoopError) -> MetricMap? {
    guard let map else { return nil }
    do throws(MetricMap.Problem) {
      return try MetricMap(map)
    } catch {
      throw .badValue(argument: "--map", typed: map, expected: "\(MetricMap.example), or the like: \(error)")
    }
  }
}

/// A file to be imported, standard input, or a text.
struct ImportInput {
  let place: Place
  let size: Int64?

  /// Where it is.
  enum Place {
    case file(FilePath)
    case standardInput
    case text([UInt8])
  }

  init(_ place: Place, size: Int64? = nil) {
    self.place = place
    if case .text(let bytes) = place { self.size = Int64(bytes.count) } else { self.size = size }
  }

  /// What people call it.
  var name: String {
    switch place {
    case .file(let path): path.description
    case .standardInput: "stdin"
    case .text: "text"
    }
  }

  /// What tells one text from another of the same moment.
  var hash: UInt64 { if case .text(let bytes) = place { XXHash64.hash(bytes) } else { 0 } }

  /// Whether it can be read again under its name.
  var isFile: Bool { if case .file = place { true } else { false } }

  /// Finds all files of some paths, each folder's in the order of their names.
  static func collect(
    _ paths: [String],
    environment: Environment
  ) throws(LoopError) -> (files: [ImportInput], problems: [FileError]) {
    var files: [ImportInput] = []
    var problems: [FileError] = []
    for typed in paths {
      guard typed != "-" else {
        files.append(ImportInput(.standardInput))
        continue
      }
      do throws(FileError) {
        guard let path = FilePath(environment.path(typed)) else { throw FileError(path: typed, reason: .badName) }
        let found = try collect(path)
        files += found.files
        problems += found.problems
      } catch {
        throw .unreadable(error)
      }
    }
    return (files, problems)
  }

  /// Finds a file, or all files of a folder.
  static func collect(_ path: FilePath) throws(FileError) -> (files: [ImportInput], problems: [FileError]) {
    guard path.text.map({ Files.kind($0) }) == .folder else {
      return ([ImportInput(.file(path), size: try FileReader(path).size)], [])
    }
    let walk = try FolderWalk(path)
    return (walk.files.map { ImportInput(.file($0.path), size: $0.size) }, walk.problems)
  }

  /// Opens it from its start.
  func open() throws(LoopError) -> FileReader {
    do throws(FileError) {
      switch place {
      case .file(let path): return try FileReader(path)
      case .standardInput: return FileReader(descriptor: 0, named: FilePath.standardInput)
      case .text(let bytes): return FileReader(bytes: bytes, named: FilePath.standardInput)
      }
    } catch {
      throw .unreadable(error)
    }
  }
}
