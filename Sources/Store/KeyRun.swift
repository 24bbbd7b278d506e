private import Bytes
private import Glibc

/// The keys of some signals of one day in order, each with the number of its block: fourteen bytes a signal.
///
/// Keys are hashes, so their order is an index by itself: where a key must be follows from its value, give or take a few
/// places. Behind the keys stands a filter of their prefixes. The file is mapped, never changes once written, and is
/// removed when it has been merged into a larger one.
@safe final class KeyRun: Sendable {
  let count: Int
  /// The checksum of all keys and of the filter.
  let digest: UInt64
  // Sendable because nobody writes there before `deinit`.
  private nonisolated(unsafe) let memory: UnsafeRawBufferPointer
  private let isMapped: Bool
  /// The number of words in the filter; 0 in memory, where there is none.
  private let filterWords: Int

  static let recordLength = 14
  static let headLength = 40
  /// How many keys share one checksum.
  static let pieceCount = 65_536
  private static let magic: UInt64 = 0x6e75_526b_000e_0001  // "kRun", fourteen bytes, version 1

  /// Opens a file that must be the one that was registered.
  init(path: String, count: Int, digest: UInt64) throws(StoreError) {
    unsafe memory = try KeyRun.map(path)
    isMapped = true
    self.count = count
    self.digest = digest
    let words = UInt64(littleEndian: unsafe memory.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    filterWords = Int(clamping: words)
    let head = KeyRun.head(count: count, digest: digest, filterWords: words)
    var isRight = words <= KeyRunFilter.wordCount(prefixes: count)
    for index in head.indices { isRight = unsafe isRight && memory[index] == head[index] }
    guard isRight, byteCount == KeyRun.headLength + KeyRun.recordLength * count + 8 * filterWords else {
      throw .corrupt(path: path, detail: "it is not the run of keys that belongs here")
    }
  }

  /// Keeps keys that are in order already in memory.
  init(_ entries: [KeyRunEntry]) {
    count = entries.count
    isMapped = false
    filterWords = 0
    let length = KeyRun.headLength + KeyRun.recordLength * entries.count
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 16)
    unsafe room.initializeMemory(as: UInt8.self, repeating: 0)
    var offset = KeyRun.headLength
    for entry in entries {
      unsafe room.storeBytes(of: entry.key.high.bigEndian, toByteOffset: offset, as: UInt64.self)
      unsafe room.storeBytes(of: entry.key.low.bigEndian, toByteOffset: offset + 8, as: UInt16.self)
      unsafe room.storeBytes(of: entry.place.bigEndian, toByteOffset: offset + 10, as: UInt32.self)
      offset += KeyRun.recordLength
    }
    digest = 0
    unsafe memory = UnsafeRawBufferPointer(room)
  }

  deinit {
    if isMapped {
      unsafe munmap(UnsafeMutableRawPointer(mutating: memory.baseAddress), memory.count)
    } else {
      unsafe memory.deallocate()
    }
  }

  /// Says that all of it will be read now, so that it need not come from the disk page by page.
  func expectWhole() {
    guard isMapped else { return }
    unsafe madvise(UnsafeMutableRawPointer(mutating: memory.baseAddress), memory.count, MADV_WILLNEED)
  }

  /// The length of the file.
  var byteCount: Int { unsafe memory.count }

  /// Returns the key at a place.
  @inline(__always)
  func key(_ index: Int) -> KeyRunKey {
    precondition(0 <= index && index < count)
    let offset = KeyRun.headLength &+ KeyRun.recordLength &* index
    let high = unsafe memory.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    let low = unsafe memory.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt16.self)
    return KeyRunKey(high: UInt64(bigEndian: high), low: UInt16(bigEndian: low))
  }

  /// Returns the number of the block at a place.
  func block(_ index: Int) -> UInt32 {
    precondition(0 <= index && index < count)
    let offset = KeyRun.headLength + KeyRun.recordLength * index + 10
    return UInt32(bigEndian: unsafe memory.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// Appends the bytes of some keys and their blocks.
  @inline(__always)
  func append(_ range: Range<Int>, to bytes: inout [UInt8]) {
    precondition(0 <= range.lowerBound && range.upperBound <= count)
    let start = KeyRun.headLength &+ KeyRun.recordLength &* range.lowerBound
    let end = KeyRun.headLength &+ KeyRun.recordLength &* range.upperBound
    unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: memory[start..<end]))
  }

  /// Returns false where no key has a prefix; now and then true although none has.
  @inline(__always)
  func mayHave(prefix: UInt32) -> Bool {
    guard filterWords > 0 else { return true }
    let (word, bits) = KeyRunFilter.place(prefix, words: filterWords)
    let offset = KeyRun.headLength &+ KeyRun.recordLength &* count &+ 8 &* word
    let found = UInt64(littleEndian: unsafe memory.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    return found & bits == bits
  }

  /// Appends the bytes of the filter.
  func appendFilter(to bytes: inout [UInt8]) {
    let start = KeyRun.headLength + KeyRun.recordLength * count
    unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: memory[start...]))
  }

  /// The bytes a file begins with.
  static func head(count: Int, digest: UInt64, filterWords: UInt64) -> [UInt8] {
    var head: [UInt8] = []
    head.appendLittleEndian(magic)
    head.appendLittleEndian(UInt64(count))
    head.appendLittleEndian(digest)
    head.appendLittleEndian(filterWords)
    head.appendLittleEndian(XXHash64.hash(head))
    return head
  }

  private static func map(_ path: String) throws(StoreError) -> UnsafeRawBufferPointer {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { throw .corrupt(path: path, detail: "the file is missing") }
      throw StoreError(systemCode: errno, path: path)
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw StoreError(systemCode: errno, path: path) }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size >= headLength else {
      throw .corrupt(path: path, detail: "it is not the run of keys that belongs here")
    }
    let length = Int(status.st_size)
    let address = unsafe mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0)
    guard let address = unsafe address, unsafe address != MAP_FAILED else {
      throw StoreError(systemCode: errno, path: path)
    }
    // A look-up needs a few pages of each file. Without this a system reads megabytes around each of them.
    unsafe madvise(address, length, MADV_RANDOM)
    return unsafe UnsafeRawBufferPointer(start: address, count: length)
  }
}
