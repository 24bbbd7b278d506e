private import Glibc

/// State behind a lock that threads can also wait on.
///
/// `Mutex` of the standard library has no condition variable, and a thread that waits must not spin or poll. Where threads
/// contend for it they wait in the kernel unseen by the thread sanitizer, which then reports races that are none.
@safe package final class Monitor<State>: @unchecked Sendable {  // every access to `state` holds `mutex`
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var state: State

  package init(_ state: State) {
    self.state = state
    unsafe pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    // The wall clock may jump while a thread waits.
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(changed, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Runs `body` alone and wakes all waiting threads, so that they look at the state again.
  package func update<Result>(_ body: (inout State) -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer {
      unsafe pthread_cond_broadcast(changed)
      unsafe pthread_mutex_unlock(mutex)
    }
    return body(&state)
  }

  /// Runs `body` alone and wakes nobody: for changes no thread waits for.
  package func change<Result, Failure: Error>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body(&state)
  }

  /// Looks at the state alone.
  package func read<Result>(_ body: (State) -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body(state)
  }

  /// Waits until `body` returns a value, trying it anew after each update; nil when `deadline` passes first.
  package func wait<Result>(
    until deadline: ContinuousClock.Instant? = nil,
    _ body: (inout State) -> Result?
  ) -> Result? {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&state) { return result }
      guard let deadline else {
        unsafe pthread_cond_wait(changed, mutex)
        continue
      }
      let left = ContinuousClock.now.duration(to: deadline)
      guard left > .zero else { return nil }
      var time = monotonicTime(after: left)
      unsafe pthread_cond_timedwait(changed, mutex, &time)
    }
  }
}

/// Sleeps until a moment; signals do not cut it short.
package func sleepUntil(_ deadline: ContinuousClock.Instant) {
  let left = ContinuousClock.now.duration(to: deadline)
  guard left > .zero else { return }
  var time = monotonicTime(after: left)
  while unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
}

private func monotonicTime(after duration: Duration) -> timespec {
  var now = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &now)
  let (seconds, attoseconds) = duration.components
  let nanoseconds = now.tv_nsec + Int(attoseconds / 1_000_000_000)
  return timespec(
    tv_sec: now.tv_sec + Int(seconds) + nanoseconds / 1_000_000_000,
    tv_nsec: nanoseconds % 1_000_000_000
  )
}
