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
  /// Which columns of tables are what of a metric, as it was typed.
  let map: String?

  package init(workplace: Workplace, desk: Desk, isDryRun: Bool, sourceName: String?, map: String? = nil) {
    self.workplace = workplace
    self.desk = desk
    self.isDryRun = isDryRun
    self.sourceName = sourceName
    self.map = map
  }

  /// Imports all of the paths; a path that cannot be read at all stops it before anything is taken in.
  package func run(
    _ paths: [String],
    checkpoint: () throws -> Void = {},
    progress: (ImportProgress) -> Void
  ) throws -> ImportReport {
    let map = try readMap()
    let inputs = try ImportInput.collect(paths, environment: workplace.environment)
    let books = isDryRun ? nil : try desk.openBooks(of: workplace, actor: "person")
    // Before anything is read: what lies in its future would only be rejected line by line.
    try books?.read { try books?.refuseBackdating($0) }
    var intake = try Intake(
      books: books,
      workplace: workplace,
      sourceName: sourceName,
      isDryRun: isDryRun,
      map: map
    )
    let total = inputs.files.reduce(0) { $0 + ($1.size ?? 0) }
    var done: Int64 = 0
    for problem in inputs.problems {
      intake.report.reject(.init(path: problem.path, line: 0, reason: problem.words), format: "unreadable")
    }
    do {
      for input in inputs.files {
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

/// A file to be imported, or standard input.
struct ImportInput {
  /// Nil for standard input.
  let path: FilePath?
  let size: Int64?

  /// What people call it.
  var name: String { path?.description ?? "stdin" }

  /// Finds all files of some paths, each folder's in the order of their names.
  static func collect(
    _ paths: [String],
    environment: Environment
  ) throws(LoopError) -> (files: [ImportInput], problems: [FileError]) {
    var files: [ImportInput] = []
    var problems: [FileError] = []
    for typed in paths {
      guard typed != "-" else {
        files.append(ImportInput(path: nil, size: nil))
        continue
      }
      do throws(FileError) {
        guard let path = FilePath(environment.path(typed)) else { throw FileError(path: typed, reason: .badName) }
        if path.text.map({ Files.kind($0) }) == .folder {
          let walk = try FolderWalk(path)
          files += walk.files.map { ImportInput(path: $0.path, size: $0.size) }
          problems += walk.problems
        } else {
          files.append(ImportInput(path: path, size: try FileReader(path).size))
        }
      } catch {
        throw .unreadable(error)
      }
    }
    return (files, problems)
  }

  /// Opens it from its start.
  func open() throws(LoopError) -> FileReader {
    do throws(FileError) {
      guard let path else { return FileReader(descriptor: 0, named: FilePath.standardInput) }
      return try FileReader(path)
    } catch {
      throw .unreadable(error)
    }
  }
}
