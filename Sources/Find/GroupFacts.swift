package import Domain

/// What is known of one group within the window: the rows that everything shown about it is counted from.
package struct GroupFacts: Sendable {
  package let tally: GroupTally
  /// Who it happened to on which day, in any order.
  package let subjectDays: [SubjectDay]
  /// Signals on each day of the window, oldest first.
  package let daily: [Int64]

  /// Cuts what the store keeps of a group to the window.
  package init(tally: GroupTally, subjectDays: [SubjectDay], buckets: [Bucket], window: ReachWindow) {
    self.tally = tally
    self.subjectDays = subjectDays.filter { window.days.contains($0.day) && $0.subject != 0 && $0.count > 0 }
    var daily = [Int64](repeating: 0, count: window.days.count)
    for bucket in buckets {
      let day = ReachWindow.day(bucket.start)
      if window.days.contains(day) { daily[Int(day - window.days.lowerBound)] += bucket.count }
    }
    self.daily = daily
  }

  /// The distinct people, by their keyed hashes.
  var subjects: Set<UInt64> { Set(subjectDays.map(\.subject)) }

  /// Whether it is something that happened to people, beside which messages are words about it.
  var isHost: Bool { tally.kind != .message }
  var isTheme: Bool { tally.kind == .message && !isPraise }
  var isPraise: Bool { tally.kind == .message && tally.fingerprint.hasPrefix("praise ") }
}
