import Bytes
import Glibc

/// A program about to be started with pipes on its standard streams and an environment of our choosing.
struct Spawn {
  let path: String
  let arguments: [String]
  let environment: [String: String]
  /// Whether its stderr is kept; otherwise it is thrown away.
  var keepsErrors = false
  /// Whether it leads a process group, so that what it starts can be ended with it.
  var leadsGroup = false

  init(path: String, arguments: [String], environment: [String: String]) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
  }

  /// A program that runs, and our ends of its pipes; `errors` is -1 where nobody keeps them.
  struct Started {
    let pid: pid_t
    let input: CInt
    let output: CInt
    let errors: CInt
  }

  /// Held from making pipes to starting their program: between the two calls that make a pipe and mark it as our own,
  /// a program started by another thread would inherit both ends, and hold them open for as long as it runs.
  private static let starting = Monitor(())

  /// Starts the program; nil when the system refuses.
  func start() -> Started? {
    Spawn.starting.change { _ in startAlone() }
  }

  private func startAlone() -> Started? {
    var pipes: [[CInt]] = []
    for _ in 0..<(keepsErrors ? 3 : 2) {
      guard let pipe = Spawn.makePipe() else {
        for end in pipes.joined() { close(end) }
        return nil
      }
      pipes.append(pipe)
    }
    let child = spawn(input: pipes[0][0], output: pipes[1][1], errors: keepsErrors ? pipes[2][1] : -1)
    close(pipes[0][0])
    for pipe in pipes.dropFirst() { close(pipe[1]) }
    guard let child else {
      close(pipes[0][1])
      for pipe in pipes.dropFirst() { close(pipe[0]) }
      return nil
    }
    return Started(pid: child, input: pipes[0][1], output: pipes[1][0], errors: keepsErrors ? pipes[2][0] : -1)
  }

  /// Returns the reading and the writing end of a pipe that other children do not inherit.
  private static func makePipe() -> [CInt]? {
    var ends: [CInt] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return ends
  }

  private func spawn(input: CInt, output: CInt, errors: CInt) -> pid_t? {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    if errors >= 0 {
      unsafe posix_spawn_file_actions_adddup2(&actions, errors, 2)
    } else {
      unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    }
    let words = environment.map { "\($0.key)=\($0.value)" }.sorted()
    let argumentPointers = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
    let environmentPointers = unsafe words.map { unsafe strdup($0) } + [nil]
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
    let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (leadsGroup ? POSIX_SPAWN_SETPGROUP : 0)
    unsafe posix_spawnattr_setflags(&attributes, CShort(flags))
    var pid = pid_t()
    let failure = unsafe posix_spawn(&pid, path, &actions, &attributes, argumentPointers, environmentPointers)
    return failure == 0 ? pid : nil
  }
}
