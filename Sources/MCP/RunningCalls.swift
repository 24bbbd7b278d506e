import Bytes

/// The calls that workers have in hand or in their queue, and the thread that ends those that outlive their time.
final class RunningCalls: Sendable {
  private struct State {
    var contexts: [Int: CallContext] = [:]
    var hasThread = false
  }

  private let state = Monitor(State())

  /// Watches a call until it is forgotten; `expire` is called if its deadline comes first.
  func watch(_ context: CallContext, expire: @escaping @Sendable (CallContext) -> Void) {
    let needsThread = state.update { state in
      state.contexts[context.serial] = context
      defer { state.hasThread = true }
      return !state.hasThread
    }
    if needsThread { startThread { [self] in expireForever(expire) } }
  }

  /// Forgets a call that has returned.
  func forget(_ context: CallContext) {
    state.change { state in
      // A call that asked a question runs again under the same number, in a context and with a deadline of its own.
      guard state.contexts[context.serial] === context else { return }
      state.contexts[context.serial] = nil
    }
  }

  /// Returns the context of a call in hand.
  subscript(serial: Int) -> CallContext? { state.read { $0.contexts[serial] } }

  /// Forgets all calls past their deadline together: one search for each would take time in the square of their number.
  private func takeLate() -> [CallContext] {
    let now = ContinuousClock.now
    let late = state.change { state in
      let late = state.contexts.values.filter { $0.deadline <= now }
      for context in late { state.contexts[context.serial] = nil }
      return late
    }
    return late.sorted { $0.deadline < $1.deadline }
  }

  /// All calls get the same time, so none that comes later falls due earlier; the thread sleeps and looks again.
  private func expireForever(_ expire: @Sendable (CallContext) -> Void) {
    while true {
      guard let next = state.wait({ $0.contexts.values.map(\.deadline).min() }) else { continue }
      sleepUntil(next)
      for context in takeLate() { expire(context) }
    }
  }
}
