import Domain

/// Several groups counted together, each person once.
struct Headcount {
  let subjects: Set<UInt64>
  private(set) var footprint: Footprint
  let daily: [Int64]
  private let window: ReachWindow
  private let dayOfSubjects: [Int32: Set<UInt64>]

  /// Counts some groups; `kinds` is through how many kinds of signal they were seen, with those not counted here.
  init(_ groups: [GroupFacts], kinds: Int? = nil, window: ReachWindow) {
    self.window = window
    var accountOf: [UInt64: UInt64] = [:]
    var days: [Int32: Set<UInt64>] = [:]
    var sent: [UInt64: Int64] = [:]
    for day in groups.flatMap(\.subjectDays) {
      accountOf[day.subject] = max(accountOf[day.subject] ?? 0, day.account)
      days[day.day, default: []].insert(day.subject)
      sent[day.subject, default: 0] += day.count
    }
    subjects = Set(accountOf.keys)
    dayOfSubjects = days
    daily = groups.reduce(into: [Int64](repeating: 0, count: window.days.count)) { sums, group in
      for index in sums.indices { sums[index] += group.daily[index] }
    }
    var footprint = Footprint(
      subjects: accountOf.count,
      accounts: Set(accountOf.values.filter { $0 != 0 }).count,
      loners: accountOf.values.count { $0 == 0 },
      days: Headcount.activeDays(days, daily: daily, window: window),
      occurrences: daily.reduce(0, +)
    )
    let parties = Headcount.parties(accountOf)
    footprint.newcomers = Headcount.newcomers(days, party: parties, window: window)
    Headcount.findLoudest(sent, party: parties, into: &footprint)
    footprint.instruments = max(1, kinds ?? Set(groups.map(\.tally.kind)).count)
    self.footprint = footprint
    self.footprint.weeks = weeks(since: ReachWindow.day((groups.map(\.tally.first).min() ?? 0) / 1_000_000))
  }

  /// Distinct people in some days.
  func people(in days: Range<Int32>) -> Int {
    var seen: Set<UInt64> = []
    for day in days { seen.formUnion(dayOfSubjects[day] ?? []) }
    return seen.count
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

  /// The account of each person, or the person where there is none: who counts as one voice.
  private static func parties(_ accountOf: [UInt64: UInt64]) -> [UInt64: Party] {
    accountOf.reduce(into: [:]) { $0[$1.key] = $1.value == 0 ? .person($1.key) : .account($1.value) }
  }

  private enum Party: Hashable {
    case account(UInt64)
    case person(UInt64)

    var order: UInt64 {
      switch self {
      case .account(let hash), .person(let hash): hash
      }
    }
  }

  private static func activeDays(_ days: [Int32: Set<UInt64>], daily: [Int64], window: ReachWindow) -> Int {
    var active = Set(days.keys)
    for (index, count) in daily.enumerated() where count > 0 { active.insert(window.days.lowerBound + Int32(index)) }
    return active.count
  }

  private static func newcomers(_ days: [Int32: Set<UInt64>], party: [UInt64: Party], window: ReachWindow) -> [Int] {
    var seen: Set<Party> = []
    return window.days.map { day in
      (days[day] ?? []).count { subject in party[subject].map { seen.insert($0).inserted } ?? false }
    }
  }

  private static func findLoudest(_ sent: [UInt64: Int64], party: [UInt64: Party], into footprint: inout Footprint) {
    var totals: [Party: (count: Int64, people: Int)] = [:]
    for (subject, count) in sent {
      guard let party = party[subject] else { continue }
      totals[party, default: (0, 0)].count += count
      totals[party, default: (0, 0)].people += 1
    }
    footprint.attributed = sent.values.reduce(0, +)
    let loudest = totals.max { ($0.value.count, $1.key.order) < ($1.value.count, $0.key.order) }
    footprint.loudest = loudest?.value.count ?? 0
    footprint.loudestSubjects = loudest?.value.people ?? 0
  }
}
