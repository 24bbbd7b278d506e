import Domain
import Find
import Store

/// Product events that came up only after the first days that are known: what may have begun with a problem.
enum NewEvents {
  /// Names looked at most, in their order.
  private static let nameLimit = 2_000
  /// Days in which what was always there shows itself.
  private static let firstDays: Int32 = 3

  /// Returns them as groups, where people got stuck somewhere at all.
  static func facts(
    beside groups: [GroupFacts],
    _ window: ReachWindow,
    _ records: Records,
    _ horizon: Horizon
  ) throws -> [GroupFacts] {
    guard groups.contains(where: { $0.tally.kind == .event && !$0.tally.isLoss }) else { return [] }
    let early = ReachWindow.seconds(window.dataStart..<window.dataStart + firstDays)
    return try records.reader.seriesIDs(prefix: SeriesID.eventPrefix, limit: nameLimit).compactMap { series in
      let name = series.eventName
      guard Friction(event: name) == nil, try records.reader.buckets(series, in: early).isEmpty else { return nil }
      let buckets = horizon.cut(try records.reader.buckets(series, in: window.seconds))
      let people = horizon.cut(try records.reader.subjectDays(series, days: window.days))
      guard let first = people.map(\.first).min(), let last = buckets.last else { return nil }
      let shown = CheckedName.errorType(name) == name || CheckedName.service(name) == name ? name : "an event"
      var tally = GroupTally(
        event: name,
        label: shown,
        first: first,
        last: max(first, horizon.cut((last.start + Bucket.fineWidth) * 1_000_000))
      )
      tally.count = buckets.reduce(0) { $0.adding($1.count) }
      return GroupFacts(tally: tally, subjectDays: people, buckets: buckets, window: window)
    }
  }
}
