import Bytes
import Domain
import Prove
import Store

/// The promise of how a bet will be judged: locked once, changed only in the open.
enum PlanLock {
  /// Returns the plan of a bet, which is locked now where it was not.
  static func lock(_ bet: Bet, _ journal: inout Journal) throws -> Plan {
    if let plan = try journal.records.plan(of: bet.id) { return plan }
    let history = try MetricDays(bet.metric, own: bet.metric.series, journal.records).days
    let plan = PlanRules.plan(for: bet, history: history, lockedAt: journal.now)
    try journal.put(plan)
    return plan
  }

  /// Changes what a plan promises, by JSON of what changes.
  static func amend(_ bet: Bet, with changes: String?, _ journal: inout Journal) throws -> Plan {
    guard let plan = try journal.records.plan(of: bet.id) else {
      throw LoopError.wrongState(
        bet.id,
        state: "without a locked plan",
        action: "amend",
        allowed: "a plan; decide op lock makes one"
      )
    }
    let readouts = try journal.records.ships(of: bet.id).flatMap { try journal.records.readouts(of: $0.id) }
    if let final = readouts.last(where: \.isFinal) {
      throw LoopError.wrongState(
        final.id,
        state: "the final read-out of \(bet.id)",
        action: "amend",
        allowed: "a bet that is not settled"
      )
    }
    guard let changes else {
      throw LoopError.needs(argument: "plan", why: "it says what changes, such as {\"minimum\":0.2}")
    }
    let wanted = try Changes(changes)
    let amended = PlanRules.amended(plan, minimum: wanted.minimum, measureWeeks: wanted.weeks, at: journal.now)
    try journal.put(amended)
    return amended
  }

  /// What may be changed.
  private struct Changes {
    var minimum: Double?
    var weeks: Int?

    init(_ text: String) throws {
      let problem = LoopError.badValue(
        argument: "plan",
        typed: text,
        expected: "JSON with minimum (0.01 to 10) or weeks (1 to 26), such as {\"minimum\":0.2,\"weeks\":3}"
      )
      let root: JSONNode
      do {
        root = try JSONDocument(text).root
      } catch {
        throw problem
      }
      guard root.kind == .object, root.count > 0 else { throw problem }
      for (key, value) in root.members {
        switch key {
        case "minimum":
          guard let number = value.number, (0.01...10).contains(number) else { throw problem }
          minimum = number
        case "weeks":
          guard let number = value.wholeNumber, (1...26).contains(number) else { throw problem }
          weeks = Int(number)
        default: throw problem
        }
      }
    }
  }
}

/// A metric day by day, as the store has it.
struct MetricDays {
  let days: [DayCount]
  /// The rows as text, for a snapshot.
  let text: String

  /// History that is read: more than any plan looks back.
  private static let reach: Int32 = 120

  /// Reads whole UTC days up to the last complete one.
  ///
  /// Activity is counted without the signals of `own`, the series that a bet means to move: a loud error that is fixed
  /// must not look like people who leave, nor be divided by itself. Whoever asks for many metrics has read `activity` once.
  init(_ metric: Metric, own: [SeriesID], activity: [Int32: Int64]? = nil, _ records: Records) throws {
    guard let window = try MetricDays.window(records) else {
      days = []
      text = ""
      return
    }
    let covered = try activity ?? MetricDays.activity(records)
    let ownCounts = try MetricDays.counts(own, window, false, records)
    let counts = try MetricDays.counts(metric.series, window, metric.countsErrors, records)
      .without(metric.series == [.active] ? ownCounts : [:])
    let denominators = try metric.denominator.map { denominator in
      denominator == .active
        ? covered.without(ownCounts) : try MetricDays.counts([denominator], window, false, records)
    }
    days = window.map { day in
      DayCount(
        day: day,
        count: Double(counts[day] ?? 0),
        denominator: denominators.map { Double($0[day] ?? 0) },
        // A day without a single signal of any kind tells of a silent source, not of a quiet product.
        isCovered: (covered[day] ?? 0) > 0
      )
    }
    let rows: [JSONValue] = days.map { day in
      [
        .integer(Int64(day.day)), .number(day.count), day.denominator.map { .number($0) } ?? .null,
        .bool(day.isCovered),
      ]
    }
    let series = metric.series.map { JSONValue.string($0.text) }
    text = JSONValue.object(["metric": .string(metric.name), "series": .array(series), "days": .array(rows)]).text
  }

  /// The days that are read; nil where nothing is stored.
  static func window(_ records: Records) throws -> Range<Int32>? {
    guard let through = try records.dataThrough(), let start = try records.reader.sources().map(\.first).min() else {
      return nil
    }
    let first = Timestamp(microseconds: start).day
    // The day of the last signal is not over.
    return max(first, through.day - MetricDays.reach)..<max(first, through.day)
  }

  /// Returns how many signals of any kind there were on each day.
  static func activity(_ records: Records) throws -> [Int32: Int64] {
    try window(records).map { try counts([.active], $0, false, records) } ?? [:]
  }

  private static func counts(
    _ series: [SeriesID],
    _ window: Range<Int32>,
    _ countsErrors: Bool,
    _ records: Records
  ) throws -> [Int32: Int64] {
    var counts: [Int32: Int64] = [:]
    for one in series {
      for bucket in try records.reader.hours(one, days: window) {
        counts[Int32(bucket.start.flooredQuotient(by: 86_400)), default: 0] +=
          countsErrors ? bucket.errors : bucket.count
      }
    }
    return counts
  }
}

extension [Int32: Int64] {
  /// Takes other counts away, day by day.
  fileprivate func without(_ other: [Int32: Int64]) -> [Int32: Int64] {
    other.isEmpty ? self : reduce(into: [:]) { $0[$1.key] = Swift.max(0, $1.value - (other[$1.key] ?? 0)) }
  }
}
