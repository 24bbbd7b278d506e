package import Bytes

extension Lease {
  /// What happens to a lease once it has been given.
  package enum Step: String, CaseIterable, Sendable { case renew, wait, release, expire }

  /// Reports whether it keeps others from the bet: it is held and has time left, or waits for a person.
  package func isLive(at now: Timestamp) -> Bool {
    switch state {
    case .held: now < expires
    case .waiting: true
    case .released, .expired: false
    }
  }
}

extension Lease.State {
  /// Returns the state after a step; nil where the step makes no sense from here.
  package func after(_ step: Lease.Step) -> Lease.State? {
    switch (self, step) {
    case (.held, .renew), (.waiting, .renew): .held
    case (.held, .wait), (.waiting, .wait): .waiting
    case (.held, .release), (.waiting, .release): .released
    case (.held, .expire): .expired
    // Waiting for a person pauses the expiry.
    case (.waiting, .expire): nil
    case (.released, _), (.expired, _): nil
    }
  }
}
