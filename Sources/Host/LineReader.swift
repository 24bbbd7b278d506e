import Glibc

/// Whole lines that follow each other, or one line that is too long to be taken.
package struct LineBatch: Sendable {
  /// What the lines lie in, line ends and all.
  package let bytes: [UInt8]
  /// Where each line lies, without its line end.
  package let lines: [Range<Int>]
  /// The number of the first line, from 1, and the place in the file where `bytes` begins.
  package let firstLine: Int64
  package let offset: Int64
  /// The line that was passed over, alone in its batch: where it begins and how long it is.
  package let rejected: Rejected?

  /// A line beyond the cap.
  package struct Rejected: Equatable, Sendable {
    package let line: Int64
    package let offset: Int64
    package let length: Int64

    package init(line: Int64, offset: Int64, length: Int64) {
      self.line = line
      self.offset = offset
      self.length = length
    }
  }
}

/// Cuts what a reader gives into whole lines, many at a time.
///
/// A line ends with a line feed, or a carriage return and a line feed; the last one needs no end. A byte order mark at
/// the very start is no part of the first line.
package struct LineReader: ~Copyable {
  private var file: FileReader
  private let cap: Int
  private let chunkSize: Int
  /// What has been read and not been given.
  private var pending: [UInt8] = []
  /// Bytes of `pending` known to hold no line feed.
  private var scanned = 0
  private var nextLine: Int64 = 1
  /// The place in the file where `pending` begins.
  private var offset: Int64 = 0
  private var hasStarted = false
  private var hasEnded = false

  package static let defaultCap = 64 << 20

  /// Reads lines of at most `cap` bytes.
  package init(_ file: consuming FileReader, cap: Int = defaultCap, chunkSize: Int = FileReader.chunkSize) {
    self.file = file
    self.cap = cap
    self.chunkSize = chunkSize
  }

  /// The bytes of all lines given so far, or of a packed file those read, and the size of the file where it has one.
  package var progress: (done: Int64, total: Int64?) { (file.isPacked ? file.position : offset, file.size) }

  /// Returns the next lines; nil after the last.
  package mutating func next() throws(FileError) -> LineBatch? {
    while true {
      if hasStarted {
        if let first = LineReader.lineFeed(in: pending, from: scanned) {
          return first > cap ? try skipLine() : takeLines()
        }
        scanned = pending.count
        if scanned > cap { return try skipLine() }
      }
      if hasEnded { return pending.isEmpty ? nil : takeLastLine() }
      try fill()
    }
  }

  /// Reads one more piece.
  private mutating func fill() throws(FileError) {
    let piece = try file.read(upTo: chunkSize)
    hasEnded = piece.isEmpty
    pending += piece
    guard !hasStarted, pending.count >= 3 || hasEnded else { return }
    hasStarted = true
    if pending.starts(with: [0xef, 0xbb, 0xbf]) {
      pending.removeFirst(3)
      offset = 3
    }
  }

  /// Takes all whole lines out of `pending`, up to one that is too long.
  private mutating func takeLines() -> LineBatch {
    var lines: [Range<Int>] = []
    var start = 0
    while let feed = LineReader.lineFeed(in: pending, from: max(start, scanned)), feed - start <= cap {
      let hasReturn = feed > start && pending[feed - 1] == UInt8(ascii: "\r")
      lines.append(start..<(hasReturn ? feed - 1 : feed))
      start = feed + 1
    }
    return take(lines, through: start)
  }

  private mutating func takeLastLine() -> LineBatch {
    take([0..<pending.count], through: pending.count)
  }

  private mutating func take(_ lines: [Range<Int>], through end: Int) -> LineBatch {
    let rest = Array(pending[end...])
    pending.removeSubrange(end...)
    let batch = LineBatch(bytes: pending, lines: lines, firstLine: nextLine, offset: offset, rejected: nil)
    nextLine += Int64(lines.count)
    offset += Int64(pending.count)
    pending = rest
    scanned = 0
    return batch
  }

  /// Reads to the end of a line that is too long, and keeps none of it.
  private mutating func skipLine() throws(FileError) -> LineBatch {
    let start = offset
    var length: Int64 = 0
    while true {
      if let feed = LineReader.lineFeed(in: pending, from: 0) {
        length += Int64(feed)
        offset += Int64(feed) + 1
        pending.removeSubrange(...feed)
        break
      }
      length += Int64(pending.count)
      offset += Int64(pending.count)
      pending.removeAll(keepingCapacity: true)
      guard !hasEnded else { break }
      try fill()
    }
    scanned = 0
    let rejected = LineBatch.Rejected(line: nextLine, offset: start, length: length)
    nextLine += 1
    return LineBatch(bytes: [], lines: [], firstLine: rejected.line, offset: start, rejected: rejected)
  }

  private static func lineFeed(in bytes: [UInt8], from start: Int) -> Int? {
    unsafe bytes.withUnsafeBytes { buffer in
      guard start < buffer.count, let base = buffer.baseAddress,
        let found = unsafe memchr(base + start, 0x0a, buffer.count - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }
}
