import Glibc
import Numerics

/// The changes that a problem may come from, the likeliest first, and how likely it is none of them.
package struct Suspects: Equatable, Sendable {
  package let suspects: [Suspect]
  /// How likely it is that it began at some moment with which no known change goes.
  package let unknownStart: Double
  /// How likely it is that it was there all the time.
  package let alwaysThere: Double

  /// Changes looked at; the caller gives those that matter.
  package static let changeLimit = 1_000
  /// A suspect less likely than this is none.
  private static let leastLikelihood = 0.05
  private static let suspectLimit = 8
  /// What is thought before anything is seen: one of the known changes did it, or something else, or it was always there.
  private static let prior = (known: 0.7, unknownStart: 0.15, alwaysThere: 0.15)
  /// How long after a change its problem shows, on average: people come by and by, and a release reaches them so.
  private static let meanDelay = 12 * 3_600.0

  /// Weighs the changes against what is known of a problem.
  ///
  /// A change is likely as far as the rate of the problem rose with it, or a while after it, fell when it was rolled back,
  /// and its content fits. All explanations share one certainty, so that a problem which began before every change blames
  /// none of them.
  package init(of problem: ProblemTrace, among changes: [Change]) {
    let changes = Array(changes.prefix(Suspects.changeLimit))
    let steps = RateSteps(problem.counts)
    let fits = changes.map { Fit($0, problem, steps) }
    let each = log(Suspects.prior.known / Double(max(1, changes.count)))
    let spread = log(Double(max(1, steps.rises.count)))
    let unknown = log(Suspects.prior.unknownStart) + Suspects.logSum(steps.rises) - spread
    let always = log(Suspects.prior.alwaysThere)
    let weights = fits.map { $0.likelihood + $0.contentOdds + each }
    let total = Suspects.logSum(weights + [unknown, always])
    unknownStart = Rounding.nine(exp(unknown - total))
    alwaysThere = Rounding.nine(exp(always - total))
    let found = changes.indices.map { place in
      Suspect(
        change: place,
        likelihood: Rounding.nine(exp(weights[place] - total)),
        reasons: fits[place].reasons
      )
    }
    suspects = Array(
      found.filter { $0.likelihood >= Suspects.leastLikelihood }
        .sorted { one, other in
          if one.likelihood != other.likelihood { return one.likelihood > other.likelihood }
          // Of two that fit alike, the later one has had less time to do it unseen.
          let starts = (changes[one.change].start, changes[other.change].start)
          return starts.0 != starts.1 ? starts.0 > starts.1 : one.change < other.change
        }
        .prefix(Suspects.suspectLimit)
    )
  }

  /// How well one change fits.
  private struct Fit {
    let likelihood: Double
    let contentOdds: Double
    let reasons: [Suspect.Reason]

    init(_ change: Change, _ problem: ProblemTrace, _ steps: RateSteps) {
      let live = steps.live(change)
      let delayed = Suspects.delayed(change, steps)
      let content = ContentFit(change, problem)
      // As likely at once as after a while; what was there all the time is no suspect unless a finding names it.
      let hasNoSign = live.isThroughout && !content.isMarked
      likelihood = hasNoSign ? -.infinity : Suspects.logSum([live.likelihood, delayed]) - log(2)
      contentOdds = content.logOdds
      reasons = Fit.timing(change, live, delayed, problem) + content.reasons
    }

    private static let clearlyMissed = 3.0

    private static func timing(
      _ change: Change,
      _ live: RateSteps.Live,
      _ delayed: Double,
      _ problem: ProblemTrace
    ) -> [Suspect.Reason] {
      var reasons: [Suspect.Reason] = []
      // At its present rate it would have been seen a few times by then.
      if live.before.bad == 0, live.before.chances * live.rates.on >= Fit.clearlyMissed {
        reasons.append(.neverBefore(chances: live.before.chances))
      } else if live.likelihood > 0, live.rates.off > 0 {
        reasons.append(.moreOften(times: live.rates.on / live.rates.off))
      }
      let wentAway = change.live.contains { $0.upperBound < problem.counts.last?.time.lowerBound ?? .min }
      if wentAway, live.likelihood > max(0, delayed) { reasons.append(.followsRollback) }
      if let first = problem.counts.first(where: { $0.bad > 0 && $0.time.upperBound > change.start }),
        live.before.bad == 0
      {
        let (seconds, overflow) = first.time.lowerBound.subtractingReportingOverflow(change.start)
        if !overflow { reasons.append(.beganAfter(seconds: max(0, seconds))) }
      }
      return reasons
    }
  }

  /// Returns how well a lasting rise some while after a change explains the counts.
  private static func delayed(_ change: Change, _ steps: RateSteps) -> Double {
    let starts = steps.starts
    var terms: [Double] = []
    for (place, start) in starts.enumerated() where start >= change.start {
      let delay = Double(start) - Double(change.start)
      let end = place + 1 < starts.count ? Double(starts[place + 1]) - Double(change.start) : delay + 3_600
      // The share of an exponential wait that ends in this stretch.
      let share = exp(-delay / meanDelay) - exp(-max(end, delay) / meanDelay)
      if share > 0 { terms.append(steps.rises[place] + log(share)) }
    }
    return logSum(terms)
  }

  /// Returns the logarithm of a sum from the logarithms of its parts.
  private static func logSum(_ parts: [Double]) -> Double {
    guard let most = parts.max(), most.isFinite else { return -.infinity }
    return most + log(parts.reduce(0) { $0 + exp($1 - most) })
  }
}
