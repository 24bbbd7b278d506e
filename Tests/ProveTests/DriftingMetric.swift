import Foundation
import Numerics

/// A metric with a week of its own whose rate drifts as an AR(1) of its logarithm.
struct DriftingMetric {
  let mean: Double
  let memory: Double
  let spread: Double

  /// Draws counts; `times` scales the rate of a day.
  func counts(_ days: Int, _ random: inout SeededRandom, times: (Int) -> Double) -> [Double?] {
    let week = (0..<7).map { random.lognormal(mean: $0 > 4 ? -0.7 : 0, deviation: 0.1) }
    var drift = random.normal(mean: 0, deviation: spread)
    return (0..<days).map { day in
      let rate = mean * week[day % 7] * exp(drift) * times(day)
      drift = memory * drift + (1 - memory * memory).squareRoot() * spread * random.normal()
      return Double(random.poisson(mean: rate))
    }
  }
}
