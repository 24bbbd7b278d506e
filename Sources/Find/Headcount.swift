import Domain

/// Several groups counted together, each person once.
///
/// Rows stand in the order of people, so that all counts are made in passes over them: of a large problem there are a
/// hundred thousand, at every look.
struct Headcount {
  /// Everybody, in the order of their hashes.
  let people: [UInt64]
  private(set) var footprint: Footprint
  let daily: [Int64]
  private let window: ReachWindow
  private let rows: [SubjectDay]

  /// Counts some groups; `kinds` is through how many kinds of signal they were seen, with those not counted here.
  init(_ groups: [GroupFacts], kinds: Int? = nil, window: ReachWindow) {
    self.window = window
    rows = GroupFacts.rows(groups)
    let persons = Person.all(rows)
    people = persons.map(\.subject)
    daily = groups.reduce(into: [Int64](repeating: 0, count: window.days.count)) { sums, group in
      for index in sums.indices { sums[index] += group.daily[index] }
    }
    let parties = Party.all(persons)
    let loners = parties.count { $0.account == 0 }
    var footprint = Footprint(
      subjects: persons.count,
      accounts: parties.count - loners,
      loners: loners,
      days: Headcount.activeDays(rows, daily: daily, window: window),
      occurrences: daily.reduce(0, +)
    )
    footprint.newcomers = [Int](repeating: 0, count: window.days.count)
    for party in parties { footprint.newcomers[Int(party.first - window.days.lowerBound)] += 1 }
    footprint.attributed = parties.reduce(0) { $0 + $1.count }
    let loudest = parties.max { ($0.count, $1.order) < ($1.count, $0.order) }
    footprint.loudest = loudest?.count ?? 0
    footprint.loudestSubjects = loudest?.people ?? 0
    footprint.instruments = max(1, kinds ?? Set(groups.map(\.tally.kind)).count)
    self.footprint = footprint
    self.footprint.weeks = weeks(since: ReachWindow.day((groups.map(\.tally.first).min() ?? 0) / 1_000_000))
  }

  /// Distinct people in some days.
  func people(in days: Range<Int32>) -> Int {
    var count = 0
    var last: UInt64?
    for row in rows where days.contains(row.day) && row.subject != last {
      count += 1
      last = row.subject
    }
    return count
  }

  /// Distinct people on each day of the window.
  var peopleByDay: [Int64] {
    var counts = [Int64](repeating: 0, count: window.days.count)
    var last: SubjectDay?
    for row in rows {
      // Somebody may be in several of the groups on a day.
      if last?.subject == row.subject, last?.day == row.day { continue }
      counts[Int(row.day - window.days.lowerBound)] += 1
      last = row
    }
    return counts
  }

  /// Signals in some days.
  func signals(in days: Range<Int32>) -> Int64 {
    days.reduce(0) { sum, day in
      window.days.contains(day) ? sum + daily[Int(day - window.days.lowerBound)] : sum
    }
  }

  /// Whether people are known for half of the signals or more, so that people are what is compared.
  var countsPeople: Bool { footprint.attributed * 2 >= footprint.occurrences && footprint.subjects > 0 }

  /// What the whole weeks since the first sight had, latest first: weeks before it say nothing of the rate.
  private func weeks(since first: Int32) -> [Int] {
    let count = { (days: Range<Int32>) in countsPeople ? people(in: days) : Int(clamping: signals(in: days)) }
    // A store or a group younger than a week: what has been seen so far, not more.
    guard window.coveredWeeks > 0 else { return [count(window.days)] }
    let whole = (1..<window.coveredWeeks).prefix { window.week($0).lowerBound >= first }
    return ([0] + whole).map { count(window.week($0)) }
  }

  private static func activeDays(_ rows: [SubjectDay], daily: [Int64], window: ReachWindow) -> Int {
    var active = daily.map { $0 > 0 }
    for row in rows { active[Int(row.day - window.days.lowerBound)] = true }
    return active.count { $0 }
  }

  /// All days of somebody.
  private struct Person {
    let subject: UInt64
    var account: UInt64
    var first: Int32
    var count: Int64

    /// Puts rows together that are in the order of people.
    static func all(_ rows: [SubjectDay]) -> [Person] {
      var persons: [Person] = []
      for row in rows {
        if persons.last?.subject != row.subject {
          persons.append(Person(subject: row.subject, account: row.account, first: row.day, count: 0))
        }
        let place = persons.count - 1
        persons[place].account = max(persons[place].account, row.account)
        persons[place].first = min(persons[place].first, row.day)
        persons[place].count += row.count
      }
      return persons
    }
  }

  /// Who counts as one voice: an account, or a person where there is none.
  private struct Party {
    /// 0 for a person without one.
    let account: UInt64
    let order: UInt64
    var first: Int32
    var count: Int64
    var people = 1

    static func all(_ persons: [Person]) -> [Party] {
      var parties: [Party] = []
      for person in persons.sorted(by: { ($0.account, $0.subject) < ($1.account, $1.subject) }) {
        if person.account != 0, parties.last?.account == person.account {
          let place = parties.count - 1
          parties[place].first = min(parties[place].first, person.first)
          parties[place].count += person.count
          parties[place].people += 1
        } else {
          let order = person.account == 0 ? person.subject : person.account
          parties.append(Party(account: person.account, order: order, first: person.first, count: person.count))
        }
      }
      return parties
    }
  }
}
