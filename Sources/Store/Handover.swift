private import Glibc

/// One value that a thread gives to another, which waits for it only so long.
@safe final class Handover<Value: Sendable>: @unchecked Sendable {  // every access to `state` holds `mutex`
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let given = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var state = State.awaited

  private enum State { case awaited, ready(Value), abandoned }

  init() {
    unsafe pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    // The wall clock may jump while a thread waits.
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(given, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(given)
    unsafe pthread_mutex_destroy(mutex)
    unsafe given.deallocate()
    unsafe mutex.deallocate()
  }

  /// Gives the value; false when nobody waits for it any more.
  func give(_ value: Value) -> Bool {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    switch state {
    case .awaited, .ready:
      state = .ready(value)
      unsafe pthread_cond_signal(given)
      return true
    case .abandoned: return false
    }
  }

  /// Waits for the value; nil when the deadline passes first, and then it is not wanted any more.
  func take(until deadline: ContinuousClock.Instant) -> Value? {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while true {
      if case .ready(let value) = state { return value }
      let left = ContinuousClock.now.duration(to: deadline)
      guard left > .zero else {
        state = .abandoned
        return nil
      }
      var time = Handover.monotonicTime(after: left)
      unsafe pthread_cond_timedwait(given, mutex, &time)
    }
  }

  private static func monotonicTime(after duration: Duration) -> timespec {
    var now = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    let (seconds, attoseconds) = duration.components
    let nanoseconds = now.tv_nsec + Int(attoseconds / 1_000_000_000)
    return timespec(
      tv_sec: now.tv_sec + Int(seconds) + nanoseconds / 1_000_000_000,
      tv_nsec: nanoseconds % 1_000_000_000
    )
  }
}

/// Starts a detached thread; false when the system has none left.
func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
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
