import Bytes
import Domain
import Prove

/// One look at a made-up metric, with everything a test may want to change.
struct Look {
  /// Day 20,000 is 2024-10-04.
  static let start = 20_000

  /// Counts from the first day on; nil where the source was silent.
  var counts: [Double?]
  var denominators: [Double]?
  /// The place of the day on which the change reached people, at 10:00.
  var exposed: Int
  /// So many days of `counts` are known; all of them by default.
  var known: Int?
  var fewerIsGood = true
  var minimum = 0.2
  var promisedTop = 0.8
  var picked: Range<Int> = 0..<0
  var baselineWeeks = 8
  var measureWeeks = 2
  var isPostHoc = false
  var reverted: Int?
  var others: [Int] = []
  var guardrails: [ImpactQuestion.Guardrail] = []
  /// Moves every day and clock by so many days.
  var moved = 0

  init(_ counts: [Double?], exposed: Int) {
    self.counts = counts
    self.exposed = exposed
  }

  var question: ImpactQuestion {
    ImpactQuestion(
      days: Look.days(counts, denominators: denominators, moved: moved),
      exposure: second(exposed) + 36_000,
      asOf: second(known ?? counts.count),
      plan: plan,
      isPostHoc: isPostHoc,
      reverted: reverted.map { second($0) + 50_000 },
      otherShips: others.map { second($0) + 30_000 },
      guardrails: guardrails
    )
  }

  var answer: ImpactAnswer { Impact.answer(question) }

  static func days(_ counts: [Double?], denominators: [Double]? = nil, moved: Int = 0) -> [DayCount] {
    counts.enumerated().map { place, count in
      DayCount(
        day: Int32(start + moved + place),
        count: count ?? 0,
        denominator: denominators?[place],
        isCovered: count != nil
      )
    }
  }

  func second(_ place: Int) -> Int64 { Int64(Look.start + moved + place) * 86_400 }

  private var plan: Plan {
    Plan(
      id: RecordID(.plan, of: "a plan"),
      bet: RecordID(.bet, of: "a bet"),
      metric: Metric(name: "errors", series: [], denominator: nil, countsErrors: false, fewerIsGood: fewerIsGood),
      minimum: minimum,
      promised: Interval(low: minimum, likely: (minimum + promisedTop) / 2, high: promisedTop),
      probability: 0.6,
      guardrails: [],
      picked: second(picked.lowerBound)..<second(picked.upperBound),
      baselineWeeks: baselineWeeks,
      measureWeeks: measureWeeks,
      alpha: 0.05,
      lockedAt: Timestamp(nanoseconds: 0),
      amendments: 0
    )
  }
}

/// Counts of one week like the other, with a wobble that any regression sees through, from a place on.
func weekly(days: Int, times: Double = 1, from place: Int = 0) -> [Double?] {
  (place..<(place + days)).map { day in
    (([40, 44, 41, 39, 43, 22, 20][day % 7] + [0, 2, -1, 3, -2][day % 5]) * times).rounded()
  }
}

/// A metric at one level, then from a place on at another.
func stepped(_ before: Int, _ after: Int, from: Double = 1, to: Double) -> [Double?] {
  weekly(days: before, times: from) + weekly(days: after, times: to, from: before)
}
