/// Which span of a trace is under which.
struct AgentTree {
  private var parents: [UInt64: UInt64]
  private var runs: Set<UInt64> = []
  /// What is further up than this is not looked at.
  private static let ancestorLimit = 64

  init(_ entries: [AgentRun.Entry], _ parents: [UInt64: UInt64]) {
    self.parents = parents
    for entry in entries where entry.span != 0 && !entry.isLogged {
      self.parents[entry.span] = entry.parent
      if entry.step.operation.isRun { runs.insert(entry.span) }
    }
  }

  /// Returns the spans above an entry, nearest first; none where the ids go in a circle.
  func ancestors(of entry: AgentRun.Entry) -> [UInt64] {
    // A log record stands in its span.
    var next = entry.isLogged ? entry.span : entry.parent
    var found: [UInt64] = []
    while next != 0, found.count < AgentTree.ancestorLimit {
      if found.contains(next) || next == entry.span && !entry.isLogged { return [] }
      found.append(next)
      next = parents[next] ?? 0
    }
    return found
  }

  func hasRunAbove(_ entry: AgentRun.Entry) -> Bool {
    ancestors(of: entry).contains { runs.contains($0) && $0 != entry.span }
  }
}

/// The calls of models in a trace, each once, whoever tells of it.
///
/// Two instrumentations may wrap one call, one inside the other or side by side, and a span and a log record may tell of
/// it. Tokens and cost are those of the innermost that has them.
struct AgentCalls {
  private(set) var calls: [AgentRun.Entry] = []
  private(set) var tokens = TokenCount()
  private(set) var microDollars: Int64 = 0
  private(set) var unpriced = 0

  /// Takes entries in the order in which they began.
  init(_ entries: [AgentRun.Entry], _ tree: AgentTree) {
    let inferences = AgentCalls.merged(entries.filter { $0.step.operation.isInference })
    var places: [UInt64: Int] = [:]
    for (place, entry) in inferences.enumerated() where entry.span != 0 && !entry.isLogged {
      places[entry.span] = place
    }
    // Calls with another inside them, and those of them that say nothing that is not said inside.
    var isOuter = [Bool](repeating: false, count: inferences.count)
    var isRepeated = [Bool](repeating: false, count: inferences.count)
    for entry in inferences {
      for ancestor in tree.ancestors(of: entry) {
        guard let place = places[ancestor] else { continue }
        isOuter[place] = true
        isRepeated[place] = isRepeated[place] || entry.step.tokens != nil
      }
    }
    for (place, entry) in inferences.enumerated() {
      if !isOuter[place] { calls.append(entry) }
      guard !isRepeated[place] else { continue }
      if let count = entry.step.tokens { tokens += count }
      if let cost = entry.step.cost {
        microDollars = microDollars.addingReportingOverflow(cost.microDollars).partialValue
      } else if entry.step.tokens != nil {
        unpriced += 1
      }
    }
  }

  /// What two tellings of one call have in common where no id says so.
  private struct Likeness: Hashable {
    let parent: UInt64
    let model: String
    let tokens: TokenCount

    /// Nil where nobody has said the tokens.
    init?(_ entry: AgentRun.Entry) {
      guard let tokens = entry.step.tokens else { return nil }
      parent = entry.parent
      model = ModelName.canonical(entry.step.model)
      self.tokens = tokens
    }
  }

  /// Makes one of the entries that tell of the same call: those with the same id, a span and a log record in it, else
  /// spans that overlap under the same parent with the same model and tokens.
  private static func merged(_ entries: [AgentRun.Entry]) -> [AgentRun.Entry] {
    var merged: [AgentRun.Entry] = []
    var byCall: [UInt64: Int] = [:]
    var bySpan: [UInt64: Int] = [:]
    var byLikeness: [Likeness: Int] = [:]
    for entry in entries.filter({ !$0.isLogged }) {
      let likeness = Likeness(entry)
      var twin = entry.step.call == 0 ? nil : byCall[entry.step.call]
      if twin == nil, let place = likeness.flatMap({ byLikeness[$0] }), entry.start < merged[place].end {
        // Two ids are two calls.
        if entry.step.call == 0 || merged[place].step.call == 0 { twin = place }
      }
      let place = twin ?? merged.count
      if twin == nil { merged.append(entry) } else { merged[place].join(entry) }
      if entry.step.call != 0 { byCall[entry.step.call] = place }
      if entry.span != 0 { bySpan[entry.span] = place }
      if let likeness { byLikeness[likeness] = place }
    }
    for entry in entries.filter(\.isLogged) {
      let twin = (entry.step.call == 0 ? nil : byCall[entry.step.call]) ?? bySpan[entry.span]
      if let twin { merged[twin].join(entry) } else { merged.append(entry) }
      if entry.step.call != 0 { byCall[entry.step.call] = twin ?? merged.count - 1 }
    }
    return merged.sorted { $0.order < $1.order }
  }
}

extension AgentRun.Entry {
  /// Takes over what another telling of the same call knows and this does not.
  fileprivate mutating func join(_ other: AgentRun.Entry) {
    // A reported cost is worth more than a computed one.
    if step.tokens == nil { step.tokens = other.step.tokens }
    if step.cost?.source != .reported, let cost = other.step.cost, step.cost == nil || cost.source == .reported {
      step.cost = cost
    }
    if step.model.isEmpty { step.model = other.step.model }
    if step.finish == .unknown { step.finish = other.step.finish }
    if step.call == 0 { step.call = other.step.call }
    step.saysError = step.saysError || other.step.saysError
    hasFailed = hasFailed || other.hasFailed
  }
}
