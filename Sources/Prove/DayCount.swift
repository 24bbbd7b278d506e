/// What one UTC day held of a metric.
package struct DayCount: Equatable, Sendable {
  /// Days since the Unix epoch.
  package let day: Int32
  package let count: Double
  /// What the count is divided by; nil for a plain count.
  package let denominator: Double?
  /// False when the source was silent that day, so that nothing is known of it.
  package let isCovered: Bool

  package init(day: Int32, count: Double, denominator: Double? = nil, isCovered: Bool = true) {
    self.day = day
    self.count = count
    self.denominator = denominator
    self.isCovered = isCovered
  }
}

/// The days of a metric, found by their number; a day nobody reported is as little known as a silent one.
struct DaySeries {
  /// A day that can be used: its weekday, its count and what it is counted against.
  struct Known: Equatable {
    let day: Int
    let count: Double
    /// The denominator, or 1 for a whole day.
    let exposure: Double

    /// 0 to 6; which of them is Monday does not matter.
    var weekday: Int { (day % 7 + 7) % 7 }
  }

  private let known: [Int: Known]
  /// The first day known and the one after the last; empty for none.
  let span: Range<Int>

  /// Larger counts would lose whole events in a double.
  private static let greatest = 1e15

  /// Keeps what is a count: finite, not negative, and with something to divide by where the metric is divided.
  init(_ days: [DayCount]) {
    let isDivided = days.contains { $0.denominator != nil }
    var known: [Int: Known] = [:]
    for day in days where day.isCovered && day.count >= 0 && day.count <= Self.greatest {
      let exposure = isDivided ? day.denominator ?? 0 : 1
      guard exposure > 0, exposure <= Self.greatest, known[Int(day.day)] == nil else { continue }
      known[Int(day.day)] = Known(day: Int(day.day), count: day.count, exposure: exposure)
    }
    self.known = known
    let first = known.keys.min() ?? 0
    span = first..<(known.keys.max().map { $0 + 1 } ?? first)
  }

  subscript(_ day: Int) -> Known? { known[day] }

  /// Returns the known days of a range, ascending.
  func days(_ range: Range<Int>) -> [Known] {
    range.clamped(to: span).compactMap { known[$0] }
  }

  /// Returns the days of a range of which nothing is known, ascending.
  func unknown(_ range: Range<Int>) -> [Int] {
    range.filter { known[$0] == nil }
  }
}

extension [DaySeries.Known] {
  var exposure: Double { reduce(0) { $0 + $1.exposure } }
  /// Per day or per denominator; 0 for no days.
  var rate: Double { isEmpty ? 0 : total / exposure }
  var total: Double { reduce(0) { $0 + $1.count } }
}
