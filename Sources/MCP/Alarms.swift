import Bytes

/// Runs a few things later, from a thread that sleeps until the next is due.
final class Alarms: Sendable {
  private struct State {
    var pending: [(due: ContinuousClock.Instant, body: @Sendable () -> Void)] = []
    var hasThread = false

    var next: ContinuousClock.Instant? { pending.map(\.due).min() }
  }

  private let state = Monitor(State())

  /// Runs `body` once, not before `due`.
  func ring(at due: ContinuousClock.Instant, _ body: @escaping @Sendable () -> Void) {
    let needsThread = state.update { state in
      state.pending.append((due, body))
      defer { state.hasThread = true }
      return !state.hasThread
    }
    if needsThread { startThread { [self] in ringForever() } }
  }

  private func ringForever() {
    while true {
      guard let next = state.wait({ $0.next }) else { continue }
      // Woken before its time only by an alarm that is due earlier.
      let _: Bool? = state.wait(until: next) { ($0.next ?? next) < next ? true : nil }
      for body in takeDue() { body() }
    }
  }

  private func takeDue() -> [@Sendable () -> Void] {
    let now = ContinuousClock.now
    return state.change { state in
      let due = state.pending.filter { $0.due <= now }
      state.pending.removeAll { $0.due <= now }
      return due.map(\.body)
    }
  }
}
