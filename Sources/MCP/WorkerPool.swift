import Bytes

/// A few threads that run calls in the order they came.
///
/// Threads are started when there is work for them.
final class WorkerPool: Sendable {
  typealias Job = @Sendable () -> Void

  private let maximumThreads: Int
  private let queue = Monitor(JobQueue())

  init(maximumThreads: Int) {
    self.maximumThreads = maximumThreads
  }

  /// Queues a job.
  func submit(_ job: @escaping Job) {
    let needsThread = queue.update { $0.add(job, maximumThreads: maximumThreads) }
    if needsThread { startThread { [self] in run() } }
  }

  private func run() {
    while true {
      let job = queue.change { $0.nextOrIdle() } ?? queue.wait { $0.nextAfterIdling() }
      job?()
    }
  }
}

/// The jobs not yet begun, and how many threads there are for them.
struct JobQueue: Sendable {
  private var jobs: [WorkerPool.Job?] = []
  private var head = 0
  private var idle = 0
  private var threads = 0

  /// Adds a job; true when a thread must be started for it.
  mutating func add(_ job: @escaping WorkerPool.Job, maximumThreads: Int) -> Bool {
    jobs.append(job)
    guard jobs.count - head > idle, threads < maximumThreads else { return false }
    threads += 1
    return true
  }

  /// Returns the next job for a thread that has just come or finished one; without a job, the thread is idle from now on.
  mutating func nextOrIdle() -> WorkerPool.Job? {
    if let job = next() { return job }
    idle += 1
    return nil
  }

  /// Returns the next job for an idle thread, which is idle no longer.
  ///
  /// One step, on purpose: in between, a new job would count on this thread and start none.
  mutating func nextAfterIdling() -> WorkerPool.Job? {
    guard let job = next() else { return nil }
    idle -= 1
    return job
  }

  private mutating func next() -> WorkerPool.Job? {
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
