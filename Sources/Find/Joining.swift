import Domain
import Numerics
import Themes

/// Finds the error that a theme of messages is about: by who wrote, or by what they wrote.
struct Joining {
  private let errors: [GroupFacts]
  private let headcounts: [Int]
  /// How many of those who write met each.
  private let writersMet: [Int]
  private let writers: Int
  /// Of themes and errors.
  private let pairs: Int
  /// The places of the errors that somebody met, and of those with a word in their name.
  private var metBy: [UInt64: [Int]] = [:]
  private var named: [String: [Int]] = [:]
  private let eligible: Int
  private let text: (EvidenceID) -> String?

  init(_ errors: [GroupFacts], input: FindInput) {
    self.errors = errors
    eligible = input.eligible
    text = input.sources.text
    // Only of those who write it is ever asked what they met, and that may be one in a hundred.
    let writers = input.groups.filter(\.isTheme).reduce(into: Set<UInt64>()) { $0.formUnion($1.subjects) }
    var headcounts: [Int] = []
    var writersMet: [Int] = []
    for place in errors.indices {
      var (count, writing) = (0, 0)
      var last: UInt64?
      for row in errors[place].subjectDays where row.subject != last {
        last = row.subject
        count += 1
        guard writers.contains(row.subject) else { continue }
        writing += 1
        metBy[row.subject, default: []].append(place)
      }
      headcounts.append(count)
      writersMet.append(writing)
      for word in Joining.words(errors[place].tally) { named[word, default: []].append(place) }
    }
    self.headcounts = headcounts
    self.writersMet = writersMet
    self.writers = writers.count
    pairs = errors.count * input.groups.count(where: \.isTheme)
  }

  /// Returns the error with the most in common, and what that is.
  func best(for theme: GroupFacts) -> (error: RecordID, reason: Membership.Join.Reason)? {
    let people = theme.subjects
    var nearest: (place: Int, shared: Int)?
    for (place, shared) in Joining.tally(people.flatMap { metBy[$0] ?? [] }) {
      guard shared >= Membership.leastShared, Double(shared) >= Membership.leastShare * Double(people.count),
        !Joining.isLikely(
          shared,
          of: people.count,
          met: usual(place, besides: people.count, shared),
          eligible: eligible,
          pairs: pairs
        )
      else { continue }
      if nearest.map({ precedes((place, shared), $0) }) ?? true { nearest = (place, shared) }
    }
    guard let nearest else { return byWords(theme) }
    let error = errors[nearest.place].tally.id
    return (error, .people(shared: nearest.shared, of: people.count, error: error))
  }

  /// How many of all would have met an error if all were as those who write of other things.
  ///
  /// Whoever uses a product more meets more of everything and also writes more. More than twice as much is not laid to that:
  /// the others may write of the very same error.
  private func usual(_ place: Int, besides people: Int, _ shared: Int) -> Int {
    let (others, met) = (writers - people, writersMet[place] - shared)
    guard others > 0 else { return headcounts[place] }
    let asWriters = Int(Double(eligible) * Double(met) / Double(others))
    return max(headcounts[place], min(Joining.mostActive * headcounts[place], asWriters))
  }

  private static let mostActive = 2

  private func byWords(_ theme: GroupFacts) -> (error: RecordID, reason: Membership.Join.Reason)? {
    let own = Joining.words(theme.tally)
    var best: (place: Int, shared: Int)?
    for (place, shared) in Joining.tally(own.flatMap { named[$0] ?? [] }) where shared >= Membership.leastWords {
      if best.map({ precedes((place, shared), $0) }) ?? true { best = (place, shared) }
    }
    guard let best, reportsProblem(theme) else { return nil }
    let words = own.intersection(Joining.words(errors[best.place].tally)).sorted()
    return (errors[best.place].tally.id, .words(words))
  }

  /// The more in common the better; the smaller id where two have as much.
  private func precedes(_ one: (place: Int, shared: Int), _ other: (place: Int, shared: Int)) -> Bool {
    one.shared != other.shared
      ? one.shared > other.shared : errors[one.place].tally.id < errors[other.place].tally.id
  }

  private static func tally(_ places: [Int]) -> [Int: Int] {
    places.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// Reports whether so many of some people would have met a thing anyway, given how many of all have.
  static func isLikely(_ shared: Int, of people: Int, met: Int, eligible: Int, pairs: Int = 1) -> Bool {
    guard eligible > 0 else { return false }
    let usual = min(1, Double(met) / Double(eligible))
    return Binomial.atLeast(Int64(shared), tries: Int64(people), share: usual) > Membership.chance
      / Double(max(1, pairs))
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
