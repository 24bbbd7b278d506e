import Bytes
import Glibc
import Testing

// Monitor and Server's streams are the room's own business.
@testable import MCP

/// A pipe between a test and what it tests.
///
/// Its ends are closed only where a test says so: a thread of the tested code may outlive the test, and must not find
/// another test's file behind its number.
struct TestPipe: Sendable {
  let reading: CInt
  let writing: CInt

  /// Every test here may write to a closed pipe, which is not to end the process.
  private static let ignoresBrokenPipes: Bool = {
    signal(SIGPIPE, SIG_IGN)
    return true
  }()

  init() {
    precondition(TestPipe.ignoresBrokenPipes)
    var ends: [CInt] = [-1, -1]
    let failure = unsafe ends.withUnsafeMutableBufferPointer { unsafe pipe($0.baseAddress) }
    precondition(failure == 0)
    (reading, writing) = (ends[0], ends[1])
  }

  func write(_ text: String) { _ = Descriptor.writeAll(Array(text.utf8), to: writing) }

  func closeWriting() { close(writing) }
  func closeReading() { close(reading) }

  /// Fills the pipe, so that the next writer has to wait; returns how many bytes that took.
  func fill() -> Int {
    let flags = fcntl(writing, F_GETFL)
    _ = fcntl(writing, F_SETFL, flags | O_NONBLOCK)
    defer { _ = fcntl(writing, F_SETFL, flags) }
    var total = 0
    for size in [4_096, 1] {
      let bytes = [UInt8](repeating: UInt8(ascii: "."), count: size)
      while true {
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(writing, $0.baseAddress, $0.count) }
        guard count > 0 else { break }
        total += count
      }
    }
    return total
  }
}

/// Reads lines from a descriptor, and gives up where nothing comes.
struct LineReader {
  let descriptor: CInt
  private var rest: [UInt8] = []
  /// How much of the rest is known to hold no line's end.
  private var scanned = 0

  /// Far longer than anything here takes on a busy machine.
  static let patience = Duration.seconds(180)

  init(_ descriptor: CInt) {
    self.descriptor = descriptor
  }

  /// Returns the next line without its ending; nil at the end of the stream.
  mutating func next() throws -> String? {
    while true {
      if let end = rest[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
        defer {
          rest.removeFirst(end + 1)
          scanned = 0
        }
        return String(decoding: rest[..<end], as: UTF8.self)
      }
      scanned = rest.count
      guard try fill() else { return nil }
    }
  }

  mutating func next(_ count: Int) throws -> [String] {
    var lines: [String] = []
    while lines.count < count, let line = try next() { lines.append(line) }
    return lines
  }

  /// Skips so many bytes.
  mutating func skip(_ count: Int) throws {
    while rest.count < count, try fill() {}
    rest.removeFirst(min(count, rest.count))
    scanned = 0
  }

  private mutating func fill() throws -> Bool {
    try #require(Descriptor.isReadable(descriptor, within: LineReader.patience), "nothing came")
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    guard let count = Descriptor.read(descriptor, into: &buffer) else { return false }
    rest += buffer[..<count]
    return true
  }
}

/// Something that happens once, for a test to wait for.
final class Flag: Sendable {
  private let state = Monitor(false)

  func raise() { state.update { $0 = true } }

  /// Waits until the flag is up; false when it never comes.
  func wait(_ patience: Duration = LineReader.patience) -> Bool {
    state.wait(until: .now + patience) { $0 ? true : nil } ?? false
  }
}
