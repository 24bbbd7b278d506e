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
    var inferences = AgentCalls.merged(entries.filter { $0.step.operation.isInference })
    let outer = AgentCalls.outer(of: inferences, tree)
    var insides = [Int](repeating: 0, count: inferences.count)
    for places in outer { if let nearest = places.first { insides[nearest] += 1 } }
    // A call with one inside is that one, told twice; the outermost first, so that what they know goes all the way in.
    for place in outer.indices.sorted(by: { outer[$0].count < outer[$1].count }) {
      if let nearest = outer[place].first, insides[nearest] == 1 { inferences[place].join(inferences[nearest]) }
    }
    // Of one with several inside, its own count says the same again, unless they say nothing.
    var isRepeated = insides.map { $0 == 1 }
    for (place, entry) in inferences.enumerated() where entry.step.tokens != nil {
      for above in outer[place] { isRepeated[above] = true }
    }
    for (place, entry) in inferences.enumerated() {
      if insides[place] == 0 { calls.append(entry) }
      if !isRepeated[place] { count(entry.step) }
    }
  }

  private mutating func count(_ step: AgentStep) {
    if let count = step.tokens { tokens += count }
    if let cost = step.cost {
      microDollars = microDollars.addingReportingOverflow(cost.microDollars).partialValue
    } else if step.tokens != nil {
      unpriced += 1
    }
  }

  /// Returns for each call the places of those it is inside, nearest first.
  private static func outer(of calls: [AgentRun.Entry], _ tree: AgentTree) -> [[Int]] {
    var places: [UInt64: Int] = [:]
    for (place, call) in calls.enumerated() where call.span != 0 && !call.isLogged { places[call.span] = place }
    return calls.map { call in tree.ancestors(of: call).compactMap { places[$0] } }
  }

  /// Where a call stands, and of which model it is.
  private struct Place: Hashable {
    let parent: UInt64
    let model: String

    init(_ entry: AgentRun.Entry) {
      parent = entry.parent
      model = ModelName.canonical(entry.step.model)
    }
  }

  /// What two tellings of one call have in common where no id says so.
  private struct Likeness: Hashable {
    let place: Place
    let tokens: TokenCount

    /// Nil where nobody has said the tokens.
    init?(_ entry: AgentRun.Entry) {
      guard let tokens = entry.step.tokens else { return nil }
      place = Place(entry)
      self.tokens = tokens
    }
  }

  /// Makes one of the entries that tell of the same call.
  ///
  /// Those are entries with the same id, a span and a log record in it, and else spans under the same parent with the same
  /// model: two that overlap and have the same tokens, or one without tokens and one of no length with them behind it.
  private static func merged(_ entries: [AgentRun.Entry]) -> [AgentRun.Entry] {
    var merged: [AgentRun.Entry] = []
    var byCall: [UInt64: Int] = [:]
    var bySpan: [UInt64: Int] = [:]
    var byLikeness: [Likeness: Int] = [:]
    var open: [Place: Int] = [:]
    for entry in entries.filter({ !$0.isLogged }) {
      let likeness = Likeness(entry)
      var twin = entry.step.call == 0 ? nil : byCall[entry.step.call]
      if twin == nil, let place = likeness.flatMap({ byLikeness[$0] }), entry.start < merged[place].end {
        // Two ids are two calls.
        if entry.step.call == 0 || merged[place].step.call == 0 { twin = place }
      }
      // What a stream took is told by a span of no length behind that of the request.
      if twin == nil, entry.start == entry.end, entry.step.tokens != nil {
        twin = open.removeValue(forKey: Place(entry))
      }
      let place = twin ?? merged.count
      if twin == nil { merged.append(entry) } else { merged[place].join(entry) }
      if entry.step.call != 0 { byCall[entry.step.call] = place }
      if entry.span != 0 { bySpan[entry.span] = place }
      if twin == nil, entry.step.tokens == nil, !entry.isError { open[Place(entry)] = place }
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
