import Bytes
import Glibc

/// Requests on disk between their answer and the store, in files that are read once they have been closed.
///
/// What has been added outlives this process. A segment is read from its start until it is removed: whoever reads must
/// not mind meeting an entry twice. Readable by its owner alone, because nothing in it has been masked.
package final class Spool: Sendable {
  private let folder: FilePath
  /// The most bytes that may wait.
  package let limit: Int64
  private let state: Monitor<State>
  /// Held for as long as this lives: two readers of a spool would each keep and remove what is the other's.
  private let lock: CInt

  private struct State {
    /// Closed segments, oldest first.
    var closed: [Segment] = []
    /// Segments somebody reads.
    var taken: [Segment] = []
    var open: OpenSegment?
    var nextNumber: UInt64
    var bytes: Int64 = 0
    /// The file that tells of a process that ended with a segment.
    var trial: CInt = -1
    /// Whoever waits for entries need not any more.
    var isEnding = false
  }

  /// A file of entries that nobody adds to any more.
  package struct Segment: Equatable, Sendable {
    fileprivate let number: UInt64
    package let size: Int64
  }

  /// The file that entries are added to.
  private struct OpenSegment {
    let number: UInt64
    let descriptor: CInt
    var size: Int64 = 0
  }

  /// A segment of this size is closed; one more request may make it larger.
  private static let segmentSize: Int64 = 16 << 20

  /// Opens the spool of a folder, which is made where there is none, with what an earlier process has left in it.
  package init(folder: FilePath, limit: Int64) throws(FileError) {
    self.folder = folder
    self.limit = limit
    try FileWriter.makeFolder(folder, mode: 0o700)
    lock = try Spool.lock(folder)
    let segments = Spool.segments(in: folder, Spool.suffix)
    // No number is given twice while anything of it is left.
    let last = [Spool.suffix, Spool.trySuffix, Spool.asideSuffix].flatMap { Spool.segments(in: folder, $0) }
    var state = State(closed: segments, nextNumber: (last.map(\.number).max() ?? 0) + 1)
    state.bytes = segments.reduce(0) { $0 + $1.size }
    self.state = Monitor(state)
  }

  deinit {
    closeTrial()
    state.update { closeOpen(&$0) }
    // Explicitly: a child that is just being started still shares the description until it runs its program.
    flock(lock, LOCK_UN)
    close(lock)
  }

  /// How many bytes wait to be read, those that are being read among them.
  package var waiting: Int64 { state.read { $0.bytes } }

  /// Adds an entry; false where the spool is full.
  ///
  /// Once this returns, the entry outlives the process; a machine that loses power may lose the last seconds.
  package func add(_ entry: SpoolEntry) throws(FileError) -> Bool {
    let bytes = entry.bytes
    let result = state.update { state -> Result<Bool, FileError> in
      guard state.bytes + Int64(bytes.count) <= limit else { return .success(false) }
      do throws(FileError) {
        try append(bytes, to: &state)
        return .success(true)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Returns the oldest segment, waiting for one; nil when the time has passed or the spool is ended.
  package func take(within time: Duration) -> Segment? {
    state.wait(until: .now + time) { state -> Segment?? in
      if state.closed.isEmpty { closeOpen(&state) }
      guard !state.closed.isEmpty else { return state.isEnding ? .some(nil) : nil }
      let segment = state.closed.removeFirst()
      state.taken.append(segment)
      return .some(segment)
    } ?? nil
  }

  /// Reads the entries of a segment; the second result says how many places of it were damaged.
  package func read(_ segment: Segment, _ body: (SpoolEntry) throws -> Void) throws -> Int {
    var file = try FileReader(path(of: segment.number))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(clamping: segment.size))
    while case let piece = try file.read(), !piece.isEmpty { bytes += piece }
    var (offset, damaged) = (0, 0)
    while true {
      switch SpoolEntry.read(bytes.span, at: offset) {
      case .entry(let entry, let next):
        try body(entry)
        offset = next
      case .damage(let next):
        damaged += 1
        offset = next
      case .end: return damaged
      }
    }
  }

  /// Removes a segment whose entries are kept elsewhere now.
  package func remove(_ segment: Segment) throws(FileError) {
    let path = path(of: segment.number)
    guard unsafe path.withCString({ unsafe unlink($0) }) == 0 || errno == ENOENT else { throw FileError(path) }
    state.update { state in
      state.taken.removeAll { $0 == segment }
      state.closed.removeAll { $0 == segment }
      state.bytes -= segment.size
    }
    endTry(segment)
  }

  /// Puts a segment back that could not be kept.
  package func putBack(_ segment: Segment) {
    state.update { state in
      state.taken.removeAll { $0 == segment }
      state.closed.insert(segment, at: 0)
    }
    endTry(segment)
  }

  private func closeTrial() {
    state.update { state in
      guard state.trial >= 0 else { return }
      LastWords.end(state.trial)
      close(state.trial)
      state.trial = -1
    }
  }

  // MARK: Tries

  /// Processes that a segment may end before it is deadly.
  private static let tries = 2

  /// The segments that have ended processes that were working on them.
  package var deadly: [Segment] {
    state.read(\.closed).filter { segment in
      let path = path(of: segment.number, Spool.trySuffix)
      return FileSight(path).map { $0.size >= Spool.tries } ?? false
    }
  }

  /// Has it noted on disk if a segment that somebody begins to work on ends the process; `remove` and `putBack` end it.
  ///
  /// Who is killed from outside has nothing to do with it. One segment is worked on at a time.
  package func beginTry(_ segment: Segment) throws(FileError) {
    let path = path(of: segment.number, Spool.trySuffix)
    let descriptor = unsafe path.withCString { unsafe open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else { throw FileError(path) }
    state.update { $0.trial = descriptor }
    LastWords.begin(descriptor)
  }

  /// Sets a segment aside that nobody can read, and returns its name then.
  package func setAside(_ segment: Segment) throws(FileError) -> String {
    let (old, new) = (path(of: segment.number), path(of: segment.number, Spool.asideSuffix))
    let isMoved = unsafe old.withCString { old in unsafe new.withCString { unsafe rename(old, $0) == 0 } }
    guard isMoved else { throw FileError(old) }
    try remove(segment)
    return new.description
  }

  private func endTry(_ segment: Segment) {
    closeTrial()
    _ = unsafe path(of: segment.number, Spool.trySuffix).withCString { unsafe unlink($0) }
  }

  /// Tells whoever waits for entries that no more will come.
  package func end() {
    state.update { $0.isEnding = true }
  }

  // MARK: Files

  private static func lock(_ folder: FilePath) throws(FileError) -> CInt {
    let path = folder.appending(Array("lock".utf8)) ?? folder
    let descriptor = unsafe path.withCString { unsafe open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else { throw FileError(path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      throw code == EWOULDBLOCK ? FileError(path: folder.description, reason: .inUse) : FileError(path, code: code)
    }
    return descriptor
  }

  private func append(_ bytes: [UInt8], to state: inout State) throws(FileError) {
    if state.open == nil { state.open = try newSegment(&state) }
    guard var segment = state.open else { return }
    guard Descriptor.writeAll(bytes, to: segment.descriptor) else {
      let error = FileError(path(of: segment.number))
      // Half an entry would hide the next one.
      if ftruncate(segment.descriptor, off_t(segment.size)) != 0 { closeOpen(&state) }
      throw error
    }
    segment.size += Int64(bytes.count)
    state.open = segment
    state.bytes += Int64(bytes.count)
    if segment.size >= Spool.segmentSize { closeOpen(&state) }
  }

  private func newSegment(_ state: inout State) throws(FileError) -> OpenSegment {
    let path = path(of: state.nextNumber)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC
    let descriptor = unsafe path.withCString { unsafe open($0, flags, 0o600) }
    guard descriptor >= 0 else { throw FileError(path) }
    defer { state.nextNumber += 1 }
    return OpenSegment(number: state.nextNumber, descriptor: descriptor)
  }

  private func closeOpen(_ state: inout State) {
    guard let segment = state.open else { return }
    state.open = nil
    close(segment.descriptor)
    state.closed.append(Segment(number: segment.number, size: segment.size))
  }

  private static let suffix = ".spool"
  private static let trySuffix = ".try"
  private static let asideSuffix = ".damaged"

  private func path(of number: UInt64, _ suffix: String = Spool.suffix) -> FilePath {
    let digits = String(number)
    let name = String(repeating: "0", count: 20 - digits.count) + digits + suffix
    return folder.appending(Array(name.utf8)) ?? folder
  }

  private static func segments(in folder: FilePath, _ suffix: String) -> [Segment] {
    Files.names(in: folder.text ?? "").compactMap { name in
      guard name.hasSuffix(suffix), let number = UInt64(name.dropLast(suffix.count)),
        let path = folder.appending(Array(name.utf8))
      else { return nil }
      var status = stat()
      guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0 else { return nil }
      return Segment(number: number, size: Int64(status.st_size))
    }
  }
}
