private import Glibc

/// A lock file, opened once: locks on its byte ranges, and a number in its first eight bytes.
///
/// The locks belong to the open file description, not to the process (`man 2 fcntl`, "Open file description locks"), so
/// they also keep threads apart, and the kernel lets them go when the last descriptor closes: at a crash too.
struct FileLock: Sendable {
  let path: String
  private let descriptor: CInt

  /// What a lock shuts out.
  enum Strength: Sendable { case shared, exclusive }

  // Linux's numbers, which glibc shows only to GNU sources: https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html
  private static let setLock: CInt = 37
  private static let setLockAndWait: CInt = 38

  /// Opens a lock file, which is made where there is none.
  init(path: String) throws(StoreError) {
    self.path = path
    while true {
      let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      if descriptor >= 0 {
        self.descriptor = descriptor
        return
      }
      if errno != EINTR { throw StoreError(systemCode: errno, path: path) }
    }
  }

  /// Locks a range of bytes; false when another has locked part of it, still at the deadline where one is given.
  ///
  /// The system looks at no clock while it waits: whoever sets a deadline sets a `CallAlarm` too.
  func lock(
    _ range: Range<Int64>,
    _ strength: Strength,
    until deadline: ContinuousClock.Instant?
  ) throws(StoreError) -> Bool {
    // A length of 0 would mean all bytes up to the end.
    guard !range.isEmpty else { return true }
    var request = FileLock.request(strength == .shared ? F_RDLCK : F_WRLCK, range)
    while unsafe fcntl(descriptor, deadline == nil ? FileLock.setLock : FileLock.setLockAndWait, &request) != 0 {
      switch errno {
      case EINTR:
        if let deadline, ContinuousClock.now >= deadline { return false }
      case EAGAIN, EACCES: return false
      case let code: throw StoreError(systemCode: code, path: path)
      }
    }
    return true
  }

  /// Lets go of a range of bytes.
  func unlock(_ range: Range<Int64>) {
    var request = FileLock.request(F_UNLCK, range)
    // Giving up cannot fail on an open descriptor, and closing it follows.
    _ = unsafe fcntl(descriptor, FileLock.setLock, &request)
  }

  /// Lets go of everything.
  ///
  /// Explicitly, because a child that is just being started still shares the description until it runs its program.
  func close() {
    unlock(0..<Int64.max)
    _ = Glibc.close(descriptor)
  }

  /// Reads the eight bytes at the start as a number; 0 where they are missing.
  func readNumber() -> UInt64 {
    var number: UInt64 = 0
    let count = unsafe withUnsafeMutableBytes(of: &number) { bytes in
      unsafe pread(descriptor, bytes.baseAddress, bytes.count, 0)
    }
    return count == 8 ? UInt64(littleEndian: number) : 0
  }

  /// Writes a number into the eight bytes at the start.
  func writeNumber(_ number: UInt64) throws(StoreError) {
    let number = number.littleEndian
    let count = unsafe withUnsafeBytes(of: number) { bytes in
      unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, 0)
    }
    guard count == 8 else { throw StoreError(systemCode: count < 0 ? errno : ENOSPC, path: path) }
  }

  /// Whether the path still leads to this file: nobody has removed or replaced it.
  var isInPlace: Bool {
    var mine = stat()
    var there = stat()
    return unsafe fstat(descriptor, &mine) == 0 && stat(path, &there) == 0 && mine.st_dev == there.st_dev
      && mine.st_ino == there.st_ino
  }

  private static func request(_ kind: CInt, _ range: Range<Int64>) -> flock {
    flock(
      l_type: CShort(kind),
      l_whence: CShort(SEEK_SET),
      l_start: Int(range.lowerBound),
      // 0 means "to the end of all bytes".
      l_len: range.upperBound == .max ? 0 : range.count,
      l_pid: 0
    )
  }
}
