package import Domain

/// Who sent an event of a name, on which days.
package struct EventDays: Sendable {
  /// Somebody on a day.
  package struct Visit: Equatable, Sendable {
    package let subject: UInt64
    package let account: UInt64
    /// The first time on that day, in microseconds since the Unix epoch.
    package let first: Int64

    package init(_ day: SubjectDay) {
      subject = day.subject
      account = day.account
      first = day.first
    }
  }

  package let series: SeriesID
  /// Ordered by subject on each day, each once.
  package private(set) var days: [Int32: [Visit]] = [:]
  package private(set) var count = 0

  package init(_ series: SeriesID) {
    self.series = series
  }

  /// Adds the next one of a day; they come in the order of subjects.
  package mutating func add(_ row: SubjectDay) {
    days[row.day, default: []].append(Visit(row))
    count += 1
  }

  /// Keeps those people whose hashes have none of some bits: a fair sample, the same ones in every event.
  package mutating func keep(without mask: UInt64) {
    days = days.mapValues { $0.filter { $0.subject & mask == 0 } }
    count = days.values.reduce(0) { $0 + $1.count }
  }

  /// Returns those of a day who are among others too, or those who are not.
  package static func part(_ visits: [Visit], _ others: [Visit], isIn: Bool) -> [Visit] {
    var rest = others[...]
    return visits.filter { visit in
      while let next = rest.first, next.subject < visit.subject { rest.removeFirst() }
      return (rest.first?.subject == visit.subject) == isIn
    }
  }

  /// Returns everybody who sent any of some events, with the first time of each on each day.
  package static func union(_ events: [EventDays]) -> [Int32: [Visit]] {
    var all: [Int32: [Visit]] = [:]
    for event in events {
      for (day, visits) in event.days { all[day] = all[day].map { merged($0, visits) } ?? visits }
    }
    return all
  }

  private static func merged(_ left: [Visit], _ right: [Visit]) -> [Visit] {
    var merged: [Visit] = []
    merged.reserveCapacity(left.count + right.count)
    var (one, two) = (left[...], right[...])
    while let first = one.first, let second = two.first {
      if first.subject == second.subject {
        merged.append(first.first <= second.first ? first : second)
        one.removeFirst()
        two.removeFirst()
      } else if first.subject < second.subject {
        merged.append(first)
        one.removeFirst()
      } else {
        merged.append(second)
        two.removeFirst()
      }
    }
    return merged + one + two
  }
}
