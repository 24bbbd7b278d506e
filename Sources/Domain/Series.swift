/// A number over time, named by what it counts.
package struct SeriesID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Such as `group:G-7K2M9Q`, `span:checkout:POST /pay`, `event:purchase` or `active:`.
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  /// The signals of a group.
  package static func group(_ id: RecordID) -> SeriesID { SeriesID("\(groupPrefix)\(id)") }

  private static let groupPrefix = "group:"

  /// The group whose signals it is of; nil for any other series.
  package var groupID: RecordID? {
    text.hasPrefix(SeriesID.groupPrefix) ? RecordID(String(text.dropFirst(SeriesID.groupPrefix.count))) : nil
  }

  /// The spans of a service's operation.
  package static func span(service: String, operation: String) -> SeriesID {
    SeriesID("\(spanPrefix)\(service):\(operation)")
  }

  /// How the names of all operations' series begin.
  package static let spanPrefix = "span:"

  /// The spans of a service's operation in which somebody was shown a variant of a flag, named `flag=variant`.
  package static func span(service: String, operation: String, variant: String) -> SeriesID {
    SeriesID("\(variantPrefix)\(service):\(operation)\(variantMark)\(variant)")
  }

  /// How the names of all variants' series begin, and what stands before the variant.
  package static let variantPrefix = "variant:"
  package static let variantMark = " | "

  /// A product event.
  package static func event(_ name: String) -> SeriesID { SeriesID("\(eventPrefix)\(name)") }

  /// How the names of all events' series begin.
  package static let eventPrefix = "event:"

  /// The event's name; empty for a series that is no event.
  package var eventName: String {
    text.hasPrefix(SeriesID.eventPrefix) ? String(text.dropFirst(SeriesID.eventPrefix.count)) : ""
  }

  /// The points of a metric's series, named as `http.requests{route="/pay"}`.
  package static func metric(service: String, name: String) -> SeriesID {
    SeriesID("\(metricPrefix)\(service):\(name)")
  }

  /// How the names of all metrics' series begin.
  package static let metricPrefix = "metric:"

  /// All points of metrics, which say nothing of anybody being there.
  package static let measured = SeriesID("measured:")

  /// Every other signal: who was there at all.
  package static let active = SeriesID("active:")

  package var description: String { text }

  /// Orders by text.
  package static func < (left: SeriesID, right: SeriesID) -> Bool { left.text < right.text }
}

/// What happened to a series within five minutes, or within an hour.
///
/// Merging is associative and commutative, so that any order of arrival gives the same bucket.
package struct Bucket: Equatable, Sendable {
  /// Seconds since the Unix epoch, a multiple of the width.
  package let start: Int64
  package var count: Int64 = 0
  /// How many of them failed.
  package var errors: Int64 = 0
  /// The sum of the durations in microseconds.
  package var duration: Int64 = 0
  /// Durations by logarithmic bin: sparse, sorted by bin; see `DurationBins`.
  package var bins: [DurationBin] = []
  /// The sum of the values of a metric's points.
  package var sum = ExactSum.zero
  /// What was seen of a metric's counters, in the order of their runs.
  package var runs: [CounterRun] = []

  package static let fineWidth: Int64 = 300
  package static let coarseWidth: Int64 = 3_600

  package init(start: Int64) {
    self.start = start
  }

  /// Adds another bucket of the same series.
  package mutating func merge(_ other: Bucket) {
    // What a sender claims can be any number: sums stop at the largest, they do not end the program.
    count = count.adding(other.count)
    errors = errors.adding(other.errors)
    duration = duration.adding(other.duration)
    bins = DurationBin.merge(bins, other.bins)
    sum.add(other.sum)
    runs = CounterRun.merge(runs, other.runs)
  }
}

/// How many durations fell into one logarithmic bin.
package struct DurationBin: Equatable, Sendable {
  package let index: Int16
  package var count: Int64

  package init(index: Int16, count: Int64) {
    self.index = index
    self.count = count
  }

  /// Adds two sorted lists bin by bin.
  package static func merge(_ one: [DurationBin], _ other: [DurationBin]) -> [DurationBin] {
    if one.isEmpty { return other }
    if other.isEmpty { return one }
    var merged: [DurationBin] = []
    merged.reserveCapacity(one.count + other.count)
    var left = one[...]
    var right = other[...]
    while let first = left.first, let second = right.first {
      if first.index == second.index {
        merged.append(DurationBin(index: first.index, count: first.count.adding(second.count)))
        left.removeFirst()
        right.removeFirst()
      } else if first.index < second.index {
        merged.append(first)
        left.removeFirst()
      } else {
        merged.append(second)
        right.removeFirst()
      }
    }
    return merged + left + right
  }
}

/// What happened to one subject on one day, in one group or event.
package struct SubjectDay: Equatable, Sendable {
  /// Days since the Unix epoch, in UTC.
  package let day: Int32
  package let subject: UInt64
  package var account: UInt64
  package var count: Int64 = 0
  package var sum: Double = 0
  /// The first time on that day, in microseconds since the Unix epoch.
  package var first: Int64

  package init(day: Int32, subject: UInt64, account: UInt64, first: Int64) {
    self.day = day
    self.subject = subject
    self.account = account
    self.first = first
  }

  /// Adds what else happened; an account known to either side stays known.
  package mutating func merge(_ other: SubjectDay) {
    account = max(account, other.account)
    count = count.adding(other.count)
    sum += other.sum
    first = min(first, other.first)
  }
}
