package import Bytes
package import Domain
import Ledger
import Host
package import Ship
import Store

/// Writes down that something has landed, after git and production have been asked whether it is so.
package struct ShipRecording: Sendable {
  package var report: ShipReport
  package var lease: RecordID?

  package init(_ report: ShipReport) {
    self.report = report
  }

  /// The ship as it is recorded now.
  package struct Outcome: Sendable {
    package let ship: Ship
    package let isRepeated: Bool
    /// The first moment at which its effect can be read honestly; nil while it is not exposed.
    package var firstRead: Timestamp? { ship.firstRead }
  }

  /// Clocks run ahead a little.
  private static let futureSeconds: Int64 = 300

  /// Records it; the same report again gives the ship that is there.
  package func record(_ books: Books, checkpoint: () throws -> Void) throws -> Outcome {
    do throws(ReportError) {
      try report.check()
    } catch {
      throw ShipRecording.error(error, report)
    }
    if let at = report.at, at.seconds > books.now.seconds + ShipRecording.futureSeconds {
      throw LoopError.badValue(argument: "at", typed: "\(at)", expected: "a time that is not in the future")
    }
    for bet in report.bets where try !books.read({ try $0.has(bet) }) { throw LoopError.unknownID(bet) }
    let facts = try GitLook(books).facts(report, checkpoint: checkpoint)
    let verified = ShipVerification.verify(report, facts)
    if let commit = report.commit, verified.commit == nil, verified.bets.isEmpty, facts?.isRepository == true {
      throw LoopError.badValue(
        argument: "commit",
        typed: commit,
        expected: "a commit of this repository (git fetch may bring it), or name the bet"
      )
    }
    return try books.write { journal in
      let worker = try useLease(&journal)
      let bets = try verified.bets.filter { try journal.records.has($0) }
      let known = try journal.records.ships().first { report.isSame(as: $0, commit: verified.commit) }
      var ship = try known?.adding(report) ?? made(verified, bets, worker, journal)
      let finding = try ShipFinding.look(at: ship, verified, facts, journal.records)
      ship.take(finding)
      try journal.put(ship)
      for bet in ship.bets { try Course.follow(ship, bet, &journal) }
      // A deploy or a flag sets the clocks of the merge before it.
      try ShipFinding.refresh(except: ship.id, of: Set(ship.bets), [:], &journal)
      return Outcome(ship: ship, isRepeated: known != nil)
    }
  }

  private func made(_ verified: ShipVerification, _ bets: [RecordID], _ worker: String, _ journal: Journal) throws
    -> Ship
  {
    let plan = try bets.first.flatMap { try journal.records.plan(of: $0) }
    let at = report.at ?? journal.now
    return Ship(
      id: report.id(commit: verified.commit),
      bets: bets,
      kind: report.kind,
      commit: verified.commit ?? report.commit,
      pullRequest: report.pullRequest,
      branch: report.branch,
      environment: report.environment,
      release: report.release,
      flag: report.flag,
      percent: report.percent,
      merged: report.kind == .merge ? verified.merged ?? report.at : nil,
      // Of a deploy or a flag, when it happened is what was reported.
      deployed: report.kind == .deploy ? at : nil,
      exposed: report.kind == .flag || report.kind == .rollout || report.kind == .config ? at : nil,
      reverted: nil,
      level: verified.level,
      checks: [],
      plan: plan?.id,
      isPostHoc: false,
      worker: worker,
      recorded: journal.now
    )
  }

  /// Holds the lease that was named against the bet's, and renews it; who names none works without.
  private func useLease(_ journal: inout Journal) throws -> String {
    guard let id = lease else { return journal.actor }
    let named = try journal.records.lease(id)
    guard report.bets.isEmpty || report.bets.contains(named.bet) else {
      throw LeaseRequest.refusal(.otherBet(named.bet), lease: id)
    }
    let current = try journal.records.leases(of: named.bet).last
    let change: LeaseChange
    do throws(LeaseRefusal) {
      change = try LeaseRules.apply(.renew(minutes: nil), to: current, named: named, at: journal.now)
    } catch {
      throw LeaseRequest.refusal(error, lease: id)
    }
    try journal.put(change.lease, .leaseRenew)
    return change.lease.worker
  }

  private static func error(_ error: ReportError, _ report: ShipReport) -> LoopError {
    let typed: String =
      switch error.field {
      case "commit": report.commit ?? ""
      case "pr": report.pullRequest ?? ""
      case "branch": report.branch ?? ""
      case "release": report.release ?? ""
      case "flag": report.flag ?? ""
      case "percent": report.percent.map { "\($0)" } ?? ""
      case "key": report.key ?? ""
      default: report.environment ?? ""
      }
    switch error.expected {
    case .anyOf(let fields):
      return .needs(argument: fields.joined(separator: ", "), why: "a \(report.kind.rawValue) is found by one of these")
    case .text where typed.isEmpty: return .needs(argument: error.field, why: "a \(report.kind.rawValue) needs it")
    case .percent where typed.isEmpty: return .needs(argument: error.field, why: "a \(report.kind.rawValue) needs it")
    case .text:
      return .badValue(
        argument: error.field,
        typed: typed,
        expected: "visible text of at most \(ShipReport.textLimit) bytes"
      )
    case .gitName: return .badValue(argument: error.field, typed: typed, expected: "a hash or a name of git's")
    case .pullRequest:
      return .badValue(argument: error.field, typed: typed, expected: "a number or the address of a pull request")
    case .percent: return .badValue(argument: error.field, typed: typed, expected: "from 0 to 100")
    }
  }
}

/// What git says of reports.
struct GitLook {
  private let books: Books

  /// Ships looked at again with each import: the latest ones.
  private static let pendingLimit = 20

  init(_ books: Books) {
    self.books = books
  }

  /// Reports whether the call that asks is no longer wanted.
  private func isStopped(_ checkpoint: () throws -> Void) -> Bool {
    do {
      try checkpoint()
      return false
    } catch {
      return true
    }
  }

  /// Asks git everything about a report; nil where git cannot be asked at all.
  func facts(_ report: ShipReport, checkpoint: () throws -> Void) throws -> GitFacts? {
    guard let git = Git(in: books.project.root, environment: books.environment) else { return nil }
    let releases = try books.read { try $0.reader.releases().map(\.key.release) }
    var inquiry = GitInquiry(report, releases: Array(Set(releases)).sorted())
    while let question = inquiry.question {
      try checkpoint()
      let outcome = git.run(question.arguments, input: question.input) { isStopped(checkpoint) }
      inquiry.take(GitReply(exitCode: outcome.exitCode, output: outcome.output))
    }
    return inquiry.facts
  }

  /// Asks git about every ship whose clocks do not all run yet, and about those whose problem is seen again.
  func factsOfPending(checkpoint: () throws -> Void) throws -> [RecordID: GitFacts] {
    let pending = try books.read { records in
      try records.ships().filter(\.isPending).suffix(GitLook.pendingLimit)
        + FixedOpportunity.all(records).prefix(GitLook.pendingLimit).map(\.ship)
    }
    var found: [RecordID: GitFacts] = [:]
    for ship in pending { found[ship.id] = try facts(ShipReport(of: ship), checkpoint: checkpoint) }
    return found
  }
}

extension Ship {
  /// Returns the ship with what a later report of it adds.
  func adding(_ report: ShipReport) -> Ship {
    Ship(
      id: id,
      bets: bets,
      kind: kind,
      commit: commit,
      pullRequest: pullRequest ?? report.pullRequest,
      branch: branch ?? report.branch,
      environment: environment ?? report.environment,
      release: release ?? report.release,
      flag: flag ?? report.flag,
      percent: percent ?? report.percent,
      merged: merged,
      deployed: deployed,
      exposed: exposed,
      reverted: reverted,
      level: level,
      checks: checks,
      plan: plan,
      isPostHoc: isPostHoc,
      worker: worker,
      recorded: recorded
    )
  }

  /// Whether a look at production could still tell more of it.
  var isPending: Bool { kind == .merge && exposed == nil && reverted == nil }
}

extension ShipReport {
  /// The report that a recorded ship was made from.
  init(of ship: Ship) {
    self.init(ship.kind)
    bets = ship.bets
    commit = ship.commit
    pullRequest = ship.pullRequest
    branch = ship.branch
    environment = ship.environment
    release = ship.release
    flag = ship.flag
    percent = ship.percent
  }
}

/// What repository and production show of a ship.
enum ShipFinding {
  /// Looks at one ship.
  static func look(
    at ship: Ship,
    _ verified: ShipVerification?,
    _ facts: GitFacts?,
    _ records: Records
  ) throws -> Ship.Finding {
    let clockChecks = ["deployed", "exposed"]
    let checks = verified?.checks ?? ship.checks.filter { !clockChecks.contains($0.what) }
    let clocks = ThreeClocks.read(
      change(ship, verified, facts),
      seen: try seen(records),
      reports: try reports(beside: ship, records)
    )
    // A deploy or a flag that was reported has its clock from the report.
    return Ship.Finding(
      level: clocks.level,
      checks: checks + clocks.checks,
      merged: verified?.merged,
      deployed: clocks.deployed ?? ship.deployed,
      exposed: clocks.exposed ?? ship.exposed,
      reverted: try reverted(ship, verified, records)
    )
  }

  /// Looks again at the ships of some bets whose clocks do not all run yet.
  static func refresh(
    except: RecordID?,
    of bets: Set<RecordID>?,
    _ facts: [RecordID: GitFacts],
    _ journal: inout Journal
  ) throws {
    for var ship in try journal.records.ships() where ship.id != except {
      guard bets.map({ !$0.isDisjoint(with: ship.bets) }) ?? true, ship.kind == .merge else { continue }
      guard ship.isPending || bets != nil else { continue }
      let known = facts[ship.id]
      // Where git was not asked again, what it said before still stands.
      ship.take(
        try look(at: ship, known.map { ShipVerification.verify(ShipReport(of: ship), $0) }, known, journal.records)
      )
      try journal.put(ship)
      for bet in ship.bets { try Course.follow(ship, bet, &journal) }
    }
  }

  /// Tells which releases have a ship's change.
  static func releases(with ship: Ship, _ facts: GitFacts?, deployed: Timestamp, _ records: Records) throws
    -> FixedReleases
  {
    FixedReleases(change(ship, nil, facts), seen: try seen(records), deployed: ship.deployed ?? deployed)
  }

  private static func change(_ ship: Ship, _ verified: ShipVerification?, _ facts: GitFacts?) -> ThreeClocks.Change {
    ThreeClocks.Change(
      merged: verified?.merged ?? ship.merged,
      level: verified?.level ?? ship.level,
      environment: ship.environment,
      release: ship.release,
      flag: ship.flag,
      releases: facts?.releases ?? [:]
    )
  }

  private static func seen(_ records: Records) throws -> [ThreeClocks.SeenRelease] {
    try records.reader.releases().map { ThreeClocks.SeenRelease(key: $0.key, first: $0.first) }
  }

  private static func reports(beside ship: Ship, _ records: Records) throws -> [ThreeClocks.Report] {
    try ship.bets.flatMap { try records.ships(of: $0) }.filter { $0.id != ship.id || $0.kind != .merge }
      .compactMap { other in
        guard let at = other.kind == .deploy ? other.deployed : other.exposed, other.kind != .merge else { return nil }
        return ThreeClocks.Report(
          kind: other.kind,
          at: at,
          environment: other.environment,
          // A deploy of the very commit needs no release to be known by.
          release: other.commit != nil && other.commit == ship.commit ? nil : other.release,
          flag: other.flag,
          percent: other.percent,
          isMarker: false
        )
      }
  }

  /// A change is taken back by a commit that says so, or by a report.
  private static func reverted(_ ship: Ship, _ verified: ShipVerification?, _ records: Records) throws -> Timestamp? {
    if let reverted = verified?.reverted { return reverted }
    guard ship.kind != .revert else { return nil }
    return try ship.bets.flatMap { try records.ships(of: $0) }
      .filter { $0.kind == .revert && $0.recorded >= ship.recorded }
      .map { $0.merged ?? $0.recorded }.min()
  }
}

/// How bets and opportunities follow their ships.
enum Course {
  /// Moves a bet and its opportunity on, as far as the ship has come.
  static func follow(_ ship: Ship, _ id: RecordID, _ journal: inout Journal) throws {
    var bet = try journal.records.bet(id)
    var opportunity = try journal.records.opportunity(bet.opportunity)
    if ship.kind == .revert || ship.reverted != nil {
      advance(&bet, .revert)
      advance(&opportunity, .revert)
    } else {
      advance(&bet, .ship)
      advance(&opportunity, .ship)
      if ship.exposed != nil {
        advance(&bet, .measure)
        advance(&opportunity, .expose)
      }
    }
    try journal.put(bet)
    try journal.put(opportunity)
  }

  /// Takes a step where it makes sense; a ship that comes late or twice moves nothing.
  static func advance(_ bet: inout Bet, _ step: Bet.Step) {
    do {
      bet.state = try bet.state.after(step)
    } catch {
      // It has taken that step already, or is past it.
    }
  }

  /// Takes a step where it makes sense.
  static func advance(_ opportunity: inout Opportunity, _ step: Opportunity.Step) {
    do {
      opportunity.state = try opportunity.state.after(step)
    } catch {
      // It has taken that step already, or is past it.
    }
  }
}
