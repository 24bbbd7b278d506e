import Bytes
import Glibc

/// A file that others write to, followed through rotation and truncation.
///
/// It is told apart by the system's number of it, not by its name: when another file stands under the name, what is left
/// of the old one is read too, for as long as somebody writes to it. A file that has been still for a while is not kept
/// open; if it is renamed then, it is found again among its neighbours.
package final class FileTail {
  private let path: FilePath
  private let chunk: Int
  private let grace: Duration
  /// How far the file under the name has been read.
  package private(set) var mark: Mark
  private var isContinued: Bool
  private var current: TailedFile?
  /// Files that stood under the name before, until nobody has written to them for the grace.
  private var leaving: [(file: TailedFile, until: ContinuousClock.Instant)] = []
  /// How far files were read that stood under the name before.
  private var left: [Mark] = []

  /// A place in a file.
  package struct Mark: Equatable, Sendable {
    package var id: FileID
    package var offset: Int64 = 0
    /// The number of the line that begins there, from 1.
    package var line: Int64 = 1
    /// The hash of so many bytes that the file begins with.
    package var headCount: Int64 = 0
    package var head: UInt64 = 0

    /// Before anything has been read.
    package static let start = Mark(id: FileID(device: 0, file: 0))

    package init(id: FileID, offset: Int64 = 0, line: Int64 = 1, headCount: Int64 = 0, head: UInt64 = 0) {
      (self.id, self.offset, self.line) = (id, offset, line)
      (self.headCount, self.head) = (headCount, head)
    }
  }

  /// Whole lines that follow each other.
  package struct Lines: Equatable, Sendable {
    package let bytes: [UInt8]
    /// Where the first of them begins.
    package let mark: Mark
    /// Whether they do not go on with what was read before.
    package let isBeginning: Bool

    /// The number of the first of them.
    package var first: Int64 { mark.line }
    /// Whether a file begins with them.
    package var isStart: Bool { mark.offset == 0 }
  }

  /// Read at once at most; a longer line is cut.
  package static let limit = 4 << 20
  /// Nobody has the file open to write to it any more, by all likelihood.
  private static let stillness = Duration.seconds(2)

  /// Follows a file from a mark on, if it is still the file of the mark, and else from its start.
  ///
  /// At most `chunk` bytes are read at once. A file that another has taken the name of is read until nobody has written
  /// to it for `grace`: programs write to the old one until they are told.
  package init(
    _ path: FilePath,
    from mark: Mark = .start,
    isContinued: Bool = false,
    chunk: Int = FileTail.limit,
    grace: Duration = .seconds(10)
  ) {
    self.path = path
    self.mark = mark
    self.isContinued = isContinued
    self.chunk = max(1, min(chunk, FileTail.limit))
    self.grace = grace
  }

  /// The files that are read here, whatever they are called by now.
  package var held: [FileID] { leaving.map(\.file.mark.id) + (mark == .start ? [] : [mark.id]) }

  /// Whether no file is open.
  package var isIdle: Bool { current == nil && leaving.isEmpty }

  /// Returns how far files were read that have left, once.
  package func takeLeft() -> [Mark] {
    defer { left = [] }
    return left
  }

  /// Returns the lines that have been added; nil where there are none yet.
  package func next() throws(FileError) -> Lines? {
    if let lines = try nextOfLeaving() { return lines }
    if current == nil { try open() }
    guard let file = current else { return try nextOfLeaving() }
    let lines = try file.read(chunk, toItsEnd: false)
    mark = file.mark
    if let lines { return lines }
    if isReplaced(mark.id) {
      leaving.append((file, .now + grace))
      (current, mark, isContinued) = (nil, .start, false)
      return try next()
    }
    if file.isStill(for: FileTail.stillness) {
      current = nil
      isContinued = true
    }
    return nil
  }

  /// Reads what is still written to files that stood under the name before.
  private func nextOfLeaving() throws(FileError) -> Lines? {
    while let (file, until) = leaving.first {
      if let lines = try file.read(chunk, toItsEnd: false) {
        leaving[0].until = .now + grace
        return lines
      }
      guard until <= .now else { return nil }
      if let rest = try file.read(chunk, toItsEnd: true) { return rest }
      left.append(file.mark)
      leaving.removeFirst()
    }
    return nil
  }

  private func open() throws(FileError) {
    // Most files of a folder are as they were.
    if let sight = FileSight(path), sight.id == mark.id, sight.size == mark.offset { return }
    guard let file = try TailedFile(path, from: mark, isContinued: isContinued) else { return }
    if mark != .start, file.mark.id != mark.id, let old = try renamed() { leaving.append((old, .now + grace)) }
    current = file
    mark = file.mark
    isContinued = false
  }

  /// Finds the file of the mark under the name that it has been given, as in `app.log.1`.
  private func renamed() throws(FileError) -> TailedFile? {
    guard let slash = path.bytes.lastIndex(of: UInt8(ascii: "/")),
      let folder = String(validating: path.bytes[..<slash], as: UTF8.self)
    else { return nil }
    let name = String(decoding: path.bytes[(slash + 1)...], as: UTF8.self)
    let stem = name.prefix { $0 != "." }
    for other in Files.names(in: folder.isEmpty ? "/" : folder) where other != name && other.hasPrefix(stem) {
      guard let sibling = FilePath(folder + "/" + other), FileSight(sibling)?.id == mark.id else { continue }
      guard let file = try TailedFile(sibling, from: mark, isContinued: isContinued) else { continue }
      // Another file may have been given the number since.
      return file.mark.headCount == mark.headCount && file.mark.offset == mark.offset ? file : nil
    }
    return nil
  }

  private func isReplaced(_ id: FileID) -> Bool {
    FileSight(path).map { $0.id != id } ?? false
  }
}
