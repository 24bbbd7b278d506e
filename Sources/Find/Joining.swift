import Domain

/// Finds the error that a theme of messages is about: by who wrote, or by what they wrote.
struct Joining {
  private let errors: [(facts: GroupFacts, people: Set<UInt64>, words: Set<String>)]
  private let eligible: Int

  init(_ errors: [GroupFacts], eligible: Int) {
    self.errors = errors.map { ($0, $0.subjects, Joining.words($0.tally)) }
    self.eligible = eligible
  }

  /// Returns the error with the most in common, and what that is.
  func best(for theme: GroupFacts) -> (error: RecordID, reason: Membership.Join.Reason)? {
    let people = theme.subjects
    var nearest: (share: Double, error: RecordID, shared: Int)?
    for error in errors {
      let shared = people.intersection(error.people).count
      guard shared >= Membership.leastShared else { continue }
      let share = Double(shared) / Double(people.count)
      let usual = eligible > 0 ? Double(error.people.count) / Double(eligible) : 0
      guard share >= Membership.leastShare, share >= Membership.leastLift * usual else { continue }
      if nearest.map({ (share, $0.error) > ($0.share, error.facts.tally.id) }) ?? true {
        nearest = (share, error.facts.tally.id, shared)
      }
    }
    if let nearest {
      return (nearest.error, .people(shared: nearest.shared, of: people.count, error: nearest.error))
    }
    return byWords(theme)
  }

  private func byWords(_ theme: GroupFacts) -> (error: RecordID, reason: Membership.Join.Reason)? {
    let own = Joining.words(theme.tally)
    var best: (words: [String], error: RecordID)?
    for error in errors {
      let shared = own.intersection(error.words).sorted()
      guard shared.count >= Membership.leastWords, shared.count > best?.words.count ?? 0 else { continue }
      best = (shared, error.facts.tally.id)
    }
    return best.map { ($0.error, .words($0.words)) }
  }

  /// The stems of what a group is called and where it happens, without the words that every error has.
  static func words(_ tally: GroupTally) -> Set<String> {
    let names = IdentifierWords.split("\(tally.label) \(tally.surface)")
    return Set(names.filter { $0.count > 2 && !common.contains($0) && !StopWords.contains($0) }.map(Words.stem))
  }

  private static let common: Set<String> = [
    "api", "app", "application", "base", "check", "code", "config", "core", "data", "delete", "does", "error",
    "exception",
    "expired", "fail", "failed", "failure", "get", "handle", "handler", "http", "index", "internal", "invalid", "js",
    "load",
    "log", "main", "manager", "model", "module", "new", "null", "number", "page", "post", "put", "read", "render",
    "request",
    "resolve", "response", "run", "send", "server", "service", "src", "string", "system", "time", "timeout", "type",
    "unsorted", "update", "user", "util", "utils", "value", "view", "web", "work", "write",
  ]
}
