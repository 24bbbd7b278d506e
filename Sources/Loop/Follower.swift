import Bytes
import Formats
import Host
import Synchronization
import Watch

/// Follows files and folders: lines of a file as they are added, any other file once it has stopped changing.
package final class Follower: Sendable {
  private let paths: [FilePath]
  private let spool: Spool
  private let importer: Importer
  private let marks: FollowMarks
  private let now: @Sendable () -> Timestamp
  private let state = Mutex(State())

  private struct State {
    var isEnding = false
    var files = 0
    var report = ImportReport(isDryRun: false)
    /// What is wrong with a path, by its name.
    var problems: [String: String] = [:]
  }

  /// How it goes.
  package struct Progress: Sendable {
    package let files: Int
    package let problems: [String]
    /// What became of files that were taken whole; lines go the way of what is received.
    package let report: ImportReport
  }

  /// A file is looked at as often; one that is taken whole must have looked the same for as long.
  private let interval: Duration
  private static let stillness = 4
  /// While more than this waits, files wait too: they are on disk already.
  private static let backlog: Int64 = 64 << 20

  init(
    paths: [FilePath],
    spool: Spool,
    importer: Importer,
    marks: String,
    interval: Duration,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.paths = paths
    self.interval = interval
    self.spool = spool
    self.importer = importer
    self.marks = FollowMarks(path: marks)
    self.now = now
  }

  package var progress: Progress {
    state.withLock { state in
      Progress(
        files: state.files,
        problems: state.problems.map { "\($0.key): \($0.value)" }.sorted(),
        report: state.report
      )
    }
  }

  /// Works until it is told to end.
  package func run() {
    var followed: [FilePath: Followed] = [:]
    var known = marks.load()
    while !state.withLock({ $0.isEnding }) {
      for path in files() where followed[path] == nil {
        followed[path] = Followed(path, known: known[path.description])
      }
      var isNews = false
      for file in followed.values where spool.waiting <= Follower.backlog {
        isNews = attempt(file) || isNews
      }
      state.withLock { $0.files = followed.count }
      if isNews {
        for file in followed.values { known[file.path.description] = file.mark }
        save(known)
      } else {
        sleepUntil(.now + interval)
      }
    }
  }

  /// Ends it; what has been added to files since is found by the next one.
  package func end() {
    state.withLock { $0.isEnding = true }
  }

  /// The files of all paths; those in folders are looked for anew each time.
  private func files() -> [FilePath] {
    paths.flatMap { path -> [FilePath] in
      guard path.text.map({ Files.kind($0) }) == .folder else { return [path] }
      do throws(FileError) {
        return try FolderWalk(path).files.map(\.path)
      } catch {
        note(path, error.words)
        return []
      }
    }
  }

  private func attempt(_ file: Followed) -> Bool {
    do {
      let isNews = try follow(file)
      note(file.path, nil)
      return isNews
    } catch let error as FileError {
      note(file.path, error.words)
    } catch {
      note(file.path, "\(error)")
    }
    return false
  }

  private func note(_ path: FilePath, _ problem: String?) {
    state.withLock { $0.problems[path.description] = problem }
  }

  private func save(_ known: [String: FollowMarks.Mark]) {
    do throws(LoopError) {
      try marks.save(known)
      state.withLock { $0.problems[marks.path] = nil }
    } catch {
      // What was followed is read again by the next watch, and known already.
      state.withLock { $0.problems[marks.path] = "how far files were read cannot be written down" }
    }
  }

  // MARK: One file

  /// Takes what is new of a file; false where nothing is.
  private func follow(_ file: Followed) throws -> Bool {
    switch try file.kind() {
    case .none: false
    case .lines(let format): try addLines(of: file, format)
    case .whole: try takeWhole(file)
    }
  }

  private func addLines(of file: Followed, _ format: RecordFormat) throws -> Bool {
    guard let lines = try file.waiting ?? file.tail.next() else { return false }
    let entry = SpoolEntry(
      route: WireRoute.file.rawValue,
      type: format.rawValue,
      label: "\(lines.first)\n\(file.path)",
      received: now(),
      body: lines.bytes
    )
    // Where there is no room now there will be later.
    file.waiting = try spool.add(entry) ? nil : lines
    return file.waiting == nil
  }

  private func takeWhole(_ file: Followed) throws -> Bool {
    guard let sight = FileSight(file.path), sight != file.taken else { return false }
    file.stillness = sight == file.sight ? file.stillness + 1 : 0
    file.sight = sight
    guard file.stillness >= Follower.stillness else { return false }
    guard let path = file.path.text else { throw FileError(path: file.path.description, reason: .badName) }
    let report = try importer.run([path]) { _ in }
    state.withLock { $0.report.merge(report) }
    file.taken = sight
    return true
  }
}

/// One file that is followed.
private final class Followed {
  let path: FilePath
  let tail: FileTail
  /// Lines that there was no room for.
  var waiting: FileTail.Lines?
  /// How it looked last, for how many looks, and when it was taken whole.
  var sight: FileSight?
  var stillness = 0
  var taken: FileSight?
  private var format: RecordFormat?
  private var isWhole = false

  enum Kind { case none, lines(RecordFormat), whole }

  init(_ path: FilePath, known: FollowMarks.Mark?) {
    self.path = path
    tail = FileTail(path, from: known?.tail ?? .start)
    taken = nil
    format = known?.format
    isWhole = known?.taken != nil
    if let sight = FileSight(path), known?.taken == FollowMarks.stamp(sight) { taken = sight }
  }

  var mark: FollowMarks.Mark {
    FollowMarks.Mark(tail: tail.mark, format: format, taken: taken.map(FollowMarks.stamp))
  }

  /// Tells by its beginning how a file is followed, once it has one.
  func kind() throws -> Kind {
    if isWhole { return .whole }
    if let format { return .lines(format) }
    guard FileSight(path).map({ $0.size > 0 }) ?? false else { return .none }
    var reader = try FileReader(path)
    let prefix = try reader.peek(FormatGuess.prefixLength)
    switch FormatGuess.guess(prefix.span) {
    case .known(let format) where format.framing == .lines && !reader.isPacked:
      self.format = format
      return .lines(format)
    case .known:
      isWhole = true
      return .whole
    case .unknown(let looksLike, let hint):
      // It may have been caught in the middle of its first line; it is looked at again.
      throw FollowProblem(words: "it looks like \(Watcher.masked(looksLike)): \(hint)")
    }
  }
}

/// Why a file is not followed.
private struct FollowProblem: Error, CustomStringConvertible {
  let words: String
  var description: String { words }
}
