package import Bytes
package import Domain

/// What somebody asks of a lease, or what time does to it.
package enum LeaseEvent: Equatable, Sendable {
  case acquire(bet: RecordID, worker: String, minutes: Int?)
  case renew(minutes: Int?)
  /// It waits for a person, and says for what.
  case wait(reason: String)
  case release(reason: String)
  /// Its time is over; only a sweep asks this.
  case expire
}

/// What an event did: the lease as it now is, and the one that ended for it.
package struct LeaseChange: Equatable, Sendable {
  package let lease: Lease
  /// A lease that had run out and was replaced; to be written as expired.
  package let ended: Lease?

  package init(lease: Lease, ended: Lease? = nil) {
    self.lease = lease
    self.ended = ended
  }
}

/// Why an event changes nothing.
package enum LeaseRefusal: Error, Equatable, Sendable {
  /// Another worker has it; `until` is nil while that one waits for a person.
  case held(by: String, until: Timestamp?)
  /// The same worker has it and did not say by which lease: the lease to name, or another worker of that name.
  case heldByYou(lease: RecordID, until: Timestamp?)
  /// No lease was named, or none that is known.
  case unknown
  /// The named lease is of another bet.
  case otherBet(RecordID)
  /// The named lease was followed by another: a write with the older number comes too late.
  case stale(fencing: Int, current: Int, holder: String)
  /// The named lease ended, at this time where it ran out.
  case over(Lease.State, at: Timestamp?)
  /// It has time left, or is paused.
  case notDue(until: Timestamp?)
  /// Outside what may be asked for.
  case minutes(Int)
  /// An empty name, or one that is too long.
  case worker
}

/// Who may work on a bet, and until when: a pure function of the bet's last lease, the event and the time.
package enum LeaseRules {
  package static let defaultMinutes = 60
  package static let minutes = 5...480
  /// The longest name of a worker and the longest reason, in characters; both are made visible.
  package static let textLimit = 200

  /// Applies an event to the last lease of a bet, nil where it never had one.
  ///
  /// `named` is the lease that the caller's handle names, as it is stored; nil where there is none.
  package static func apply(
    _ event: LeaseEvent,
    to current: Lease?,
    named: Lease? = nil,
    at now: Timestamp
  ) throws(LeaseRefusal) -> LeaseChange {
    switch event {
    case .acquire(let bet, let worker, let minutes):
      return try acquire(bet, worker, minutes, current: current, named: named, at: now)
    case .renew(let minutes): return LeaseChange(lease: try renew(minutes, current, named, at: now))
    case .wait(let reason):
      var lease = try live(.wait, current, named, at: now)
      lease.reason = VisibleText.escape(reason, limit: textLimit)
      return LeaseChange(lease: lease)
    case .release(let reason):
      var lease = try live(.release, current, named, at: now)
      lease.reason = VisibleText.escape(reason, limit: textLimit)
      return LeaseChange(lease: lease)
    case .expire:
      guard let current else { throw .unknown }
      return LeaseChange(lease: try expire(current, at: now))
    }
  }

  private static func acquire(
    _ bet: RecordID,
    _ worker: String,
    _ minutes: Int?,
    current: Lease?,
    named: Lease?,
    at now: Timestamp
  ) throws(LeaseRefusal) -> LeaseChange {
    guard !worker.isEmpty, worker.unicodeScalars.count <= textLimit else { throw .worker }
    let worker = VisibleText.escape(worker, limit: .max)
    let expires = try end(of: minutes, from: now)
    if let current, current.bet != bet { throw .otherBet(current.bet) }
    if let current, current.isLive(at: now) {
      // Who asks again with the lease in hand has lost the answer, or wants more time.
      if named?.id == current.id { return LeaseChange(lease: try renew(minutes, current, named, at: now)) }
      let until = current.state == .waiting ? nil : current.expires
      throw current.worker == worker
        ? .heldByYou(lease: current.id, until: until) : .held(by: current.worker, until: until)
    }
    var ended: Lease?
    if let current, current.state == .held { ended = try expire(current, at: now) }
    let fencing = (current?.fencing ?? 0) + 1
    let lease = Lease(
      id: RecordID(.lease, of: "\(bet) \(fencing) \(now) \(worker)"),
      bet: bet,
      worker: worker,
      fencing: fencing,
      state: .held,
      acquired: now,
      expires: expires,
      reason: ""
    )
    return LeaseChange(lease: lease, ended: ended)
  }

  private static func renew(
    _ minutes: Int?,
    _ current: Lease?,
    _ named: Lease?,
    at now: Timestamp
  ) throws(LeaseRefusal) -> Lease {
    let expires = try end(of: minutes, from: now)
    var lease = try live(.renew, current, named, at: now)
    // Nobody loses time by a renewal that names none, such as that of a report; a wait leaves none to keep.
    lease.expires = minutes == nil && current?.state == .held ? max(lease.expires, expires) : expires
    lease.reason = ""
    return lease
  }

  private static func expire(_ lease: Lease, at now: Timestamp) throws(LeaseRefusal) -> Lease {
    var lease = lease
    guard let state = lease.state.after(.expire) else {
      throw lease.state == .waiting ? .notDue(until: nil) : .over(lease.state, at: lease.expires)
    }
    guard lease.expires <= now else { throw .notDue(until: lease.expires) }
    lease.state = state
    return lease
  }

  /// Takes the step with the lease that was named, which has to be the bet's last and still run.
  private static func live(
    _ step: Lease.Step,
    _ current: Lease?,
    _ named: Lease?,
    at now: Timestamp
  ) throws(LeaseRefusal) -> Lease {
    guard let current, let named else { throw .unknown }
    guard named.bet == current.bet else { throw .otherBet(named.bet) }
    guard named.fencing >= current.fencing else {
      throw .stale(fencing: named.fencing, current: current.fencing, holder: current.worker)
    }
    guard named.id == current.id else { throw .unknown }
    guard let state = current.state.after(step) else { throw .over(current.state, at: nil) }
    guard current.isLive(at: now) else { throw .over(.expired, at: current.expires) }
    var lease = current
    lease.state = state
    return lease
  }

  /// The time so many minutes from now, however near the end of all times that is.
  private static func end(of minutes: Int?, from now: Timestamp) throws(LeaseRefusal) -> Timestamp {
    let count = minutes ?? defaultMinutes
    guard LeaseRules.minutes.contains(count) else { throw .minutes(count) }
    let (end, isPast) = now.nanoseconds.addingReportingOverflow(Int64(count) * 60_000_000_000)
    return Timestamp(nanoseconds: isPast ? .max : end)
  }

}
