/// A few threads that run calls in the order they came.
///
/// Threads are started when there is work for them.
final class WorkerPool: Sendable {
  typealias Job = @Sendable () -> Void

  private struct State {
    var jobs: [Job?] = []
    var head = 0
    var idle = 0
    var threads = 0

    var waiting: Int { jobs.count - head }

    mutating func next() -> Job? {
      guard head < jobs.count else { return nil }
      // What a job holds on to goes with it, also while the queue never runs empty.
      defer {
        jobs[head] = nil
        head += 1
        if head == jobs.count || (head >= 1_024 && head * 2 >= jobs.count) {
          jobs.removeFirst(head)
          head = 0
        }
      }
      return jobs[head]
    }
  }

  private let maximumThreads: Int
  private let state = Monitor(State())

  init(maximumThreads: Int) {
    self.maximumThreads = maximumThreads
  }

  /// Queues a job.
  func submit(_ job: @escaping Job) {
    let needsThread = state.update { state in
      state.jobs.append(job)
      guard state.waiting > state.idle, state.threads < maximumThreads else { return false }
      state.threads += 1
      return true
    }
    if needsThread { startThread { [self] in run() } }
  }

  private func run() {
    while true {
      if let job = nextJob() { job() }
    }
  }

  /// Waits for a job.
  ///
  /// Taking it and being idle no longer are one step: in between, a new job would count on this thread and start none.
  private func nextJob() -> Job? {
    let job: Job? = state.change { state in
      if let job = state.next() { return job }
      state.idle += 1
      return nil
    }
    if let job { return job }
    return state.wait { state in
      guard let job = state.next() else { return nil }
      state.idle -= 1
      return job
    }
  }
}
