import Bytes
import Formats
import Host
import Watch

/// Follows files and folders: lines of a file as they are added, any other file once it has stopped changing.
package final class Follower: Sendable {
  private let paths: [FilePath]
  private let spool: Spool
  private let importer: Importer
  private let marks: FollowMarks
  private let now: @Sendable () -> Timestamp
  private let state = Monitor(State())

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
  private let grace: Duration

  init(
    paths: [FilePath],
    spool: Spool,
    importer: Importer,
    marks: FollowMarks,
    interval: Duration,
    grace: Duration,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.paths = paths
    self.interval = interval
    self.spool = spool
    self.importer = importer
    self.marks = marks
    self.grace = grace
    self.now = now
  }

  package var progress: Progress {
    state.change { state in
      Progress(
        files: state.files,
        problems: (state.problems.map { "\($0.key): \($0.value)" } + [marks.problem].compactMap(\.self)).sorted(),
        report: state.report
      )
    }
  }

  /// Works until it is told to end.
  package func run() {
    var followed: [FilePath: Followed] = [:]
    var left: [FileID: FileTail.Mark] = [:]
    while !state.read({ $0.isEnding }) {
      let paths = Set(files())
      let isFewer = forget(&followed, &left, except: paths)
      let isMore = begin(paths, &followed, left)
      if isFewer || isMore { marks.dropGone(except: Follower.held(followed).union(left.keys)) }
      var isNews = false
      for file in followed.values where spool.waiting <= Follower.backlog {
        isNews = attempt(file) || isNews
        for mark in file.tail.takeLeft() { left[mark.id] = mark }
      }
      state.change { $0.files = followed.count }
      if !isNews { sleepUntil(.now + interval) }
    }
  }

  /// Begins to follow files that are new; false where none is.
  private func begin(
    _ paths: Set<FilePath>,
    _ followed: inout [FilePath: Followed],
    _ left: [FileID: FileTail.Mark]
  ) -> Bool {
    let new = paths.filter { followed[$0] == nil }.sorted()
    guard !new.isEmpty else { return false }
    var held = Follower.held(followed)
    let count = followed.count
    for path in new {
      // A file that has been renamed is read to its end under the name it had.
      guard let sight = FileSight(path), !held.contains(sight.id) else { continue }
      var known = marks.mark(of: sight.id)
      // Of the one that had the name before, the rest may be found.
      if known == nil, let old = marks.mark(at: path.description), !held.contains(old.tail.id) { known = old }
      let file = Followed(
        path,
        sight,
        known: known,
        left: left[sight.id],
        chunk: Int(clamping: spool.limit / 2),
        grace: grace
      )
      held.formUnion(file.tail.held)
      followed[path] = file
    }
    return followed.count > count
  }

  /// Forgets files that are gone, once nothing of them is left to be read; false where none is.
  private func forget(
    _ followed: inout [FilePath: Followed],
    _ left: inout [FileID: FileTail.Mark],
    except paths: Set<FilePath>
  ) -> Bool {
    let count = followed.count
    for (path, file) in followed where file.waiting == nil && file.tail.isIdle {
      guard !paths.contains(path) || FileSight(path) == nil else { continue }
      if file.tail.mark != .start { left[file.tail.mark.id] = file.tail.mark }
      note(path, nil)
      followed[path] = nil
    }
    // They are of use for as long as a file has another name in a folder that is followed.
    if left.count > Follower.leftLimit { left = [:] }
    return followed.count < count
  }

  private static let leftLimit = 4_096

  /// The files that are read, whatever they are called by now.
  private static func held(_ followed: [FilePath: Followed]) -> Set<FileID> {
    Set(followed.values.flatMap { $0.tail.held + ($0.taken.map { [$0.id] } ?? []) })
  }

  /// Ends it; what has been added to files since is found by the next one.
  package func end() {
    state.change { $0.isEnding = true }
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
    state.change { $0.problems[path.description] = problem }
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
      label: FollowPlace(lines, of: file.path).label,
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
    state.change { $0.report.merge(report) }
    file.taken = sight
    let stamp = FollowMarks.stamp(sight)
    marks.note([.init(tail: FileTail.Mark(id: sight.id), path: file.path.description, format: nil, taken: stamp)])
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

  /// Goes on where a reading of this process has left, or at what is known of an earlier one.
  init(
    _ path: FilePath,
    _ sight: FileSight,
    known: FollowMarks.Mark?,
    left: FileTail.Mark?,
    chunk: Int,
    grace: Duration
  ) {
    self.path = path
    let mark = left ?? (known?.taken == nil ? known?.tail : nil) ?? .start
    tail = FileTail(path, from: mark, isContinued: left != nil, chunk: chunk, grace: grace)
    if known?.taken == FollowMarks.stamp(sight) { taken = sight }
    // The system may have given the number of a file that is gone to one of another kind.
    let hasName = known?.path == path.description
    format = hasName ? known?.format : nil
    isWhole = taken != nil || (hasName && known?.taken != nil)
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
