import Domain
import Numerics

/// Finds the error that a theme of messages is about: by who wrote, or by what they wrote.
struct Joining {
  private let errors: [(facts: GroupFacts, people: Set<UInt64>, words: Set<String>)]
  private let eligible: Int
  private let text: (EvidenceID) -> String?

  init(_ errors: [GroupFacts], input: FindInput) {
    self.errors = errors.map { ($0, $0.subjects, Joining.words($0.tally)) }
    eligible = input.eligible
    text = input.sources.text
  }

  /// Returns the error with the most in common, and what that is.
  func best(for theme: GroupFacts) -> (error: RecordID, reason: Membership.Join.Reason)? {
    let people = theme.subjects
    var nearest: (share: Double, error: RecordID, shared: Int)?
    for error in errors {
      let shared = people.intersection(error.people).count
      guard shared >= Membership.leastShared else { continue }
      let share = Double(shared) / Double(people.count)
      guard share >= Membership.leastShare, !isLikely(shared, of: people.count, error: error.people.count) else {
        continue
      }
      if nearest.map({ (share, $0.error) > ($0.share, error.facts.tally.id) }) ?? true {
        nearest = (share, error.facts.tally.id, shared)
      }
    }
    if let nearest {
      return (nearest.error, .people(shared: nearest.shared, of: people.count, error: nearest.error))
    }
    return byWords(theme)
  }

  /// Whether so many of the writers would have met the error anyway.
  private func isLikely(_ shared: Int, of people: Int, error: Int) -> Bool {
    guard eligible > 0 else { return false }
    let usual = min(1, Double(error) / Double(eligible))
    return Binomial.atLeast(Int64(shared), tries: Int64(people), share: usual) > Membership.chance
  }

  private func byWords(_ theme: GroupFacts) -> (error: RecordID, reason: Membership.Join.Reason)? {
    let own = Joining.words(theme.tally)
    var best: (words: [String], error: RecordID)?
    for error in errors {
      let shared = own.intersection(error.words).sorted()
      guard shared.count >= Membership.leastWords, shared.count > best?.words.count ?? 0 else { continue }
      best = (shared, error.facts.tally.id)
    }
    guard let best, reportsProblem(theme) else { return nil }
    return (best.error, .words(best.words))
  }

  /// Whether it says that something goes wrong: who asks how a thing works has met no error of it.
  private func reportsProblem(_ theme: GroupFacts) -> Bool {
    switch MessageTone.prevailing(theme.tally.exemplars.prefix(Opportunities.textLimit).compactMap(text)) {
    case .problem, .slowness: true
    case .request, .confusion, .praise, .spam, .empty: false
    }
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
