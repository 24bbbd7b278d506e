import Glibc

/// The two ends of the protocol, taken away from everything else in the process.
///
/// After `claim`, descriptor 1 leads to stderr and descriptor 0 to nothing: a stray print cannot break the protocol, and a
/// child process can neither eat requests nor write among the replies.
package struct StandardStreams: Sendable {
  package let input: CInt
  package let output: CInt

  /// Takes the streams.
  ///
  /// Called first in a server's life, before any library can print.
  package static func claim() -> StandardStreams {
    signal(SIGPIPE, SIG_IGN)
    // A parent may have left these ignored or blocked; a server that its host cannot end outlives it.
    var endings = sigset_t()
    unsafe sigemptyset(&endings)
    for ending in [SIGTERM, SIGINT, SIGHUP] {
      signal(ending, SIG_DFL)
      // The first process of a container is spared a signal's default action: it must have an action of its own.
      if getpid() == 1 { signal(ending) { _exit(128 + $0) } }
      unsafe sigaddset(&endings, ending)
    }
    unsafe pthread_sigmask(SIG_UNBLOCK, &endings, nil)
    // With one of 0, 1, 2 closed at the start, the next descriptor opened would become a standard stream by accident.
    var spare = openNull()
    while spare <= 2 { spare = openNull() }
    let input = duplicate(0)
    let output = duplicate(1)
    dup2(spare, 0)
    dup2(2, 1)
    close(spare)
    return StandardStreams(input: input, output: output)
  }

  private static func openNull() -> CInt {
    let descriptor = unsafe open("/dev/null", O_RDWR)
    precondition(descriptor >= 0, "/dev/null cannot be opened")
    return descriptor
  }

  /// Duplicates a descriptor past the standard ones and closes it in child processes.
  private static func duplicate(_ descriptor: CInt) -> CInt {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    precondition(copy >= 0, "the system has no descriptor left")
    return copy
  }
}
