/// A few threads that run calls in the order they came.
///
/// Threads are started when there is work for them.
final class WorkerPool: Sendable {
  private struct State {
    var jobs: [@Sendable () -> Void] = []
    var head = 0
    var idle = 0
    var threads = 0

    var waiting: Int { jobs.count - head }

    mutating func next() -> (@Sendable () -> Void)? {
      guard head < jobs.count else { return nil }
      let job = jobs[head]
      head += 1
      if head == jobs.count {
        jobs.removeAll(keepingCapacity: jobs.capacity <= 1_024)
        head = 0
      }
      return job
    }
  }

  private let maximumThreads: Int
  private let state = Monitor(State())

  init(maximumThreads: Int) {
    self.maximumThreads = maximumThreads
  }

  /// Queues a job.
  func submit(_ job: @escaping @Sendable () -> Void) {
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
      state.update { $0.idle += 1 }
      let job = state.wait { $0.next() }
      state.update { $0.idle -= 1 }
      job?()
    }
  }
}
