import Bytes
import Domain
import Prove
import Ship
import Store

/// A problem that was fixed and is back, with what that is said by.
struct Reopening {
  let opportunity: RecordID
  /// The state it is in then.
  let state: Opportunity.State
  let reason: String

  /// Opportunities looked at with each import: each is a scan of their signals.
  private static let limit = 20
  /// Days before the ship that what is watched is held against.
  private static let daysBefore: Int64 = 14

  /// Finds them; `facts` are what git says of ships.
  static func find(_ facts: [RecordID: GitFacts], _ records: Records) throws -> [Reopening] {
    try FixedOpportunity.all(records).prefix(limit).compactMap {
      try reopening($0, facts[$0.ship.id], records)
    }
  }

  private static func reopening(_ fixed: FixedOpportunity, _ facts: GitFacts?, _ records: Records) throws -> Reopening?
  {
    let releases = try ShipFinding.releases(with: fixed.ship, facts, deployed: fixed.start, records)
    let count = try RecurrenceCount(fixed, releases, from: fixed.start.seconds - daysBefore * 86_400, records)
    let opportunity = fixed.opportunity
    let comparison: Recurrence
    if let settled = fixed.settled {
      comparison = Recurrence(
        before: count.span(from: fixed.start, to: settled),
        since: count.span(from: settled, to: count.end)
      )
    } else {
      comparison = Recurrence(
        before: count.everything(before: fixed.start),
        since: count.span(from: fixed.start, to: count.end)
      )
    }
    guard comparison.isBack else { return nil }
    var moved = opportunity
    Course.advance(&moved, .recur)
    guard moved.state != opportunity.state else { return nil }
    return Reopening(
      opportunity: opportunity.id,
      state: moved.state,
      reason: words(comparison, count, isSettled: fixed.settled != nil)
    )
  }

  private static func words(_ comparison: Recurrence, _ count: RecurrenceCount, isSettled: Bool) -> String {
    let place =
      count.knowsReleases
      ? "in releases that contain the fix"
      : "after the deploy; its signals name no release, so that the clock alone tells"
    let than = isSettled ? "since the last read-out" : "since exposure, more than before the ship"
    let old = count.old > 0 ? " \(count.old) signals of releases without the fix were not counted." : ""
    return "It is back: \(comparison.since.personDays) times a person met it on a day \(than), \(place), "
      + "against \(comparison.before.personDays) before.\(old)"
  }
}

/// An opportunity whose fix has reached people, and is not being looked for in vain.
struct FixedOpportunity {
  let opportunity: Opportunity
  let ship: Ship
  /// When the fix reached people.
  let start: Timestamp
  /// The data that the read-out knew which resolved it; nil while it is still watched.
  let settled: Timestamp?

  /// Those that something of was seen since.
  static func all(_ records: Records) throws -> [FixedOpportunity] {
    let waiting = try records.opportunities(in: .resolved) + records.opportunities(in: .watching)
    guard !waiting.isEmpty else { return [] }
    let bets = Dictionary(grouping: try records.bets(), by: \.opportunity)
    let ships = try records.changes()
    return try waiting.sorted { $0.id < $1.id }.compactMap { opportunity in
      let own = Set((bets[opportunity.id] ?? []).map(\.id))
      guard let ship = ships.last(where: { $0.exposed != nil && $0.reverted == nil && !own.isDisjoint(with: $0.bets) }),
        let start = ship.exposed
      else { return nil }
      let final = try records.readouts(of: ship.id).last(where: \.isFinal)
      let settled = opportunity.state == .resolved ? final?.asOf ?? start : nil
      let last = try opportunity.groups.compactMap { try records.reader.group($0)?.last }.max() ?? .min
      guard last > (settled ?? start).microseconds else { return nil }
      return FixedOpportunity(opportunity: opportunity, ship: ship, start: start, settled: settled)
    }
  }
}

/// The signals of an opportunity around its fix, counted as people on days.
struct RecurrenceCount {
  /// The latest signal that is known.
  let end: Timestamp
  /// Whether any signal of it names a release: else the clock alone can tell.
  private(set) var knowsReleases = false
  /// Signals since the fix whose release has it not.
  private(set) var old = 0
  private var met: [Meeting: Int64] = [:]
  private let first: Int64

  /// Somebody on a day; where nobody is known, an hour that had any signal.
  private struct Meeting: Hashable {
    let subject: UInt64
    let slot: Int64
    let place: Int
  }

  private static let microsecondsPerDay: Int64 = 86_400_000_000

  init(_ fixed: FixedOpportunity, _ releases: FixedReleases, from start: Int64, _ records: Records) throws {
    end = try records.dataThrough() ?? fixed.start
    first = max(start, try records.reader.sources().map(\.first).min().map { $0 / 1_000_000 } ?? start)
    let (from, until) = (first * 1_000_000, end.microseconds + 1)
    guard from < until else { return }
    // Messages name no release; of an error they only follow it.
    let groups = try fixed.opportunity.groups.compactMap(records.reader.group)
    let kinds = groups.contains { $0.kind == .error } ? groups.filter { $0.kind == .error } : groups
    for group in kinds {
      var filter = SignalFilter(window: from..<until)
      let groupOf = try GroupOfSignal(records.reader)
      // What theme a message is in is told by its key, not by what is kept with it.
      if group.kind == .message { filter.kinds = SignalKinds(.message) } else { filter.group = group.id.text }
      try records.reader.scan(filter, fields: group.kind == .message ? [.words, .people, .key] : [.words, .people]) {
        batch in
        for row in batch.rows where try groupOf.text(row, batch) == group.id.text {
          add(row, batch, releases, since: fixed.start.microseconds)
        }
        return true
      }
    }
  }

  private mutating func add(_ row: SignalRow, _ batch: SignalBatch, _ releases: FixedReleases, since start: Int64) {
    let place = releases.place(release: batch.text(row.release), environment: batch.text(row.environment))
    guard place != .elsewhere else { return }
    if place != .unnamed { knowsReleases = true }
    if place == .old, row.time >= start { old += 1 }
    let width = row.subject == 0 ? RecurrenceCount.microsecondsPerDay / 24 : RecurrenceCount.microsecondsPerDay
    let meeting = Meeting(
      subject: row.subject,
      slot: row.time / width,
      place: place == .fixed ? 1 : place == .old ? 0 : 2
    )
    met[meeting] = min(met[meeting] ?? .max, row.time)
  }

  /// What a time had in releases with the fix; where no release is known, in all of them.
  func span(from: Timestamp, to: Timestamp) -> Recurrence.Span {
    let wanted = knowsReleases ? 1 : 2
    let times = (from.microseconds + 1)...max(from.microseconds + 1, to.microseconds)
    return Recurrence.Span(
      personDays: met.count { $0.key.place == wanted && times.contains($0.value) },
      days: RecurrenceCount.days(from, to)
    )
  }

  /// What the time before a moment had in any release.
  func everything(before moment: Timestamp) -> Recurrence.Span {
    Recurrence.Span(
      personDays: met.count { $0.value < moment.microseconds },
      days: Double(moment.seconds - first) / 86_400
    )
  }

  private static func days(_ from: Timestamp, _ to: Timestamp) -> Double { Double(to.seconds - from.seconds) / 86_400 }
}
