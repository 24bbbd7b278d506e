import Numerics
import Testing

@Suite struct SeededRandomTests {
  /// Computed apart, from the published definition of both generators.
  @Test func `the sequence of a seed`() {
    var random = SeededRandom(seed: 42)
    let words = (0..<4).map { _ in random.next() }
    #expect(words == [0x1578_0b2e_0c2e_c716, 0x6104_d986_6d11_3a7e, 0xae17_5332_39e4_99a1, 0xecb8_ad47_03b3_60a1])
  }

  private func moments(_ seed: UInt64, draw: (inout SeededRandom) -> Double) -> (mean: Double, variance: Double) {
    var random = SeededRandom(seed: seed)
    let draws = (0..<20_000).map { _ in draw(&random) }
    let mean = draws.reduce(0, +) / 20_000
    return (mean, draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 19_999)
  }

  /// Each draw with the mean and variance its distribution has; five standard errors are allowed.
  private struct Draws: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let mean: Double
    let variance: Double
    let draw: @Sendable (inout SeededRandom) -> Double
  }

  private static let known = [
    Draws(testDescription: "uniform", mean: 0.5, variance: 1.0 / 12) { $0.uniform() },
    Draws(testDescription: "normal", mean: 2, variance: 9) { $0.normal(mean: 2, deviation: 3) },
    Draws(testDescription: "exponential", mean: 4, variance: 16) { $0.exponential(mean: 4) },
    Draws(testDescription: "gamma", mean: 6, variance: 12) { $0.gamma(shape: 3, scale: 2) },
    Draws(testDescription: "gamma below one", mean: 0.3, variance: 0.3) { $0.gamma(shape: 0.3, scale: 1) },
    Draws(testDescription: "beta", mean: 0.4, variance: 0.04) { $0.beta(2, 3) },
    Draws(testDescription: "lognormal", mean: 1.133148453, variance: 0.364695) {
      $0.lognormal(mean: 0, deviation: 0.5)
    },
    Draws(testDescription: "few", mean: 3.3, variance: 3.3) { Double($0.poisson(mean: 3.3)) },
    Draws(testDescription: "many", mean: 412, variance: 412) { Double($0.poisson(mean: 412)) },
    Draws(testDescription: "binomial", mean: 60, variance: 48) { Double($0.binomial(300, share: 0.2)) },
    Draws(testDescription: "below", mean: 4.5, variance: 8.25) { Double($0.below(10)) },
  ]

  @Test(arguments: known)
  private func `draws have the moments of their distribution`(draws: Draws) {
    let found = moments(7, draw: draws.draw)
    #expect(abs(found.mean - draws.mean) < 5 * (draws.variance / 20_000).squareRoot())
    #expect(abs(found.variance / draws.variance - 1) < 0.12)
  }

  @Test func `choices follow their weights`() {
    var random = SeededRandom(seed: 1)
    var counts = [0, 0, 0]
    for _ in 0..<3_000 { counts[random.weightedIndex([1, 0, 2]) ?? 1] += 1 }
    #expect(counts[1] == 0)
    #expect(abs(counts[0] - 1_000) < 130)
    #expect(random.choice([Int]()) == nil)
    #expect(random.weightedIndex([0, -1]) == nil)
    #expect(random.below(0) == 0)
    #expect(random.poisson(mean: -1) == 0)
    #expect(random.poisson(mean: .nan) == 0)
    #expect(random.binomial(5, share: 1) == 5)
    #expect(random.gamma(shape: 0, scale: 1) == 0)
  }
}
