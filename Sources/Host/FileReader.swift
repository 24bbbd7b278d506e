package import Bytes
import Glibc

/// A file, a pipe or standard input, read from its start in large pieces; what is compressed is unpacked on the way.
package struct FileReader: ~Copyable {
  private let descriptor: CInt
  private let isOurs: Bool
  private let path: FilePath
  /// The size of a file when it was opened; nil for what has none.
  package let size: Int64?
  /// When a file was written last, in nanoseconds since the Unix epoch; nil for what is no file.
  package let modified: Int64?
  /// How much of the file has been read: packed, where it is.
  package private(set) var position: Int64 = 0
  /// What has been read of the beginning and not been given.
  private var start: [UInt8] = []
  private var hasStarted = false
  private var decompressor: Decompressor?
  /// What is wrong with the rest, where the beginning could be unpacked.
  private var failure: FileError?
  /// What is read instead of a file.
  private var memory: [UInt8]?
  /// Packed bytes, how many of them have been unpacked, and room for what comes out.
  private var packed: [UInt8] = []
  private var unpacked = 0
  private var room: [UInt8] = []

  package static let chunkSize = 1 << 20

  /// Opens a file, or a pipe that a shell names.
  package init(_ path: FilePath) throws(FileError) {
    // Without waiting: a named pipe that nobody writes to would hold us for ever.
    let descriptor = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
    guard descriptor >= 0 else {
      // A socket cannot be opened at all.
      throw errno == ENXIO ? FileError(path: path.description, reason: .isNoFile) : FileError(path)
    }
    var status = stat()
    let isKnown = unsafe fstat(descriptor, &status) == 0
    switch status.st_mode & S_IFMT {
    case S_IFREG where isKnown: (size, modified) = (Int64(status.st_size), FileReader.modified(status))
    case S_IFIFO where isKnown: (size, modified) = (nil, nil)
    default:
      let isFolder = isKnown && status.st_mode & S_IFMT == S_IFDIR
      close(descriptor)
      throw FileError(path: path.description, reason: isFolder ? .isFolder : .isNoFile)
    }
    self.descriptor = descriptor
    isOurs = true
    self.path = path
  }

  /// Reads what somebody else has opened and will close, such as standard input, which is descriptor 0.
  package init(descriptor: CInt, named path: FilePath) {
    self.descriptor = descriptor
    isOurs = false
    self.path = path
    var status = stat()
    let isFile = unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    size = isFile ? Int64(status.st_size) : nil
    modified = isFile ? FileReader.modified(status) : nil
  }

  /// Reads bytes that are at hand.
  package init(bytes: [UInt8], named path: FilePath) {
    descriptor = -1
    isOurs = false
    self.path = path
    memory = bytes
    (size, modified) = (Int64(bytes.count), nil)
  }

  private static func modified(_ status: stat) -> Int64? {
    let (seconds, isTooLong) = Int64(status.st_mtim.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    return isTooLong ? nil : seconds.addingReportingOverflow(Int64(status.st_mtim.tv_nsec)).partialValue
  }

  deinit {
    if isOurs { close(descriptor) }
  }

  /// Reads the next piece, of at most so many bytes; an empty one at the end.
  package mutating func read(upTo count: Int = chunkSize) throws(FileError) -> [UInt8] {
    if !hasStarted {
      hasStarted = true
      try readStart()
    }
    guard start.isEmpty else {
      defer { start = Array(start.dropFirst(count)) }
      return Array(start.prefix(count))
    }
    return try readContent(upTo: count)
  }

  /// In which form what is read is packed; nil where it is not.
  package var form: CompressedForm? { decompressor?.form }

  /// Whether what is read is unpacked.
  package var isPacked: Bool { decompressor != nil }

  /// What is wrong with a packed file behind what could be looked at beforehand.
  package var damage: FileError? { failure }

  /// Reads on to the end of what is packed; returns whether that is past so many bytes.
  package mutating func unpacks(past limit: Int) throws(FileError) -> Bool {
    var count = 0
    while count <= limit {
      let piece = try read()
      if piece.isEmpty { return false }
      count += piece.count
    }
    return true
  }

  /// Reads enough to tell a compressed file, however slowly it comes.
  private mutating func readStart() throws(FileError) {
    try fillStart(FileReader.signatureSize) { (reader) throws(FileError) in
      try reader.readOnce(upTo: FileReader.chunkSize)
    }
    if let form = FileReader.signatures.first(where: { start.starts(with: $0.bytes) })?.form {
      throw FileError(path: path.description, reason: .compressed(form))
    }
    guard let form = CompressedForm(signature: start.span) ?? (path.isNamedBrotli ? .brotli : nil) else { return }
    do throws(DecompressionError) {
      decompressor = try Decompressor(form)
    } catch {
      throw FileError(path: path.description, reason: .damaged(error, at: 0))
    }
    packed = start
    start = []
  }

  private mutating func fillStart(
    _ count: Int,
    _ next: (inout FileReader) throws(FileError) -> [UInt8]
  ) throws(FileError) {
    while start.count < count {
      let piece = try next(&self)
      guard !piece.isEmpty else { break }
      start += piece
    }
  }

  /// Reads the next piece of the content.
  private mutating func readContent(upTo count: Int) throws(FileError) -> [UInt8] {
    if let failure { throw failure }
    guard let decompressor else { return try readOnce(upTo: count) }
    if room.count != count { room = [UInt8](repeating: 0, count: count) }
    while true {
      if unpacked == packed.count {
        packed = try readOnce(upTo: FileReader.chunkSize)
        unpacked = 0
      }
      let packed = packed
      do throws(DecompressionError) {
        let (read, written) = try decompressor.pour(packed.span.extracting(droppingFirst: unpacked), into: &room)
        unpacked += read
        if written > 0 { return Array(room[..<written]) }
        if packed.isEmpty {
          try decompressor.finish()
          return []
        }
      } catch {
        let byte = position - Int64(packed.count - unpacked)
        throw FileError(path: path.description, reason: .damaged(error, at: byte))
      }
    }
  }

  /// Returns the first bytes, at most so many, without taking them; to be called before the first `read`.
  package mutating func peek(_ count: Int) throws(FileError) -> [UInt8] {
    if !hasStarted {
      hasStarted = true
      try readStart()
    }
    do throws(FileError) {
      try fillStart(count) { (reader) throws(FileError) in try reader.readContent(upTo: FileReader.chunkSize) }
    } catch {
      guard !start.isEmpty else { throw error }
      failure = error
    }
    return Array(start.prefix(count))
  }

  private static let signatureSize = 6
  /// How packed files begin that are not unpacked here: the xz and bzip2 formats, PKWARE's APPNOTE.
  private static let signatures: [(form: String, bytes: [UInt8])] = [
    ("xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), ("bzip2", [0x42, 0x5a, 0x68, 0x39]),
    ("zip", [0x50, 0x4b, 0x03, 0x04]),
  ]

  private mutating func readOnce(upTo count: Int) throws(FileError) -> [UInt8] {
    if let bytes = memory {
      memory = []
      position += Int64(bytes.count)
      return bytes
    }
    let descriptor = descriptor
    var failure: CInt = 0
    let piece = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while true {
        let read = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
        guard read < 0 else {
          filled = read
          return
        }
        if errno == EAGAIN {
          _ = Descriptor.isReadable(descriptor, within: .seconds(3_600))
        } else if errno != EINTR {
          failure = errno
          return
        }
      }
    }
    guard failure == 0 else { throw FileError(path, code: failure) }
    position += Int64(piece.count)
    return piece
  }
}
