extension Opportunity {
  /// What happens to an opportunity; silence is no step, so that nothing is resolved by it.
  package enum Step: String, CaseIterable, Sendable {
    /// Enough people met it to be weighed.
    case suffice
    /// A bet on it was taken up, or given up again.
    case target, release
    /// A change meant to help landed, and reached people.
    case ship, expose
    /// The final read-out: it worked, or it did not.
    case prove, fail
    /// It came back in a release that has the fix, or the change was taken back.
    case recur, revert
    /// Put off, closed for good with a reason, and brought back by a trigger or a person.
    case `defer`, kill, revive
    /// Made part of another one, and taken out again.
    case merge, split
  }
}

extension Opportunity.State {
  /// Returns the state after a step; throws where the step makes no sense from here.
  package func after(_ step: Opportunity.Step) throws(IllegalStep) -> Opportunity.State {
    guard let next = next(step) else { throw IllegalStep(kind: .opportunity, state: rawValue, step: step.rawValue) }
    return next
  }

  /// Whether it waits for a choice: what Decide may pick from.
  package var isOpenToChoice: Bool {
    switch self {
    case .candidate, .open, .regressed, .reopened: true
    case .targeted, .shipped, .watching, .resolved, .deferred, .killed, .merged: false
    }
  }

  /// Whether somebody works on it, or its effect is still to be read.
  package var isInFlight: Bool {
    switch self {
    case .targeted, .shipped, .watching: true
    case .candidate, .open, .resolved, .regressed, .reopened, .deferred, .killed, .merged: false
    }
  }

  private func next(_ step: Opportunity.Step) -> Opportunity.State? {
    switch step {
    case .suffice: self == .candidate ? .open : nil
    case .target: isOpenToChoice ? .targeted : nil
    case .release: self == .targeted ? .open : nil
    // A ship may be recorded by somebody who never claimed the bet.
    case .ship: isOpenToChoice || self == .targeted ? .shipped : nil
    case .expose: self == .shipped ? .watching : nil
    case .prove: self == .watching ? .resolved : nil
    case .fail: self == .watching ? .reopened : nil
    case .recur: recurred
    case .revert: self == .shipped || self == .watching || self == .resolved ? .reopened : nil
    case .defer: isOpenToChoice || self == .targeted ? .deferred : nil
    case .kill: isOpenToChoice || self == .targeted || self == .deferred ? .killed : nil
    case .revive: self == .deferred || self == .killed ? .open : nil
    case .merge: self == .merged ? nil : .merged
    case .split: self == .merged ? .open : nil
    }
  }

  private var recurred: Opportunity.State? {
    switch self {
    case .watching: .regressed
    case .resolved: .reopened
    case .candidate, .open, .targeted, .shipped, .regressed, .reopened, .deferred, .killed, .merged: nil
    }
  }
}
