import Glibc

/// The few calls on file descriptors that several rooms need.
package enum Descriptor {
  /// Writes all bytes, however often the system takes only a part; false when nobody reads any more.
  package static func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = unsafe bytes.span.extracting(offset..<bytes.count).withUnsafeBytes { buffer in
        unsafe write(descriptor, buffer.baseAddress, buffer.count)
      }
      if count >= 0 {
        offset += count
      } else if errno == EAGAIN {
        waitUntilReady(descriptor, for: CShort(POLLOUT))
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }

  /// Reads what is there, at least one byte; nil at the end of the stream or when it breaks.
  package static func read(_ descriptor: CInt, into buffer: inout [UInt8]) -> Int? {
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
      }
      if count > 0 { return count }
      if count == 0 { return nil }
      if errno == EAGAIN {
        waitUntilReady(descriptor, for: CShort(POLLIN))
      } else if errno != EINTR {
        return nil
      }
    }
  }

  /// Waits on a descriptor that somebody else has set non-blocking; the flag is not ours to clear.
  private static func waitUntilReady(_ descriptor: CInt, for events: CShort) {
    var entry = pollfd(fd: descriptor, events: events, revents: 0)
    unsafe poll(&entry, 1, -1)
  }

  /// Waits until there is something to read, or the stream has ended; false when the time passes first.
  package static func isReadable(_ descriptor: CInt, within time: Duration) -> Bool {
    let (seconds, attoseconds) = time.components
    let milliseconds = max(0, seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    var entry = pollfd(fd: descriptor, events: CShort(POLLIN), revents: 0)
    return unsafe poll(&entry, 1, CInt(clamping: milliseconds)) > 0
  }
}
