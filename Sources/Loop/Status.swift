package import Bytes
package import Domain
import Store

/// What is known of a project today.
package struct Status: Sendable {
  package let version: String
  package let project: Project?
  /// The folder given with `--root`, when there is none at that path.
  package let missingRoot: String?
  /// Nil where nothing has been imported yet.
  package let contents: Contents?
  /// What a watch asks for in vain.
  package let failing: [FailingPull]

  /// What the store holds.
  package struct Contents: Sendable {
    package let sources: [SourceHealth]
    package let dataThrough: Timestamp?
    package let signals: Int64
    /// How many opportunities are in each state.
    package let opportunities: [Opportunity.State: Int]
    package let choice: Decision?
    /// Whether the bet of the choice is still free, and its state.
    package let pick: Bet?
    package let leases: [Lease]
    package let due: [DueReadout]
    /// How long signals are kept, and what has gone of them.
    package let retention: RetentionPolicy
    package let removed: RemovedSignals
  }

  /// A ship that is to be looked at, and from when on.
  package struct DueReadout: Equatable, Sendable {
    package let ship: RecordID
    package let bet: RecordID
    /// Nil while production has not shown the change.
    package let from: Timestamp?
    package let isDue: Bool
  }

  /// Something that could not be fetched when it was last asked for.
  package struct FailingPull: Equatable, Sendable {
    package let name: String
    /// Nil where it never could.
    package let lastSuccess: Timestamp?
    package let lastTry: Timestamp
    package let reason: String
  }

  /// Reads the status; nothing is created by it.
  package init(of workplace: Workplace, at desk: Desk, actor: String) throws {
    version = Version.current
    project = workplace.project
    missingRoot = workplace.missingRoot
    failing = workplace.project.map { FailingPull.all(in: $0.stateFolder, now: workplace.now) } ?? []
    do {
      let books = try desk.books(of: workplace, actor: actor)
      contents = try books.read { try Contents($0, now: books.now, books.pastLook($0)) }
    } catch LoopError.nothingImported, LoopError.noProject {
      contents = nil
    }
  }
}

extension Status.Contents {
  fileprivate init(_ records: Records, now: Timestamp, _ past: PastLook?) throws {
    sources = try SourceHealth.all(records.reader, now: now, by: past == nil ? .none : Horizon(now))
    dataThrough = try past?.asOf ?? records.dataThrough()
    signals = sources.reduce(0) { $0 + $1.count }
    opportunities =
      try past?.states
      ?? records.reader.states(of: .opportunity).reduce(into: [:]) { counts, state in
        if let known = Opportunity.State(rawValue: state.key) { counts[known] = state.value }
      }
    retention = try RetentionPolicy(records.reader)
    removed = try RemovedSignals(records.reader)
    choice = try past.map(\.choice) ?? records.choice()
    pick = try choice?.subject.map { id in try past?.bet ?? records.bet(id) }
    // A lease is somebody's word of now; what had not been shipped by a moment of the past was not due then.
    leases = past == nil ? try records.openLeases().filter { $0.state == .waiting || $0.expires > now } : []
    let through = dataThrough
    due = try records.changes()
      .filter { !$0.bets.isEmpty && $0.reverted == nil && (past == nil || $0.recorded <= now) }
      .compactMap { try Status.Contents.due($0, records, through: through) }
  }

  private static func due(_ ship: Ship, _ records: Records, through: Timestamp?) throws -> Status.DueReadout? {
    let looks = try records.readouts(of: ship.id)
    guard let bet = ship.bets.first, looks.last?.isFinal != true else { return nil }
    let from = looks.last?.next ?? ship.firstRead
    return Status.DueReadout(ship: ship.id, bet: bet, from: from, isDue: from.map { $0 <= through ?? $0 } ?? false)
  }
}

extension Status.FailingPull {
  /// What has not been tried for so long, in seconds, nobody asks for any more.
  private static let reach: Int64 = 86_400

  fileprivate static func all(in stateFolder: String, now: Timestamp) -> [Self] {
    PullState.load(PullState.path(in: stateFolder)).sorted { $0.key < $1.key }.compactMap { name, state in
      guard state.isFailing, let last = state.lastFailure, now.seconds - last.seconds <= reach else { return nil }
      return Self(name: name, lastSuccess: state.lastSuccess, lastTry: last, reason: state.reason)
    }
  }
}

extension Ship {
  /// The first moment at which a whole week after exposure has passed; nil while it is not exposed.
  package var firstRead: Timestamp? {
    exposed.map { exposed in
      let firstWholeDay = (exposed.seconds + 86_399).flooredQuotient(by: 86_400)
      return Timestamp(microseconds: (firstWholeDay + 7) * 86_400_000_000)
    }
  }
}
