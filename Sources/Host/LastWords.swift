import Glibc
import Synchronization

/// A mark in a file that a process leaves when it traps or overruns its memory, and not when somebody kills it.
enum LastWords {
  /// Where the mark goes; negative for nowhere.
  private static let descriptor = Atomic<CInt>(-1)
  private static let signals = [SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV]

  private static let isInstalled: Bool = {
    var action = sigaction()
    // Only what may be called in the midst of anything: an atomic load and `write`.
    unsafe action.__sigaction_handler.sa_handler = { _ in
      let descriptor = LastWords.descriptor.load(ordering: .relaxed)
      var mark = UInt8(ascii: "1")
      if descriptor >= 0 { _ = unsafe write(descriptor, &mark, 1) }
    }
    // The instruction is tried again behind it, and ends the process then as it would have.
    action.sa_flags = CInt(bitPattern: UInt32(SA_RESETHAND)) | SA_NODEFER | SA_ONSTACK
    return signals.allSatisfy { unsafe sigaction($0, &action, nil) == 0 }
  }()

  /// Has the mark go to a file from now on.
  static func begin(_ file: CInt) {
    descriptor.store(file, ordering: .relaxed)
    _ = isInstalled
  }

  /// Has the mark no longer go to a file.
  static func end(_ file: CInt) {
    _ = descriptor.compareExchange(expected: file, desired: -1, ordering: .relaxed)
  }
}
