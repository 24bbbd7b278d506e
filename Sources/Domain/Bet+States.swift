extension Bet {
  /// What happens to a bet.
  package enum Step: String, CaseIterable, Sendable {
    /// A worker took the lease, or lost or returned it.
    case claim, release
    /// A change for it landed, reached people, and was taken back.
    case ship, measure, revert
    /// The final verdict stands.
    case settle
    /// Put off, given up with a reason, or left lying past its date.
    case `defer`, kill, expire
    /// Ready again, after any of those or after a revert.
    case reopen
  }
}

extension Bet.State {
  /// Returns the state after a step; throws where the step makes no sense from here.
  package func after(_ step: Bet.Step) throws(IllegalStep) -> Bet.State {
    guard let next = next(step) else { throw IllegalStep(kind: .bet, state: rawValue, step: step.rawValue) }
    return next
  }

  private func next(_ step: Bet.Step) -> Bet.State? {
    switch step {
    case .claim: self == .ready ? .claimed : nil
    case .release: self == .claimed ? .ready : nil
    // A ship may be recorded without a claim.
    case .ship: self == .ready || self == .claimed ? .shipped : nil
    case .measure: self == .shipped ? .measuring : nil
    case .revert: self == .shipped || self == .measuring ? .reverted : nil
    // What was never exposed ends unmeasured, and what was taken back may still be judged.
    case .settle: self == .shipped || self == .measuring || self == .reverted ? .settled : nil
    case .defer: self == .ready || self == .claimed ? .deferred : nil
    case .kill: self == .ready || self == .claimed || self == .deferred ? .killed : nil
    case .expire: self == .ready || self == .deferred ? .expired : nil
    case .reopen: self == .deferred || self == .killed || self == .expired || self == .reverted ? .ready : nil
    }
  }
}
