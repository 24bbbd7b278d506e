import Numerics
import Testing

/// Reference values are those of scipy 1.17.1 and mpmath at 40 digits, unless another source is named.
@Suite struct DistributionTests {
  @Test(arguments: [
    (0.1, 2.252712651734206), (0.5, 0.5723649429247001), (1.5, -0.12078223763524522), (3.7, 1.428072326665388),
    (10, 12.801827480081469), (100.25, 360.28455963776423), (1e6, 12_815_504.569147611), (1e-10, 23.025850929882736),
  ])
  func `the logarithm of gamma`(x: Double, expected: Double) {
    #expect(agrees(LogGamma.value(x), expected, within: 1e-13))
  }

  @Test(arguments: [
    (0.5, 0.5, 1.1447298858494002), (2, 3, -2.4849066497880004), (0.5, 1e6, -6.335390211057437),
    (30, 50, -53.46831473750693), (1e5, 2e5, -190_958.88527911686), (1e-3, 12, 6.904736180254199),
  ])
  func `the logarithm of beta`(a: Double, b: Double, expected: Double) {
    #expect(agrees(LogGamma.beta(a, b), expected, within: 1e-13))
    #expect(LogGamma.beta(a, b) == LogGamma.beta(b, a))
  }

  @Test(arguments: [
    (0.3, 2, 5, 0.5798249999999999), (0.5, 0.5, 0.5, 0.5), (0.999, 30, 1.5, 0.9961107316148197),
    (1e-8, 0.1, 3, 0.18305516339643102), (0.2, 200, 800, 0.5063088533798631),
    (0.2001, 2e5, 8e5, 0.5988875397257541), (0.9, 5e3, 700, 0.999999985895986), (0.05, 0.5, 1e4, 1),
    (1e-4, 0.5, 1e4, 0.8427059822366714),
  ])
  func `the incomplete beta function`(x: Double, a: Double, b: Double, expected: Double) {
    #expect(agrees(IncompleteBeta.lower(x, a, b), expected))
  }

  @Test(arguments: [
    (0.975, 8, 4, 0.8907365561809019), (0.025, 8, 4, 0.39025744042757876), (0.5, 0.5, 0.5, 0.5),
    (1e-6, 0.3, 4, 1.9049653209186645e-21), (0.025, 1, 50, 0.000506227983040829),
    (0.975, 2e4, 3e4, 0.40429779229739354), (0.1, 0.05, 0.05, 9.711823602720037e-15),
    (0.9, 300, 2, 0.9982318064469645),
  ])
  func `quantiles of the beta distribution`(p: Double, a: Double, b: Double, expected: Double) {
    #expect(agrees(IncompleteBeta.quantile(p, a, b), expected))
  }

  @Test(arguments: [
    (0.5, 0.1, 0.345279153981423, 0.654720846018577), (3.5, 2, 0.22022259152428408, 0.779777408475716),
    (10, 30, 0.9999928782491372, 7.121750862815577e-06), (1000, 1030, 0.828911903882394, 0.17108809611760603),
    (1e6, 1.001e6, 0.8413447863683402, 0.15865521363165971), (0.01, 1e-5, 0.8963367982671973, 0.1036632017328028),
    (50, 5, 2.1810592140784887e-32, 1), (20, 80, 0.9999999999999997, 2.790572150042086e-16),
  ])
  func `the incomplete gamma functions`(a: Double, x: Double, lower: Double, upper: Double) {
    #expect(agrees(IncompleteGamma.lower(a, x), lower))
    #expect(agrees(IncompleteGamma.upper(a, x), upper))
  }

  @Test(arguments: [
    (0.05, 3.5, 1.0836749546490285), (0.975, 1, 3.6888794541139354), (0.025, 0.5, 0.0004910345585876278),
    (0.5, 1000, 999.6666864269652), (0.999, 20, 36.70097875949551), (1e-9, 4, 0.01247775312418305),
    (0.975, 1e6, 1_001_960.9109654503), (0.3, 0.02, 4.0969091684241755e-27),
  ])
  func `quantiles of the gamma distribution`(p: Double, shape: Double, expected: Double) {
    #expect(agrees(IncompleteGamma.quantile(p, shape: shape), expected))
  }

  @Test(arguments: [
    (0, 0.5), (1.5, 0.9331927987311419), (-3, 0.0013498980316300933), (-8, 6.22096057427174e-16),
    (-20, 2.7536241186061556e-89), (5, 0.9999997133484281),
  ])
  func `shares of the normal distribution`(x: Double, expected: Double) {
    #expect(agrees(Normal.cdf(x), expected, within: 1e-12))
  }

  @Test(arguments: [
    (0.5, 0), (0.975, 1.959963984540054), (0.0001, -3.7190164854556804), (1e-12, -7.034483825301131),
    (1e-200, -30.20559417957964), (0.3, -0.5244005127080409), (0.99999, 4.264890793923841),
  ])
  func `quantiles of the normal distribution`(p: Double, expected: Double) {
    #expect(agrees(Normal.quantile(p), expected, within: 1e-12))
  }

  @Test(arguments: [
    (2.1, 7, 0.9630644018935387), (-2.1, 7, 0.036935598106461326), (0.001, 3, 0.5003675525152695),
    (-40, 2, 0.0003122073360923703), (1.96, 1e6, 0.9750019662073651), (-6, 30.5, 6.535829909517345e-07),
    (0.5, 1, 0.6475836176504333),
  ])
  func `shares of Student's distribution`(t: Double, degrees: Double, expected: Double) {
    #expect(agrees(StudentT.cdf(t, degreesOfFreedom: degrees), expected))
  }

  @Test(arguments: [
    (0.975, 4.3, 2.70169489828223), (0.975, 1, 12.706204736174694), (0.025, 2, -4.302652729749464),
    (0.6, 5, 0.2671808657041451), (0.45, 5, -0.1321751752316873), (0.999999, 10, 9.751995490909856),
    (0.975, 1e5, 1.9599877075346095), (0.975, 0.5, 164.55767348048818), (1e-10, 8, -39.12956297338265),
    (0.7, 1e7, 0.5244005294232537), (0.7, 9.9e4, 0.5244022011176849), (1e-5, 2e5, -4.264993096388117),
  ])
  func `quantiles of Student's distribution`(p: Double, degrees: Double, expected: Double) {
    #expect(agrees(StudentT.quantile(p, degreesOfFreedom: degrees), expected))
  }

  /// Distributions that are these functions under other names; values by scipy.
  @Test func `other distributions stand on the same functions`() {
    // chi-squared of 5 degrees above 12.3, F(3, 40) above 3.2, negative binomial(3, 0.4) up to 4.
    #expect(agrees(IncompleteGamma.upper(2.5, 6.15), 0.03090046463546092))
    #expect(agrees(IncompleteBeta.lower(40 / (40 + 3 * 3.2), 20, 1.5), 0.03342118072289293))
    #expect(agrees(IncompleteBeta.lower(0.4, 3, 5), 0.5800960000000001))
    // Beta(9, 4): 7 of 9 after a prior of 2 and 2, its middle nine tenths.
    #expect(agrees(IncompleteBeta.quantile(0.05, 9, 4), 0.4726733964396566))
    #expect(agrees(IncompleteBeta.quantile(0.95, 9, 4), 0.877149336756399))
  }

  @Test func `quantiles undo shares`() {
    var random = SeededRandom(seed: 11)
    for _ in 0..<200 {
      let p = random.uniform(0.0005, 0.9995)
      let a = random.lognormal(mean: 1, deviation: 1.5)
      let b = random.lognormal(mean: 1, deviation: 1.5)
      #expect(agrees(Normal.cdf(Normal.quantile(p)), p, within: 1e-12))
      #expect(agrees(IncompleteGamma.lower(a, IncompleteGamma.quantile(p, shape: a)), p, within: 1e-9))
      let x = IncompleteBeta.quantile(p, a, b)
      // Next to 1 there are too few numbers to tell shares apart.
      if x < 1 - 1e-6 { #expect(agrees(IncompleteBeta.lower(x, a, b), p, within: 1e-9)) }
      #expect(agrees(StudentT.cdf(StudentT.quantile(p, degreesOfFreedom: a), degreesOfFreedom: a), p, within: 1e-9))
    }
  }

  @Test func `what is no share or no shape is no number`() {
    #expect(Normal.quantile(-0.1).isNaN)
    #expect(Normal.quantile(1) == .infinity)
    #expect(StudentT.quantile(.nan, degreesOfFreedom: 3).isNaN)
    #expect(StudentT.cdf(1, degreesOfFreedom: 0).isNaN)
    #expect(IncompleteBeta.lower(0.5, 0, 1).isNaN)
    #expect(IncompleteGamma.lower(-1, 1).isNaN)
    #expect(IncompleteGamma.quantile(1, shape: 2) == .infinity)
    #expect(LogGamma.value(0).isNaN)
    #expect(StudentT.cdf(1e200, degreesOfFreedom: 3) == 1)
  }
}
