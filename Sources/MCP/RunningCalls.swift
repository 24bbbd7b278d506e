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
    state.change { $0.contexts[context.serial] = nil }
  }

  /// Returns the context of a call in hand.
  subscript(serial: Int) -> CallContext? { state.read { $0.contexts[serial] } }

  /// All calls get the same time, so the oldest is the next to fall due; the thread sleeps until then and looks again.
  private func expireForever(_ expire: @Sendable (CallContext) -> Void) {
    while true {
      guard let oldest = state.wait({ $0.contexts.values.min { $0.serial < $1.serial } }) else { continue }
      sleepUntil(oldest.deadline)
      guard self[oldest.serial] != nil else { continue }
      forget(oldest)
      expire(oldest)
    }
  }
}
