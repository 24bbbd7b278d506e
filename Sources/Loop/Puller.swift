import Bytes
import Domain
import Host

/// Fetches what others only give when they are asked, each at its interval, and puts it where what is received goes.
///
/// Each has a thread of its own: one that does not answer holds up no other.
package final class Puller: Sendable {
  private let pulls: [any Pull]
  private let spool: Spool
  private let curl: Curl?
  private let github: GitHubProgram?
  private let states: PullStates
  private let now: @Sendable () -> Timestamp
  private let state = Monitor(State())

  private struct State {
    var isEnding = false
    var running = 0
    /// When each was tried last.
    var tried: [String: Timestamp] = [:]
    var fetched = 0
  }

  /// How it goes.
  package struct Progress: Equatable, Sendable {
    package let sources: Int
    /// Answers that were good.
    package let fetched: Int
    /// What does not work at present, and why.
    package let problems: [String]
  }

  /// While more than this waits, nothing is fetched: what fetches have brought would only wait too.
  private static let backlog: Int64 = 64 << 20
  /// How soon a clock that was changed is noticed.
  private static let glance = Duration.seconds(1)

  init(
    pulls: [any Pull],
    spool: Spool,
    curl: Curl?,
    github: GitHubProgram?,
    states: PullStates,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.pulls = pulls
    self.spool = spool
    self.curl = curl
    self.github = github
    self.states = states
    self.now = now
  }

  package var progress: Progress {
    let problems = pulls.compactMap { pull -> String? in
      let known = states[pull.name]
      return known.isFailing ? "\(pull.name): \(known.reason)" : nil
    }
    return Progress(
      sources: pulls.count,
      fetched: state.read { $0.fetched },
      problems: problems + [states.problem].compactMap(\.self)
    )
  }

  /// Works until it is told to end.
  package func run() {
    state.update { $0.running = pulls.count }
    for pull in pulls {
      startThread {
        self.serve(pull)
        self.state.update { $0.running -= 1 }
      }
    }
    _ = state.wait { $0.running == 0 ? true : nil }
  }

  /// Ends it; what is being asked is dropped, and asked again by the next one.
  package func end() {
    state.update { $0.isEnding = true }
  }

  private var isEnding: Bool { state.read { $0.isEnding } }

  private func serve(_ pull: any Pull) {
    while !isEnding {
      attemptIfDue(pull)
      _ = state.wait(until: .now + min(Puller.glance, pull.interval)) { $0.isEnding ? true : nil }
    }
  }

  /// Fetches everything that is due, one after the other.
  package func round() {
    pulls.forEach { attemptIfDue($0) }
  }

  private func attemptIfDue(_ pull: any Pull) {
    let now = now()
    guard isDue(pull, at: now), spool.waiting <= Puller.backlog else { return }
    state.change { $0.tried[pull.name] = now }
    do throws(PullFailure) {
      try attempt(pull, at: now)
      states.change(pull.name) {
        $0.lastSuccess = now
        $0.waitsUntil = nil
      }
    } catch {
      // Whoever ends it has done so on purpose.
      guard !isEnding else { return }
      states.change(pull.name) {
        $0.lastFailure = now
        $0.reason = error.reason
        $0.waitsUntil = error.waitsUntil
      }
    }
  }

  private func isDue(_ pull: any Pull, at now: Timestamp) -> Bool {
    if let end = states[pull.name].waitsUntil, now < end { return false }
    guard let tried = state.read({ $0.tried[pull.name] }) else { return true }
    // A clock that was set back says nothing of how long it has been.
    return now < tried || now >= tried.adding(seconds: pull.interval.components.seconds)
  }

  private func attempt(_ pull: any Pull, at now: Timestamp) throws(PullFailure) {
    for _ in 0..<pull.stepLimit where !isEnding {
      let mark = states[pull.name].mark
      guard let request = pull.request(mark, at: now) else { return }
      do throws(PullFailure) {
        let step = try take(request, of: pull, mark, at: now)
        if step.mark != mark { states.change(pull.name) { $0.mark = step.mark } }
        guard step.isMore else { return }
      } catch .tooLong where mark.part < PullMark.smallestPart && pull.hasParts {
        states.change(pull.name) { $0.mark.part *= 2 }
      }
    }
  }

  /// Asks once, and keeps the answer.
  private func take(
    _ request: PullRequest,
    of pull: any Pull,
    _ mark: PullMark,
    at now: Timestamp
  ) throws(PullFailure) -> PullStep {
    let reply = try send(request)
    if let failure = PullFailure(reply, at: now) { throw failure }
    var step = try pull.take(reply, mark, at: now)
    try keep(step.entry)
    state.change { $0.fetched += 1 }
    // What comes next is as long, as a rule.
    if step.isMore { step.mark.part = mark.part }
    return step
  }

  private func keep(_ entry: SpoolEntry?) throws(PullFailure) {
    guard let entry else { return }
    do throws(FileError) {
      guard try !spool.add(entry) else { return }
    } catch {
      throw PullFailure("it cannot be written down: \(error.words)")
    }
    throw PullFailure("too much waits to be stored")
  }

  private func send(_ request: PullRequest) throws(PullFailure) -> Curl.Reply {
    switch request {
    case .http(let request):
      guard let curl else { throw PullFailure("curl is not on PATH") }
      do throws(Curl.Failure) {
        return try curl.send(request) { isEnding }
      } catch {
        throw error == .tooLong ? .tooLong : PullFailure("\(error)")
      }
    case .github(let path):
      guard let github else { throw PullFailure("gh is not on PATH") }
      return try github.get(path) { isEnding }
    }
  }
}
