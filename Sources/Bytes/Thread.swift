private import Glibc

/// Starts a detached thread that the process cannot do without.
///
/// The cooperative pool is no place for work that blocks, and Foundation's `Thread` would cost the binary its size.
package func startThread(_ body: @escaping @Sendable () -> Void) {
  let isStarted = tryToStartThread(body)
  precondition(isStarted, "the system has no thread left")
}

/// Starts a detached thread; false when the system has none left.
package func tryToStartThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  let box = unsafe Unmanaged.passRetained(ThreadBody(body)).toOpaque()
  var thread = pthread_t()
  let failure = unsafe pthread_create(
    &thread,
    nil,
    { argument in
      guard let argument = unsafe argument else { return nil }
      unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
      return nil
    },
    box
  )
  guard failure == 0 else {
    unsafe Unmanaged<ThreadBody>.fromOpaque(box).release()
    return false
  }
  pthread_detach(thread)
  return true
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}
