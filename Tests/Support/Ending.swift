import Foundation
import Glibc

/// How a program ended.
package enum Ending: Equatable, Sendable, CustomStringConvertible {
  case exited(Int)
  case killed(signal: Int)

  init(status: CInt) {
    let signal = Int(status & 0x7f)
    self = signal == 0 ? .exited(Int((status >> 8) & 0xff)) : .killed(signal: signal)
  }

  package var description: String {
    switch self {
    case .exited(let code): "exited with \(code)"
    case .killed(let signal): "killed by signal \(signal)"
    }
  }
}

/// Waits for a program on a thread of its own, so that others can wait with a deadline.
final class Reaper: @unchecked Sendable {  // every access to `ending` holds `condition`
  private let pid: pid_t
  private let condition = NSCondition()
  private var ending: Ending?
  private var endTime: ContinuousClock.Instant?

  init(pid: pid_t) {
    self.pid = pid
    Thread.detachNewThread { [self] in reap() }
  }

  private func reap() {
    // First only looks, so that the number cannot be given to another process before `ending` says it is free.
    var information = unsafe siginfo_t()
    while unsafe waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    condition.withLock {
      var status: CInt = 0
      unsafe waitpid(pid, &status, 0)
      endTime = .now
      ending = Ending(status: status)
      condition.broadcast()
    }
  }

  /// Sends a signal to a program that has not ended.
  func signal(_ signal: CInt) {
    condition.withLock {
      if ending == nil { kill(pid, signal) }
    }
  }

  /// Returns how and when the program ended; nil when the time passes first.
  func ending(within time: Duration) -> (how: Ending, when: ContinuousClock.Instant)? {
    let limit = Date(timeIntervalSinceNow: time / .seconds(1))
    return condition.withLock {
      while ending == nil, condition.wait(until: limit) {}
      guard let ending, let endTime else { return nil }
      return (ending, endTime)
    }
  }
}
