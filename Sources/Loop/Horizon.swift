import Bytes
import Domain
import Find
import Store

/// How far what is stored is looked at: all of it, or what had happened by a moment of the past.
///
/// People are cut to the microsecond, because each of their days says when it began for them; counts to the bucket that
/// had begun, which is five minutes, or an hour of what is older than two weeks.
package struct Horizon: Equatable, Sendable {
  /// Microseconds since the Unix epoch, itself included.
  private let last: Int64

  package static let none = Horizon(last: .max)

  private init(last: Int64) {
    self.last = last
  }

  /// Ends at a moment.
  init(_ moment: Timestamp) {
    last = moment.microseconds
  }

  /// The first instant, in microseconds, that is not looked at.
  var end: Int64 { last == .max ? .max : last + 1 }

  /// Reports whether an instant, in microseconds, had been reached.
  func includes(_ instant: Int64) -> Bool { instant <= last }

  /// Returns the earlier of an instant and the end.
  func cut(_ instant: Int64) -> Int64 { min(instant, last) }

  /// Returns the days of people that had begun for them.
  func cut(_ days: [SubjectDay]) -> [SubjectDay] {
    self == .none ? days : days.filter { includes($0.first) }
  }

  /// Returns the buckets that had begun.
  func cut(_ buckets: [Bucket]) -> [Bucket] {
    self == .none
      ? buckets : buckets.filter { includes($0.start.multipliedReportingOverflow(by: 1_000_000).partialValue) }
  }

  /// Returns the buckets of some days that had begun, those of an hour as one where nothing is cut.
  func hours(_ series: SeriesID, days: Range<Int32>, _ reader: StoreReader) throws -> [Bucket] {
    self == .none
      ? try reader.hours(series, days: days) : cut(try reader.buckets(series, in: ReachWindow.seconds(days)))
  }

  /// Returns what had been counted of a group, with the texts that had come; nil where it had not begun.
  func cut(_ tally: GroupTally, _ reader: StoreReader) throws -> GroupTally? {
    guard includes(tally.first) else { return nil }
    guard !includes(tally.last) else { return tally }
    var past = GroupTally(
      id: tally.id,
      kind: tally.kind,
      fingerprint: tally.fingerprint,
      label: tally.label,
      service: tally.service,
      surface: tally.surface,
      first: tally.first,
      last: tally.first
    )
    let buckets = cut(try reader.buckets(tally.series, in: 0..<Int64.max / 2_000_000))
    past.count = buckets.reduce(0) { $0.adding($1.count) }
    if let end = buckets.last?.start { past.last = max(tally.first, cut((end + Bucket.fineWidth) * 1_000_000)) }
    past.exemplars = try tally.exemplars.filter { id in
      // Of a text that is known from several signals the place of one is kept: what that is later than is left out.
      try reader.evidence(id)?.sighting.map { includes($0.time) } ?? true
    }
    return past
  }

  /// Returns what sources had sent, which is counted from the signals themselves: those that have been removed are missing.
  func cut(_ sources: [SourceTally], _ reader: StoreReader) throws -> [SourceTally] {
    guard self != .none, let first = sources.map(\.first).min(), first < end else {
      return self == .none ? sources : []
    }
    var counted: [String: SourceTally] = [:]
    try reader.scan(SignalFilter(window: first..<end), fields: [.words]) { batch in
      for row in batch.rows {
        let name = batch.text(row.source)
        var one = SourceTally(name: name, first: row.time, last: row.time, received: row.time)
        one.count = 1
        if counted[name]?.merge(one) == nil { counted[name] = one }
      }
      return true
    }
    return counted.values.sorted { $0.name < $1.name }
  }
}
