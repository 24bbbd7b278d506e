import Bytes
import Causes
import Domain
import Store

/// How often an opportunity's signals came in each hour, and of how many chances.
enum CauseCounts {
  private static let hour: Int64 = 3_600
  /// What happened longer before it began says little of its beginning.
  private static let daysBefore: Int64 = 60
  /// Series whose counts stand for how much was going on.
  private static let seriesLimit = 64

  /// Returns the seconds that are looked at: whole hours from the first data to the last of its signals.
  static func window(_ opportunity: Opportunity, _ records: Records) throws -> Range<Int64> {
    let first = opportunity.began.seconds.flooredQuotient(by: hour)
    let last = opportunity.last.seconds.flooredQuotient(by: hour) + 1
    let known = try records.reader.sources().map { Timestamp(microseconds: $0.first).seconds }.min()
    let start = max(first - daysBefore * 24, (known ?? 0).flooredQuotient(by: hour))
    return min(start, first) * hour..<max(last, first + 1) * hour
  }

  /// Returns the counts of each hour.
  static func counts(
    of opportunity: Opportunity,
    in window: Range<Int64>,
    _ records: Records
  ) throws -> [ProblemTrace.Count] {
    let bad = try hourly(opportunity.groups.map(SeriesID.group), in: window, records)
    let chances = try chances(opportunity, in: window, records)
    return stride(from: window.lowerBound, to: window.upperBound, by: Int(hour)).map { start in
      let time = start..<start + hour
      let count = Double(bad[start] ?? 0)
      return ProblemTrace.Count(
        time: time,
        bad: count,
        chances: chances.isEmpty ? 1 : count + Double(chances[start] ?? 0)
      )
    }
  }

  /// Returns the operations of its service by the hour, or else what people did; nothing where neither is known.
  private static func chances(
    _ opportunity: Opportunity,
    in window: Range<Int64>,
    _ records: Records
  ) throws -> [Int64: Int64] {
    let spans = SeriesID.span(service: opportunity.service, operation: "").text
    for prefix in [spans, SeriesID.eventPrefix] {
      if prefix == spans, opportunity.service.isEmpty { continue }
      let series = try records.reader.seriesIDs(prefix: prefix, limit: seriesLimit)
      let counts = try hourly(series, in: window, records)
      if counts.count * 2 > (window.upperBound - window.lowerBound) / hour { return counts }
    }
    return [:]
  }

  private static func hourly(
    _ series: [SeriesID],
    in window: Range<Int64>,
    _ records: Records
  ) throws -> [Int64: Int64] {
    var counts: [Int64: Int64] = [:]
    for series in series {
      for bucket in try records.reader.buckets(series, in: window) {
        let start = bucket.start.flooredQuotient(by: hour) * hour
        counts[start] = (counts[start] ?? 0).adding(bucket.count)
      }
    }
    return counts
  }
}
