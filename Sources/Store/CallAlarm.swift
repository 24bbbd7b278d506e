import Bytes
private import Glibc

/// From a moment on, ends every system call in which a thread waits: they fail with EINTR.
///
/// Linux has no lock call with a limit. A signal that does nothing else ends the call, and it is sent again and again,
/// because the first may come just before the thread begins to wait. A timer of the system would need no thread, but in a
/// crowd of processes it was refused (EAGAIN).
struct CallAlarm: ~Copyable {
  private let isOver: Monitor<Bool>

  /// One that programs ignore unless they ask for it.
  private static let signal = SIGURG

  private static let isHeard: Bool = {
    var action = sigaction()
    // A signal without a handler ends no call; and with SA_RESTART it would begin anew.
    unsafe action.__sigaction_handler.sa_handler = { _ in }
    return unsafe sigaction(signal, &action, nil) == 0
  }()

  /// Sets the alarm for the calling thread, until it goes away; nil when the system has no thread left for it.
  static func set(at deadline: ContinuousClock.Instant) -> CallAlarm? {
    var heard = sigset_t()
    unsafe sigemptyset(&heard)
    unsafe sigaddset(&heard, signal)
    guard isHeard, unsafe pthread_sigmask(SIG_UNBLOCK, &heard, nil) == 0 else { return nil }
    let thread = pthread_self()
    let isOver = Monitor(false)
    let isStarted = tryToStartThread {
      var next = deadline
      while isOver.wait(until: next, { $0 ? true : nil }) == nil {
        // Looked at once more under the lock: the thread may be gone as soon as it is over.
        isOver.change { if !$0 { pthread_kill(thread, signal) } }
        next = .now + .milliseconds(10)
      }
    }
    return isStarted ? CallAlarm(isOver: isOver) : nil
  }

  private init(isOver: Monitor<Bool>) {
    self.isOver = isOver
  }

  deinit {
    isOver.update { $0 = true }
  }
}
