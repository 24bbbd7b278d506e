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

  /// Forgets a call that has returned; false when it was not in hand any more.
  @discardableResult
  func forget(_ context: CallContext) -> Bool {
    state.change { state in
      // A call that asked a question runs again under the same number, in a context and with a deadline of its own.
      guard state.contexts[context.serial] === context else { return false }
      state.contexts[context.serial] = nil
      return true
    }
  }

  /// Returns the context of a call in hand.
  subscript(serial: Int) -> CallContext? { state.read { $0.contexts[serial] } }

  /// All calls get the same time, so none that comes later falls due earlier; the thread sleeps and looks again.
  private func expireForever(_ expire: @Sendable (CallContext) -> Void) {
    while true {
      guard let next = state.wait({ $0.contexts.values.min { $0.deadline < $1.deadline } }) else { continue }
      sleepUntil(next.deadline)
      if forget(next) { expire(next) }
    }
  }
}
