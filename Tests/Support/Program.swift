package import Bytes
import Foundation
import Glibc

/// A program a test has started, with its standard streams in the test's hands.
///
/// Nothing here waits without a deadline. Made by `Fixture.start`, which also sees to its end.
package final class Program {
  package let pid: Int32
  private var streams: Streams
  private let reaper: Reaper
  private let scratch: String
  private var pending: [UInt8] = []
  /// Bytes of `pending` known to hold no line ending.
  private var scanned = 0
  private var outputHasEnded = false

  /// Long enough for a loaded machine: a test that gets this far has failed.
  package static let patience = Duration.seconds(180)

  init(_ path: String, _ launch: Launch, scratch: String) throws {
    (pid, streams) = try launch.start(path, scratch: scratch)
    reaper = Reaper(pid: pid)
    self.scratch = scratch
    outputHasEnded = streams.output < 0
  }

  // MARK: Writing

  /// Writes bytes, and meanwhile takes in what the program writes, as a client does.
  package func write(_ bytes: [UInt8], isReading: Bool = true, within time: Duration = patience) throws {
    let deadline = ContinuousClock.now + time
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(streams.input, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        try waitToWrite(isReading: isReading, until: deadline)
      } else if errno != EINTR {
        throw failure("no longer reads")
      }
    }
  }

  private func waitToWrite(isReading: Bool, until deadline: ContinuousClock.Instant) throws {
    var entries = [pollfd(fd: streams.input, events: CShort(POLLOUT), revents: 0)]
    if isReading, !outputHasEnded { entries.append(pollfd(fd: streams.output, events: CShort(POLLIN), revents: 0)) }
    guard Program.poll(&entries, until: deadline) else { throw failure("does not read its input") }
    if entries.count > 1, entries[1].revents != 0 { takeOutput() }
  }

  /// Writes one line.
  package func send(_ line: String) throws {
    try write(Array((line + "\n").utf8))
  }

  /// Writes one message.
  package func send(_ message: JSONValue) throws {
    try send(message.text)
  }

  /// Closes the program's input.
  package func closeInput() {
    guard streams.input >= 0 else { return }
    close(streams.input)
    streams.input = -1
  }

  // MARK: Reading

  /// Returns the next line; throws when the program ends or the time passes first.
  package func line(within time: Duration = patience) throws -> [UInt8] {
    let deadline = ContinuousClock.now + time
    while true {
      if let newline = pending[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
        defer {
          pending.removeSubrange(...newline)
          scanned = 0
        }
        return Array(pending[..<newline])
      }
      scanned = pending.count
      guard !outputHasEnded else { throw failure("wrote no further line") }
      try waitForOutput(until: deadline)
    }
  }

  /// Returns the next line as a message.
  package func message(within time: Duration = patience) throws -> JSONNode {
    let line = try line(within: time)
    do {
      return try JSONDocument(line).root
    } catch {
      throw failure("wrote something other than JSON: \(String(decoding: line.prefix(200), as: UTF8.self))")
    }
  }

  /// Returns all that the program still writes, up to its end.
  package func rest(within time: Duration = patience) throws -> [UInt8] {
    let deadline = ContinuousClock.now + time
    while !outputHasEnded { try waitForOutput(until: deadline) }
    defer {
      pending = []
      scanned = 0
    }
    return pending
  }

  /// Stops reading, as a client that has gone does.
  package func closeOutput() {
    guard streams.output >= 0 else { return }
    close(streams.output)
    streams.output = -1
    outputHasEnded = true
  }

  private func waitForOutput(until deadline: ContinuousClock.Instant) throws {
    var entries = [pollfd(fd: streams.output, events: CShort(POLLIN), revents: 0)]
    guard Program.poll(&entries, until: deadline) else { throw failure("is silent") }
    takeOutput()
  }

  /// Reads what is there.
  private func takeOutput() {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(streams.output, $0.baseAddress, $0.count) }
    if count > 0 {
      pending += buffer[..<count]
    } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
      outputHasEnded = true
    }
  }

  /// Waits for one of the descriptors; false when the time passes first.
  private static func poll(_ entries: inout [pollfd], until deadline: ContinuousClock.Instant) -> Bool {
    while true {
      let left = ContinuousClock.now.duration(to: deadline)
      guard left > .zero else { return false }
      let milliseconds = CInt(clamping: Int(left / .milliseconds(1)) + 1)
      if unsafe Glibc.poll(&entries, nfds_t(entries.count), milliseconds) > 0 { return true }
    }
  }

  // MARK: The end

  /// Sends a signal.
  package func signal(_ signal: Int32) {
    reaper.signal(signal)
  }

  /// Returns how the program ended; throws when the time passes first.
  @discardableResult
  package func end(within time: Duration = patience) throws -> Ending {
    guard let ending = reaper.ending(within: time) else { throw failure("goes on") }
    return ending.how
  }

  /// Returns the time from a moment to the program's end.
  package func timeToEnd(since start: ContinuousClock.Instant) throws -> Duration {
    guard let ending = reaper.ending(within: Program.patience) else { throw failure("goes on") }
    return start.duration(to: ending.when)
  }

  /// What the program has written to a collected stderr.
  package var errorText: String {
    // Foundation leaks a page for each empty file it reads, which the leak check takes for ours.
    let descriptor = unsafe open(scratch + "/stderr", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while let count = Descriptor.read(descriptor, into: &buffer) { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The most memory the program has had at once, in KiB; asked while it runs.
  package func peakMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
    else { throw failure("has no peak memory") }
    return kibibytes
  }

  /// Kills what still runs and gives the descriptors back.
  func cleanUp() {
    reaper.signal(SIGKILL)
    _ = reaper.ending(within: Program.patience)
    closeInput()
    closeOutput()
    if streams.errors >= 0 { close(streams.errors) }
  }

  private func failure(_ what: String) -> ProgramFailure {
    let ending = reaper.ending(within: .zero).map { "; it has \($0.how)" } ?? ""
    let said = errorText.suffix(1_000)
    return ProgramFailure("the program \(what)\(ending)" + (said.isEmpty ? "" : "; stderr: \(said)"))
  }
}

/// A program that did not do what a test waited for.
package struct ProgramFailure: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
