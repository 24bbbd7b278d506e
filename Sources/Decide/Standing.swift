import Domain

/// Where a candidate stands before any scores are compared.
enum Standing: Equatable {
  case contender
  /// Too little is known.
  case insufficient([Decision.Missing])
  /// Steady, small, and nobody complains: what every product has.
  case background
  /// Huge counts that harm nobody.
  case noise
  /// Somebody works on it, or its effect is still to be read.
  case inFlight
  case closed(Tombstone)
  case ruled(Ruling)

  /// A part of everybody above which an error matters although nobody complains, where there are messages to tell.
  static let largeShare = 0.25
  /// The same where no messages are known, so that nobody can tell.
  static let silentShare = 0.1
  /// From this on those who meet it complain so much more than others that it harms them: whoever uses a product more
  /// meets more of everything and also writes more, so that a little more proves nothing.
  static let harmfulRatio = 1.5
  /// Below this they do not.
  static let harmlessRatio = 1.75
  /// Below this a steady error that many meet is no reason for work: who is kept from something writes many times as much.
  static let slightRatio = 3.0
  /// The fewest people of whom that can be said.
  static let harmlessPeople = 100
  /// Writers that make a joined theme count as complaint.
  static let leastWriters = 3

  init(_ candidate: Candidate, input: ChoiceInput, harmTests: Int) {
    let gate = Gate(candidate, input: input)
    if let ruling = Standing.ruling(on: candidate, input: input) {
      self = .ruled(ruling)
    } else if candidate.opportunity.state.isInFlight {
      self = .inFlight
    } else if let tombstone = candidate.tombstone, !gate.isMet(by: tombstone.since) {
      self = .closed(tombstone)
    } else if !gate.missing.isEmpty {
      self = .insufficient(gate.missing)
    } else if gate.isAlarm {
      self = .contender
    } else {
      self = Standing.weight(candidate, harmTests: harmTests)
    }
  }

  /// Returns the decision of a person that binds here.
  ///
  /// What was closed for good may come back with what is new, so there the tombstone speaks and not the ruling.
  private static func ruling(on candidate: Candidate, input: ChoiceInput) -> Ruling? {
    let id = candidate.opportunity.id
    let ruling = input.rulings.last { $0.opportunity == id && ($0.kind != .kill || candidate.tombstone == nil) }
    if let ruling { return ruling }
    switch candidate.opportunity.state {
    case .deferred: return Ruling(opportunity: id, kind: .defer, actor: "somebody")
    case .killed: return candidate.tombstone == nil ? Ruling(opportunity: id, kind: .kill, actor: "somebody") : nil
    case .candidate, .open, .targeted, .shipped, .watching, .resolved, .regressed, .reopened, .merged: return nil
    }
  }

  /// Tells errors that matter from those that every product has.
  ///
  /// What people write about matters by that. An error matters where it grows or is new, where those who meet it write
  /// about it or complain more than others, or where it reaches many.
  private static func weight(_ candidate: Candidate, harmTests: Int) -> Standing {
    let footprint = candidate.footprint
    guard candidate.opportunity.kind == .error, !candidate.errorType.isEmpty else { return .contender }
    switch candidate.opportunity.trend.direction {
    case .rising, .new: return .contender
    case .falling, .steady, .unclear: break
    }
    if footprint.writers ?? 0 >= leastWriters { return .contender }
    let harm = footprint.harm.map { HarmTest($0, tests: harmTests) }
    if harm?.isHarmful == true { return .contender }
    if footprint.subjects >= harmlessPeople, harm?.isHarmless == true { return .noise }
    return isLarge(candidate) && harm?.isSlight != true ? .contender : .background
  }

  /// Whether so many meet it that it matters unless something shows that it does not; so it is where nobody knows of how many.
  static func isLarge(_ candidate: Candidate) -> Bool {
    guard let share = candidate.opportunity.reach.share else { return true }
    return share.low >= (candidate.footprint.writers == nil ? silentShare : largeShare)
  }
}
