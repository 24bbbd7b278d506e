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

/// The days of a metric that can be used; a day nobody reported is as little known as a silent one.
struct DaySeries {
  /// A day that can be used: its count and what that is counted against.
  struct Known: Equatable {
    let day: Int
    let count: Double
    /// The denominator, or 1 for a whole day.
    let exposure: Double

    /// 0 to 6; which of them is Monday does not matter.
    var weekday: Int { (day % 7 + 7) % 7 }
  }

  /// Ascending, each day once.
  private let known: [Known]

  /// Larger counts would lose whole events in a double.
  private static let greatest = 1e15

  /// Keeps what is a count: finite, not negative, and with something to divide by where the metric is divided.
  ///
  /// Of a day that comes twice the first is kept.
  init(_ days: [DayCount]) {
    let isDivided = days.contains { $0.denominator != nil }
    var seen: Set<Int32> = []
    var known: [Known] = []
    for day in days where day.isCovered && day.count >= 0 && day.count <= Self.greatest {
      let exposure = isDivided ? day.denominator ?? 0 : 1
      guard exposure > 0, exposure <= Self.greatest, seen.insert(day.day).inserted else { continue }
      known.append(Known(day: Int(day.day), count: day.count, exposure: exposure))
    }
    self.known = known.sorted { $0.day < $1.day }
  }

  /// The first day known and the one after the last; empty for none.
  var span: Range<Int> {
    guard let first = known.first, let last = known.last else { return 0..<0 }
    return first.day..<(last.day + 1)
  }

  /// Returns the known days of a range, ascending.
  func days(_ range: Range<Int>) -> [Known] {
    Array(known[place(of: range.lowerBound)..<place(of: range.upperBound)])
  }

  /// Returns the days of a range of which nothing is known, ascending.
  func unknown(_ range: Range<Int>) -> [Int] {
    let known = Set(days(range).map(\.day))
    return range.filter { !known.contains($0) }
  }

  /// Returns how many known days come before a day.
  private func place(of day: Int) -> Int {
    var low = 0
    var high = known.count
    while low < high {
      let middle = (low + high) / 2
      if known[middle].day < day { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension [DaySeries.Known] {
  var total: Double { reduce(0) { $0 + $1.count } }
  var exposure: Double { reduce(0) { $0 + $1.exposure } }
  /// Per day or per denominator; 0 for no days.
  var rate: Double { isEmpty ? 0 : total / exposure }
}
