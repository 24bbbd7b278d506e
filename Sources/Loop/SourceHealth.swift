package import Bytes
package import Domain
import Store

/// Whether a source still sends, and whether what it sends can be read.
package struct SourceHealth: Equatable, Sendable {
  package let name: String
  package let count: Int64
  /// Its newest signal; nil where nothing of it could ever be read.
  package let last: Timestamp?
  package let lagSeconds: Double
  /// The longest pause between two signals, or between two arrivals, that is usual for it, in seconds.
  package let cadenceSeconds: Double
  package let state: State
  /// Records that could not be read.
  package let rejected: Int64
  /// When something came that could be read.
  package let lastGood: Timestamp?
  /// The newest of those that could not, newest first.
  package let rejects: [Reception.Rejection]

  /// What state it is in.
  package enum State: String, CaseIterable, Sendable {
    /// Sends as usual.
    case live
    /// Has been quiet for twice as long as is usual for it.
    case late
    /// Has been quiet for much longer.
    case silent
    /// Sends what cannot be read.
    case broken
  }

  /// Shortest pause that is usual: hours are what pauses are counted in.
  private static let hour: Double = 3_600
  /// Usual pauses after which a source is late, and silent.
  private static let lateness: Double = 2
  private static let silence: Double = 14
  /// Bodies in a row that cannot be read, after which a source is broken whatever came before.
  private static let brokenness = 3

  /// Returns the health of all sources by what they had sent by a horizon, ordered by name.
  ///
  /// What could not be read has no time of its own, and is told as it is known now.
  static func all(_ reader: StoreReader, now: Timestamp, by horizon: Horizon = .none) throws -> [SourceHealth] {
    let tallies = try horizon.cut(reader.sources(), reader)
    let receptions = try Receptions.all(reader).reduce(into: [:]) { $0[$1.source] = $1 }
    let known = Set(tallies.map(\.name))
    let unread = receptions.values.filter { !known.contains($0.source) && $0.rejected > 0 }
    let health =
      tallies.map { SourceHealth($0, receptions[$0.name] ?? Reception(source: $0.name), now: now) }
      + unread.map { SourceHealth(nil, $0, now: now) }
    return health.sorted { $0.name < $1.name }
  }

  /// Compares the pause since its last signal with the pauses usual for it, and what came since with what could be read.
  private init(_ tally: SourceTally?, _ reception: Reception, now: Timestamp) {
    name = reception.source
    count = tally?.count ?? 0
    rejected = reception.rejected
    rejects = reception.latest.reversed()
    lastGood = reception.lastGood.map { Timestamp(microseconds: $0) }
    let last = tally?.last ?? reception.lastGood
    self.last = tally.map { Timestamp(microseconds: $0.last) }
    lagSeconds = last.map { Swift.max(0, Double(now.microseconds - $0) / 1e6) } ?? 0
    cadenceSeconds = SourceHealth.usualPause(tally, reception)
    let isLate = lagSeconds > cadenceSeconds * SourceHealth.lateness
    let isSilent = lagSeconds > cadenceSeconds * SourceHealth.silence
    // Strangers send as much as they like: by themselves they make nothing that is live look broken.
    let isUnread = reception.unreadable + reception.strangers > 0 && (isLate || last == nil)
    let isBroken = isUnread || reception.unreadable >= SourceHealth.brokenness
    state = isBroken ? .broken : isSilent ? .silent : isLate ? .late : .live
  }

  /// The pauses of what it sent and those between its arrivals: an export that is taken in once a week is not late on the
  /// second day.
  ///
  /// Of signals of one hour, and of those that an earlier version took in, only the average is known.
  private static func usualPause(_ tally: SourceTally?, _ reception: Reception) -> Double {
    let (sent, arrived) = (reception.hours.longestPauses, reception.arrivals.longestPauses)
    // The only pause of what it sent is all there is to go by; between two arrivals anything may have been.
    let learned = Swift.max(sent.second > 0 ? sent.second : sent.first, arrived.second)
    if learned > 0 { return Double(learned) * hour }
    guard let tally, tally.count > 1 else { return hour }
    return Swift.max(hour, Double(tally.last - tally.first) / 1e6 / Double(tally.count - 1) * 20)
  }
}
