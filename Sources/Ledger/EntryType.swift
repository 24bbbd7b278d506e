/// What a ledger entry records.
package enum EntryType: String, CaseIterable, Sendable {
  /// The store was made: the first entry of every chain.
  case create
  case `import`, group, opportunity, claim, decision, bet
  case planLock = "plan.lock"
  case planAmend = "plan.amend"
  case leaseAcquire = "lease.acquire"
  case leaseRenew = "lease.renew"
  case leaseWait = "lease.wait"
  case leaseRelease = "lease.release"
  case leaseExpire = "lease.expire"
  case ship, readout, forget, retention, export, rebuild, settings, edit

  /// Whether its digest is that of a body kept under its subject, which `RecordCheck` holds against the body.
  ///
  /// The digests of the others are of reports and lists that nobody keeps.
  package var recordsBody: Bool {
    switch self {
    case .opportunity, .claim, .decision, .edit, .bet, .planLock, .planAmend, .ship, .readout, .settings: true
    case .leaseAcquire, .leaseRenew, .leaseWait, .leaseRelease, .leaseExpire: true
    case .create, .import, .group, .forget, .retention, .export, .rebuild: false
    }
  }
}
