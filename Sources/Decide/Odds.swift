import Bytes
import Domain
import Glibc
import Numerics

/// The probability that the work succeeds, as factors that anybody can multiply.
enum Odds {
  /// The most that evidence of each rung allows, from opinion (0) to a randomised result (6): Gilad's confidence meter as
  /// starting values, to be replaced by our own hit rates.
  static let caps = [0.1, 0.2, 0.3, 0.45, 0.65, 0.8, 0.95]
  /// The effective number of reports at which strength is 63 %.
  static let reportScale = 8.0
  /// What our own results have to outweigh before they replace the prior of a class.
  static let priorStrength = 8.0
  /// What evidence of one instrument alone is worth beside that of two.
  static let oneInstrument = 0.9
  /// What is left where one account sends most of it.
  static let oneVoice = 0.6
  /// Days after the last signal until evidence begins to fade, and then until half of it is gone.
  static let freshDays = 7.0
  static let halfLifeDays = 14.0
  /// What is left where it goes away by itself.
  static let fallingFactor = 0.8
  /// What is left where nobody can tell how much could be seen.
  static let unmeasured = 0.5

  /// Computes the confidence in a candidate.
  static func confidence(_ candidate: Candidate, work: WorkClass, effect: Interval, asOf: Timestamp) -> Confidence {
    let rung = rung(candidate, work)
    let parts = [
      prior(work, candidate.record), strength(candidate.footprint), independence(candidate.footprint),
      recency(candidate.opportunity, asOf: asOf), measurability(candidate.measurability, effect: effect),
      contradiction(candidate),
    ]
    return Confidence(
      probability: Recompute.probability(parts, cap: caps[rung]),
      parts: parts,
      rung: rung,
      cap: caps[rung],
      scored: candidate.record.scored
    )
  }

  private static func part(_ name: String, _ factor: Double, _ why: String) -> Confidence.Part {
    Confidence.Part(name: name, factor: Rounding.nine(factor), why: why)
  }

  /// Anecdotes, many independent reports, or counted in production; what is tested on people comes only later.
  private static func rung(_ candidate: Candidate, _ work: WorkClass) -> Int {
    guard candidate.footprint.subjects >= Sufficiency.standard.subjects else { return 2 }
    return work.isMeasured ? 4 : 3
  }

  private static func prior(_ work: WorkClass, _ record: TrackRecord) -> Confidence.Part {
    let scored = Double(max(0, record.scored))
    let hits = Double(max(0, min(record.hits, record.scored)))
    let factor = (work.prior * priorStrength + hits) / (priorStrength + scored)
    let why =
      record.scored == 0
      ? "assumed of work like this, no such bet has been scored yet"
      : "\(Wording.plural(record.hits, "hit", "hits")) among \(Wording.plural(record.scored, "scored bet", "scored bets")) like it"
    return part("prior", factor, why)
  }

  /// Further accounts of the same day add less and less (1, 1/2, 1/3 …): what breaks on one day is often one cause.
  static func effectiveReports(_ newcomers: [Int]) -> Double {
    newcomers.reduce(0.0) { (sum: Double, count: Int) -> Double in
      let day = 0..<max(0, min(count, 10_000))
      return sum + day.reduce(0.0) { (part: Double, place: Int) -> Double in part + 1 / Double(place + 1) }
    }
  }

  private static func strength(_ footprint: Footprint) -> Confidence.Part {
    let reports = effectiveReports(footprint.newcomers)
    let shown = Wording.number(reports)
    return part("strength", 1 - exp(-reports / reportScale), "as good as \(shown) independent reports")
  }

  private static func independence(_ footprint: Footprint) -> Confidence.Part {
    if footprint.isLoud {
      return part("independence", oneVoice, "one account sends \(Wording.percent(loudShare(footprint))) of it")
    }
    return footprint.instruments > 1
      ? part("independence", 1, "errors and messages agree")
      : part("independence", oneInstrument, "seen through one kind of signal only")
  }

  static func loudShare(_ footprint: Footprint) -> Double {
    footprint.attributed > 0 ? Double(footprint.loudest) / Double(footprint.attributed) : 0
  }

  private static func recency(_ opportunity: Opportunity, asOf: Timestamp) -> Confidence.Part {
    let age = max(0, Double(asOf.seconds) - Double(opportunity.last.seconds)) / 86_400
    let factor = pow(0.5, max(0, age - freshDays) / halfLifeDays)
    return part(
      "recency",
      factor,
      age < 1 ? "seen within the last day" : "last seen \(Wording.plural(Int(min(age, 1e6)), "day", "days")) ago"
    )
  }

  /// The power to see the likely effect: the smallest detectable one is seen four times in five, a test at 5 %.
  private static func measurability(_ measurability: Measurability, effect: Interval) -> Confidence.Part {
    guard let smallest = measurability.smallestDetectable, smallest > 0 else {
      return part("measurability", unmeasured, "no history to tell what could be seen")
    }
    let limit = Normal.quantile(0.975)
    let power = Normal.cdf(effect.likely / smallest * (limit + Normal.quantile(0.8)) - limit)
    return part(
      "measurability",
      power,
      "\(Wording.percent(smallest)) is the smallest change that would show in \(Wording.plural(measurability.weeks, "week", "weeks"))"
    )
  }

  private static func contradiction(_ candidate: Candidate) -> Confidence.Part {
    candidate.opportunity.trend.direction == .falling
      ? part("contradiction", fallingFactor, "it is going away by itself")
      : part("contradiction", 1, "it is not going away by itself")
  }
}
