import Bytes
import Glibc

/// A program started with pipes on its standard streams and an environment of our choosing.
package final class ChildProcess {
  private let pid: pid_t
  private var input: CInt
  private let output: CInt
  private var pending: [UInt8] = []
  private var outputHasEnded = false
  private var status: CInt?

  /// Starts a program with its stderr thrown away; nil when the system refuses.
  package init?(_ path: String, _ arguments: [String], environment: [String: String]) {
    guard let started = Spawn(path: path, arguments: arguments, environment: environment).start() else { return nil }
    pid = started.pid
    input = started.input
    output = started.output
  }

  deinit {
    closeInput()
    close(output)
    guard status == nil else { return }
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
  }

  /// Writes a line to the program; false when it no longer reads.
  package func send(_ line: String) -> Bool {
    Descriptor.writeAll(Array((line + "\n").utf8), to: input)
  }

  /// Returns the program's next line; nil when it ends or the time passes first.
  package func receive(within time: Duration) -> [UInt8]? {
    let deadline = ContinuousClock.now + time
    while true {
      if let newline = pending.firstIndex(of: UInt8(ascii: "\n")) {
        defer { pending.removeSubrange(...newline) }
        return Array(pending[..<newline])
      }
      guard !outputHasEnded, read(until: deadline) else { return nil }
    }
  }

  /// Reads once; false when the time passes first.
  private func read(until deadline: ContinuousClock.Instant) -> Bool {
    guard Descriptor.isReadable(output, within: ContinuousClock.now.duration(to: deadline)) else { return false }
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    guard let count = Descriptor.read(output, into: &buffer) else {
      outputHasEnded = true
      return true
    }
    pending += buffer[..<count]
    return true
  }

  /// Tells the program that no more input comes.
  package func closeInput() {
    guard input >= 0 else { return }
    close(input)
    input = -1
  }

  /// Asks the program to end, as hosts do.
  package func terminate() {
    kill(pid, SIGTERM)
  }

  /// True once the program has written its last, whether or not it goes on running.
  package var hasClosedOutput: Bool { outputHasEnded }

  /// How often a program that is about to end is looked at: no descriptor tells of its end.
  private static let glance = Duration.milliseconds(2)

  /// Returns how long the program takes to end; nil when the time passes first.
  ///
  /// The end of its output is no proof: it may close that and go on, or leave it to a child and be gone.
  package func timeToEnd(within time: Duration) -> Duration? {
    let start = ContinuousClock.now
    while !isOver() {
      guard ContinuousClock.now < start + time else { return nil }
      if outputHasEnded {
        usleep(UInt32(ChildProcess.glance / .microseconds(1)))
      } else {
        _ = read(until: .now + ChildProcess.glance)
      }
    }
    let taken = ContinuousClock.now - start
    while !outputHasEnded, read(until: .now) {}
    return taken
  }

  private func isOver() -> Bool {
    guard status == nil else { return true }
    var status: CInt = 0
    guard unsafe waitpid(pid, &status, WNOHANG) == pid else { return false }
    self.status = status
    return true
  }

  /// The exit code, once the program has ended by itself.
  package var exitCode: Int? {
    guard let status, status & 0x7f == 0 else { return nil }
    return Int((status >> 8) & 0xff)
  }

  /// Everything the program has written and nobody has received.
  package var unreceived: [UInt8] { pending }
}
