import Numerics
import Testing

/// Reference values are those of scipy 1.17.1, unless another source is named.
@Suite struct CountTests {
  @Test(
    arguments: [
      (95, 100, 0.95, 0.5640186993142888, 0.180017827270429, 0.6159991279561404),
      (0, 10, 0.3, 0.028247524900000005, 0.0282475249, 1),
      (10, 10, 0.3, 1, 5.9048999999999975e-06, 5.9048999999999975e-06),
      (500_000, 1_000_000, 0.5, 0.5003989421806654, 0.0007978843613317499, 0.5003989421806654),
      (3, 1000, 0.01, 0.010072654772014291, 0.007393222778222839, 0.9973205680062085),
    ] as [(Int64, Int64, Double, Double, Double, Double)]
  )
  func `binomial shares`(
    successes: Int64,
    tries: Int64,
    share: Double,
    below: Double,
    exactly: Double,
    above: Double
  ) {
    #expect(agrees(Binomial.cdf(successes, tries: tries, share: share), below))
    #expect(agrees(Binomial.density(successes, tries: tries, share: share), exactly))
    #expect(agrees(Binomial.atLeast(successes, tries: tries, share: share), above))
  }

  @Test(
    arguments: [
      (55, 85, 0.5, 0.008836205876094518), (0, 10, 0.3, 0.0388396033), (10, 10, 0.3, 5.9048999999999975e-06),
      (3, 20, 0.4, 0.022427038142043255), (12, 20, 0.4, 0.10747832022841954), (50, 100, 0.5, 1), (1, 1, 0.5, 1),
      (7, 200, 0.01, 0.004295542328851568), (100_200, 200_000, 0.5, 0.3722905400576759),
      (400, 1000, 0.2, 1.6903459757802999e-47),
    ] as [(Int64, Int64, Double, Double)]
  )
  func `two-sided binomial tests`(successes: Int64, tries: Int64, share: Double, expected: Double) {
    #expect(agrees(Binomial.twoSided(successes, tries: tries, share: share), expected, within: 1e-9))
  }

  @Test(
    arguments: [
      (0, 10, 0, 0.30849710781876294), (10, 10, 0.6915028921812371, 1),
      (3, 20, 0.03207093718554477, 0.37892682654529564),
      (500, 1000, 0.46854917297179194, 0.531450827028208),
    ] as [(Int64, Int64, Double, Double)]
  )
  func `exact intervals of a share`(successes: Int64, tries: Int64, low: Double, high: Double) {
    let interval = Binomial.exact(successes, tries: tries)
    #expect(agrees(interval.low, low))
    #expect(agrees(interval.high, high))
  }

  // The first is Newcombe 1998, Statistics in Medicine 17, page 861: .2553 to .3662.
  @Test(
    arguments: [
      (81, 263, 0.2552885198782742, 0.36620957698280004), (0, 20, 0, 0.16112515805281935),
      (20, 20, 0.8388748419471808, 1),
      (1, 29, 0.006113214292762667, 0.17175521879320282), (15, 148, 0.06238639953073629, 0.16048724172330803),
    ] as [(Int64, Int64, Double, Double)]
  )
  func `Wilson intervals`(successes: Int64, tries: Int64, low: Double, high: Double) {
    let interval = Binomial.wilson(successes, tries: tries)
    #expect(agrees(interval.low, low, within: 1e-9))
    #expect(agrees(interval.high, high, within: 1e-9))
  }

  /// Newcombe 1998, Statistics in Medicine 17, page 877, method 10: 56/70 - 48/80.
  @Test func `Newcombe's interval of a difference`() throws {
    let interval = try #require(Binomial.newcombe((48, 80), (56, 70)))
    #expect(abs(interval.difference - 0.2) < 1e-12)
    #expect(abs(interval.low - 0.0524) < 5e-5)
    #expect(abs(interval.high - 0.3339) < 5e-5)
    #expect(Binomial.newcombe((0, 0), (1, 2)) == nil)
  }

  @Test(
    arguments: [
      (0, 0, 3.6888794541139354), (1, 0.025317807984289876, 5.571643390938898),
      (10, 4.7953886961324335, 18.39035604201778),
      (1000, 938.9730184076952, 1063.952136016302), (1_000_000, 998_040.9833402939, 1_001_961.9119454322),
    ] as [(Int64, Double, Double)]
  )
  func `exact intervals of a count`(count: Int64, low: Double, high: Double) {
    let interval = Poisson.interval(count)
    #expect(agrees(interval.low, low))
    #expect(agrees(interval.high, high))
  }

  @Test(
    arguments: [
      (0, 3, 0.04978706836786395), (5, 3.3, 0.8828768132843621), (100, 80, 0.9868311451240662),
      (2, 50, 2.509303552201055e-19),
    ] as [(Int64, Double, Double)]
  )
  func `Poisson shares`(count: Int64, mean: Double, expected: Double) {
    #expect(agrees(Poisson.cdf(count, mean: mean), expected))
  }

  @Test func `two counts with one rate`() throws {
    #expect(agrees(Poisson.sameRate((30, 1000), (55, 1000)), 0.008836205876094518, within: 1e-9))
    #expect(Poisson.sameRate((0, 1), (0, 1)) == 1)
    #expect(Poisson.sameRate((3, 0), (2, 1)).isNaN)
    // Clopper-Pearson of 55/85 is .5356 to .7476 (scipy); p / (1 - p) turns it into a ratio.
    let ratio = try #require(Poisson.rateRatio((30, 1000), (55, 1000)))
    let share = Binomial.exact(55, tries: 85)
    #expect(agrees(ratio.low, share.low / (1 - share.low)))
    #expect(agrees(ratio.high, share.high / (1 - share.high)))
    #expect(Poisson.rateRatio((0, 1), (5, 1))?.high == .infinity)
    #expect(Poisson.rateRatio((5, 1), (0, 1))?.low == 0)
    #expect(Poisson.rateRatio((0, 1), (0, 1)) == nil)
    #expect(Poisson.rateRatio((.max, 1), (1, 1)) == nil)
  }

  @Test func `impossible counts give the whole range`() {
    #expect(Binomial.wilson(0, tries: 0) == (0, 1))
    #expect(Binomial.wilson(5, tries: 3) == (0, 1))
    #expect(Binomial.exact(-1, tries: 3) == (0, 1))
    #expect(Binomial.twoSided(5, tries: 3, share: 0.5).isNaN)
  }
}
