import Bytes
import Glibc

/// A program to be run to its end: what goes in, and how long and how much it may take.
package struct ProgramRun: Sendable {
  package let path: String
  package let arguments: [String]
  /// The whole environment; nothing is inherited.
  package let environment: [String: String]
  package var input: [UInt8] = []
  /// The most it may write before it is ended.
  package var outputLimit = 64 << 20
  package var timeLimit = Duration.seconds(30)

  /// Of its stderr only this much is kept; what it writes beyond is read and thrown away.
  package static let errorLimit = 64 << 10

  package init(_ path: String, _ arguments: [String], environment: [String: String]) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
  }

  /// Runs the program; it is ended when its time is over, it writes too much or nobody wants its answer any more.
  ///
  /// Blocks its thread. `isCancelled` is asked every few milliseconds.
  package func run(isCancelled: () -> Bool = { false }) -> ProgramOutcome {
    var spawn = Spawn(path: path, arguments: arguments, environment: environment)
    spawn.keepsErrors = true
    spawn.leadsGroup = true
    guard let started = spawn.start() else { return ProgramOutcome(ending: .notStarted) }
    var running = RunningProgram(started, input: input, outputLimit: outputLimit)
    return running.outcome(by: .now + timeLimit, isCancelled: isCancelled)
  }
}

/// What became of a program that was run.
package struct ProgramOutcome: Equatable, Sendable {
  package let ending: Ending
  package var output: [UInt8] = []
  /// The beginning of what it wrote to stderr.
  package var errors: [UInt8] = []

  /// How it ended.
  package enum Ending: Equatable, Sendable {
    case exited(Int)
    case killed(signal: Int)
    /// Ended by us.
    case outOfTime, cancelled, tooMuchOutput
    /// The system would not start it.
    case notStarted
  }

  package init(ending: Ending, output: [UInt8] = [], errors: [UInt8] = []) {
    self.ending = ending
    self.output = output
    self.errors = errors
  }

  /// Its exit code, where it ended by itself.
  package var exitCode: Int? {
    guard case .exited(let code) = ending else { return nil }
    return code
  }
}

/// A program while it runs, its pipes served in turn.
private struct RunningProgram: ~Copyable {
  private let pid: pid_t
  private var input: CInt
  private var output: CInt
  private var errors: CInt
  private let toWrite: [UInt8]
  private var written = 0
  private let outputLimit: Int
  private var outputBytes: [UInt8] = []
  private var errorBytes: [UInt8] = []
  private var status: CInt?

  /// How long a wait may last before somebody may change their mind; a program's end is told by its pipes at once.
  private static let glance = Duration.milliseconds(20)

  init(_ started: Spawn.Started, input: [UInt8], outputLimit: Int) {
    pid = started.pid
    self.input = started.input
    output = started.output
    errors = started.errors
    toWrite = input
    self.outputLimit = outputLimit
    // A program that reads slowly must not hold up the reading of what it writes.
    _ = fcntl(started.input, F_SETFL, fcntl(started.input, F_GETFL) | O_NONBLOCK)
  }

  deinit {
    for descriptor in [input, output, errors] where descriptor >= 0 { close(descriptor) }
    guard status == nil else { return }
    kill(-pid, SIGKILL)
    kill(pid, SIGKILL)
    while waitpid(pid, nil, 0) < 0, errno == EINTR {}
  }

  mutating func outcome(by deadline: ContinuousClock.Instant, isCancelled: () -> Bool) -> ProgramOutcome {
    if toWrite.isEmpty { closeInput() }
    while true {
      if isCancelled() { return outcome(.cancelled) }
      if ContinuousClock.now >= deadline { return outcome(.outOfTime) }
      if outputBytes.count > outputLimit { return outcome(.tooMuchOutput) }
      let isSilent = !serve(within: min(RunningProgram.glance, ContinuousClock.now.duration(to: deadline)))
      // The end of its output is no proof that it has ended, and its end none that nobody else holds its output.
      guard (output < 0 && errors < 0) || isSilent, isOver() else { continue }
      while output >= 0 || errors >= 0, outputBytes.count <= outputLimit, serve(within: .zero) {}
      return outcome(outputBytes.count > outputLimit ? .tooMuchOutput : ending)
    }
  }

  private func outcome(_ ending: ProgramOutcome.Ending) -> ProgramOutcome {
    ProgramOutcome(ending: ending, output: Array(outputBytes.prefix(outputLimit)), errors: errorBytes)
  }

  private var ending: ProgramOutcome.Ending {
    guard let status else { return .notStarted }
    let signal = Int(status & 0x7f)
    return signal == 0 ? .exited(Int((status >> 8) & 0xff)) : .killed(signal: signal)
  }

  private mutating func isOver() -> Bool {
    guard status == nil else { return true }
    var status: CInt = 0
    let waited = unsafe waitpid(pid, &status, WNOHANG)
    guard waited == pid || (waited < 0 && errno == ECHILD) else {
      // With both pipes at their end there is nothing to poll for.
      if output < 0, errors < 0 { usleep(1_000) }
      return false
    }
    self.status = status
    return true
  }

  /// Serves the pipes that are ready; false when the time passes first.
  private mutating func serve(within time: Duration) -> Bool {
    var entries = [
      pollfd(fd: output, events: CShort(POLLIN), revents: 0), pollfd(fd: errors, events: CShort(POLLIN), revents: 0),
      pollfd(fd: input, events: CShort(POLLOUT), revents: 0),
    ]
    let milliseconds = CInt(clamping: Int(max(.zero, time) / .milliseconds(1)) + (time > .zero ? 1 : 0))
    // Descriptors below 0 are passed over.
    guard entries.contains(where: { $0.fd >= 0 }), unsafe poll(&entries, 3, milliseconds) > 0 else { return false }
    if entries[0].revents != 0 { takeOutput() }
    if entries[1].revents != 0 { takeErrors() }
    if entries[2].revents != 0 { giveInput() }
    return true
  }

  private mutating func takeOutput() {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    if let count = Descriptor.read(output, into: &buffer) {
      outputBytes += buffer[..<count]
    } else {
      close(output)
      output = -1
    }
  }

  private mutating func takeErrors() {
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    if let count = Descriptor.read(errors, into: &buffer) {
      errorBytes += buffer[..<min(count, ProgramRun.errorLimit - errorBytes.count)]
    } else {
      close(errors)
      errors = -1
    }
  }

  private mutating func giveInput() {
    let descriptor = input
    let count = unsafe toWrite.span.extracting(written..<toWrite.count).withUnsafeBytes { bytes in
      unsafe write(descriptor, bytes.baseAddress, bytes.count)
    }
    if count >= 0 { written += count }
    // A program that does not want the rest may end well all the same.
    let isBroken = count < 0 && errno != EAGAIN && errno != EINTR
    if isBroken || written == toWrite.count { closeInput() }
  }

  private mutating func closeInput() {
    guard input >= 0 else { return }
    close(input)
    input = -1
  }
}
