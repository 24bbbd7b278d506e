import Foundation
import Glibc

/// How a program is to be started.
package struct Launch: Sendable {
  package var arguments: [String] = []
  /// The whole environment; nothing is inherited.
  package var environment: [String: String] = [:]
  package var folder = "/"
  package var input = Input.pipe
  package var errors = Errors.collected
  /// Signals a careless parent has left ignored, by their names without SIG.
  package var ignoredSignals: [String] = []
  /// True for a parent that has left all signals blocked.
  package var blocksSignals = false
  package var output = Output.pipe

  package init() {}

  /// What the program finds on its standard input.
  package enum Input: Sendable { case pipe, nothing, closed }

  /// What the program finds on its standard output; a broken pipe is one whose reader has gone.
  package enum Output: Sendable { case pipe, brokenPipe }

  /// What the program finds on its standard error.
  package enum Errors: String, Sendable, CaseIterable { case collected, null, unreadPipe, closed }
}

/// The test's ends of a started program's streams.
struct Streams {
  var input: CInt = -1
  var output: CInt = -1
  /// Kept open and never read, for `Launch.Errors.unreadPipe`.
  var errors: CInt = -1
}

extension Launch {
  /// Starts the program at `path`; `scratch` takes the named pipes and what the program writes to stderr.
  func start(_ path: String, scratch: String) throws -> (pid: pid_t, streams: Streams) {
    _ = Launch.ignoresBrokenPipes
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    var streams = Streams()
    var childEnds: [CInt] = []
    defer { for end in childEnds { close(end) } }

    switch input {
    case .pipe:
      let pipe = try Pipe(in: scratch)
      streams.input = pipe.writing
      childEnds.append(pipe.reading)
      unsafe posix_spawn_file_actions_adddup2(&actions, pipe.reading, 0)
    case .nothing: unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    case .closed: unsafe posix_spawn_file_actions_addclose(&actions, 0)
    }
    let pipe = try Pipe(in: scratch)
    if output == .pipe { streams.output = pipe.reading } else { close(pipe.reading) }
    childEnds.append(pipe.writing)
    unsafe posix_spawn_file_actions_adddup2(&actions, pipe.writing, 1)
    switch errors {
    case .collected:
      let mode = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND
      unsafe posix_spawn_file_actions_addopen(&actions, 2, scratch + "/stderr", mode, 0o600)
    case .null: unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    case .unreadPipe:
      let pipe = try Pipe(in: scratch)
      streams.errors = pipe.reading
      childEnds.append(pipe.writing)
      unsafe posix_spawn_file_actions_adddup2(&actions, pipe.writing, 2)
    case .closed: unsafe posix_spawn_file_actions_addclose(&actions, 2)
    }
    let pid = try unsafe spawn(path, &actions)
    for descriptor in [streams.input, streams.output] where descriptor >= 0 {
      // Only our end: it has a description of its own.
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
    return (pid, streams)
  }

  /// A shell goes before the program, because only a shell can change the folder or ignore signals; `exec` keeps the pid.
  private func spawn(_ path: String, _ actions: inout posix_spawn_file_actions_t) throws -> pid_t {
    let ignoring = ignoredSignals.isEmpty ? "" : "trap '' \(ignoredSignals.joined(separator: " ")); "
    let words = ["/bin/sh", "-c", "cd \"$0\" || exit 99; \(ignoring)exec \"$@\"", folder, path] + arguments
    let argumentPointers = unsafe words.map { unsafe strdup($0) } + [nil]
    let environmentPointers = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer { unsafe (argumentPointers + environmentPointers).forEach { unsafe free($0) } }

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { _ = unsafe posix_spawnattr_destroy(&attributes) }
    // The runner's own dispositions and mask are no business of the program's.
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    var blocked = sigset_t()
    if blocksSignals { unsafe sigfillset(&blocked) } else { unsafe sigemptyset(&blocked) }
    unsafe posix_spawnattr_setsigmask(&attributes, &blocked)
    unsafe posix_spawnattr_setflags(&attributes, CShort(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var pid = pid_t()
    let failure = unsafe posix_spawn(&pid, words[0], &actions, &attributes, argumentPointers, environmentPointers)
    guard failure == 0 else { throw SystemFailure(doing: "starting \(path)", code: failure) }
    return pid
  }

  /// A program that has ended is told by the failed write, not by a signal to the runner.
  static let ignoresBrokenPipes: Bool = {
    signal(SIGPIPE, SIG_IGN)
    return true
  }()
}

/// A pipe that no program started at the same moment can inherit.
///
/// `pipe2` is out of Swift's sight, and `pipe` followed by `fcntl` leaves a gap in which another thread's child takes
/// both ends and holds them open. A named pipe is opened and marked in one step.
private struct Pipe {
  let reading: CInt
  let writing: CInt

  init(in folder: String) throws {
    let path = "\(folder)/pipe-\(UUID().uuidString)"
    guard unsafe mkfifo(path, 0o600) == 0 else { throw SystemFailure(doing: "making a pipe") }
    defer { unsafe unlink(path) }
    let reading = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard reading >= 0 else { throw SystemFailure(doing: "opening a pipe") }
    let writing = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard writing >= 0 else {
      close(reading)
      throw SystemFailure(doing: "opening a pipe")
    }
    _ = fcntl(reading, F_SETFL, 0)
    self.reading = reading
    self.writing = writing
  }
}

/// Something the system refused.
package struct SystemFailure: Error, CustomStringConvertible {
  let doing: String
  let code: CInt

  init(doing: String, code: CInt = errno) {
    self.doing = doing
    self.code = code
  }

  package var description: String { unsafe "\(doing): \(String(cString: strerror(code)))" }
}
