import Bytes
import Glibc
import Synchronization

/// A program started with pipes on its standard streams and an environment of our choosing.
package final class ChildProcess {
  private let pid: pid_t
  private var input: CInt
  private let output: CInt
  private var pending: [UInt8] = []
  private var outputHasEnded = false
  private var status: CInt?

  /// Held from making pipes to starting their program: between the two calls that make a pipe and mark it as our own,
  /// a program started by another thread would inherit both ends, and hold them open for as long as it runs.
  private static let starting = Mutex(())

  /// Starts a program with its stderr thrown away; nil when the system refuses.
  package convenience init?(_ path: String, _ arguments: [String], environment: [String: String]) {
    let started = ChildProcess.starting.withLock { _ in ChildProcess.start(path, arguments, environment) }
    guard let started else { return nil }
    self.init(pid: started.pid, input: started.input, output: started.output)
  }

  private init(pid: pid_t, input: CInt, output: CInt) {
    self.pid = pid
    self.input = input
    self.output = output
  }

  private static func start(
    _ path: String,
    _ arguments: [String],
    _ environment: [String: String]
  ) -> (pid: pid_t, input: CInt, output: CInt)? {
    guard let requests = ChildProcess.makePipe() else { return nil }
    guard let replies = ChildProcess.makePipe() else {
      for end in requests { close(end) }
      return nil
    }
    let child = spawn(
      path,
      [path] + arguments,
      environment.map { "\($0.key)=\($0.value)" }.sorted(),
      input: requests[0],
      output: replies[1]
    )
    close(requests[0])
    close(replies[1])
    guard let child else {
      close(requests[1])
      close(replies[0])
      return nil
    }
    return (child, requests[1], replies[0])
  }

  deinit {
    closeInput()
    close(output)
    guard status == nil else { return }
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
  }

  /// Returns the reading and the writing end of a pipe that other children do not inherit.
  private static func makePipe() -> [CInt]? {
    var ends: [CInt] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return ends
  }

  private static func spawn(
    _ path: String,
    _ arguments: [String],
    _ environment: [String],
    input: CInt,
    output: CInt
  ) -> pid_t? {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    let argumentPointers = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let environmentPointers = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer { unsafe (argumentPointers + environmentPointers).forEach { unsafe free($0) } }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { _ = unsafe posix_spawnattr_destroy(&attributes) }
    // What this process ignores (broken pipes) and what this thread blocks is no business of the program's.
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(&attributes, CShort(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var pid = pid_t()
    let failure = unsafe posix_spawn(&pid, path, &actions, &attributes, argumentPointers, environmentPointers)
    return failure == 0 ? pid : nil
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
