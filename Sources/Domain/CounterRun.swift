/// What a bucket of time has seen of one counter that only grows until its process starts anew.
///
/// The counter is known by its run: the process that counts, and since when. First and last are told by time and then by
/// value, so that merging is associative and commutative, and the same point twice changes nothing.
package struct CounterRun: Equatable, Sendable {
  package let run: UInt64
  /// The earliest point: microseconds since the Unix epoch, and the value as it was sent.
  package private(set) var first: Point
  package private(set) var last: Point
  package private(set) var highest: Double
  /// Whether it is known since when the counter counts, so that its first value has come since then.
  package private(set) var hasStart: Bool

  /// A value at a time.
  package struct Point: Equatable, Sendable {
    package let time: Int64
    package let value: Double

    package init(time: Int64, value: Double) {
      self.time = time
      self.value = value
    }

    fileprivate func comes(before other: Point) -> Bool { (time, value) < (other.time, other.value) }
  }

  /// Runs kept of a series in one bucket, those with the smallest numbers: which they are does not depend on order.
  ///
  /// A bucket that has as many may lack others, so that its growth is at least what it says.
  package static let limit = 256

  /// Starts with one point.
  package init(run: UInt64, _ point: Point, hasStart: Bool) {
    self.init(run: run, first: point, last: point, highest: point.value, hasStart: hasStart)
  }

  package init(run: UInt64, first: Point, last: Point, highest: Double, hasStart: Bool) {
    self.run = run
    self.first = first
    self.last = last
    self.highest = highest
    self.hasStart = hasStart
  }

  /// Adds what else was seen of the same run.
  package mutating func merge(_ other: CounterRun) {
    if other.first.comes(before: first) { first = other.first }
    if last.comes(before: other.last) { last = other.last }
    highest = max(highest, other.highest)
    hasStart = hasStart || other.hasStart
  }

  /// By how much the counter grew from its first point to its last: a fall is a new beginning from nothing.
  ///
  /// One fall is told exactly. Of several within the bucket, or of one after which it rose above where it had been, the
  /// growth between them is not known, and left out.
  package var growth: Double {
    last.value < highest ? max(0, highest - first.value) + last.value : last.value - first.value
  }

  /// Returns by how much it grew from an earlier bucket's last point to this one's first.
  package func growth(since earlier: CounterRun?) -> Double {
    guard let earlier else { return hasStart ? first.value : 0 }
    return first.value < earlier.last.value ? first.value : first.value - earlier.last.value
  }

  /// Merges two lists in the order of their runs, and keeps the first `limit`.
  package static func merge(_ one: [CounterRun], _ other: [CounterRun]) -> [CounterRun] {
    if one.isEmpty { return other }
    if other.isEmpty { return one }
    var merged: [CounterRun] = []
    var (left, right) = (one[...], other[...])
    while merged.count < limit, let next = [left.first, right.first].compactMap(\.self).min(by: { $0.run < $1.run }) {
      var next = next
      if let first = left.first, let second = right.first, first.run == second.run {
        next = first
        next.merge(second)
      }
      if left.first?.run == next.run { left.removeFirst() }
      if right.first?.run == next.run { right.removeFirst() }
      merged.append(next)
    }
    return merged
  }
}

extension [Bucket] {
  /// By how much a series' counters grew in each of its buckets, which are in the order of time.
  ///
  /// Growth between two buckets belongs to the later one. A counter's first bucket here has only what it grew within it,
  /// and its first value where it is known since when it counts: read from a bucket earlier than the window that is asked
  /// for. Values that were sent late change their bucket and the one after it.
  package var growth: [Double] {
    var latest: [UInt64: CounterRun] = [:]
    return map { bucket in
      bucket.runs.reduce(0) { sum, run in
        defer { latest[run.run] = run }
        return sum + run.growth(since: latest[run.run]) + run.growth
      }
    }
  }
}
