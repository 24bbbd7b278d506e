package import Bytes

/// One worker's exclusive, expiring claim on a bet.
package struct Lease: Equatable, Sendable {
  package let id: RecordID
  package let bet: RecordID
  package let worker: String
  /// Rises with every lease on the bet; a write that carries an older one is refused.
  package let fencing: Int
  package var state: State
  package let acquired: Timestamp
  package var expires: Timestamp
  package var reason: String

  /// Whether it still counts; waiting for a person pauses its expiry.
  package enum State: String, CaseIterable, Sendable { case held, waiting, released, expired }

  package init(
    id: RecordID,
    bet: RecordID,
    worker: String,
    fencing: Int,
    state: State,
    acquired: Timestamp,
    expires: Timestamp,
    reason: String
  ) {
    self.id = id
    self.bet = bet
    self.worker = worker
    self.fencing = fencing
    self.state = state
    self.acquired = acquired
    self.expires = expires
    self.reason = reason
  }
}
