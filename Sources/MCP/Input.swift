import Bytes
import Glibc

/// The stream a server reads, until it ends or somebody ends it.
final class Input: Sendable {
  private let descriptor: CInt
  /// Becomes readable when reading is to stop: a thread that waits for a stream can be woken in no other way.
  private let wake: (read: CInt, write: CInt)
  private let reason = Monitor<Server.Ending?>(nil)

  init(_ descriptor: CInt) {
    var ends: [CInt] = [-1, -1]
    let failure = unsafe ends.withUnsafeMutableBufferPointer { unsafe pipe($0.baseAddress) }
    precondition(failure == 0, "the system has no descriptor left")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    self.descriptor = descriptor
    wake = (ends[0], ends[1])
  }

  deinit {
    close(wake.read)
    close(wake.write)
  }

  /// Why reading is over; nil while it is not.
  var ending: Server.Ending? { reason.read { $0 } }

  /// Reads what is there, at least one byte; nil once reading is over.
  func read(into buffer: inout [UInt8]) -> Int? {
    guard waitUntilReadable() else { return nil }
    guard let count = Descriptor.read(descriptor, into: &buffer) else {
      stop(.inputClosed)
      return nil
    }
    return count
  }

  /// Ends reading, now and for good; the first reason stands.
  func stop(_ ending: Server.Ending) {
    let isFirst = reason.update { reason in
      defer { reason = reason ?? ending }
      return reason == nil
    }
    if isFirst { _ = Descriptor.writeAll([0], to: wake.write) }
  }

  /// Waits for the end; true when it came within the time.
  func hasEnded(within time: Duration) -> Bool {
    reason.wait(until: .now + time) { $0 } != nil
  }

  /// True when nobody can write any more, though not all that was written may have been read.
  var isHungUp: Bool {
    var entry = pollfd(fd: descriptor, events: 0, revents: 0)
    return unsafe poll(&entry, 1, 0) > 0 && entry.revents & CShort(POLLHUP) != 0
  }

  /// Returns false when reading is over.
  private func waitUntilReadable() -> Bool {
    let events = CShort(POLLIN)
    while true {
      var entries = [
        pollfd(fd: descriptor, events: events, revents: 0), pollfd(fd: wake.read, events: events, revents: 0),
      ]
      let count = unsafe entries.withUnsafeMutableBufferPointer { unsafe poll($0.baseAddress, 2, -1) }
      guard entries[1].revents == 0 else { return false }
      if count > 0 || errno != EINTR { return true }
    }
  }
}
