import Numerics
import Testing

@Suite struct RobustTests {
  @Test func `medians`() {
    #expect(Robust.median([]) == nil)
    #expect(Robust.median([4]) == 4)
    #expect(Robust.median([9, 1, 5]) == 5)
    #expect(Robust.median([9, 1, 5, 6]) == 5.5)
  }

  /// numpy.quantile([1, 2, 4, 8, 16], q) with its default method.
  @Test(arguments: [(0, 1), (0.25, 2), (0.3, 2.4), (0.9, 12.8), (1, 16)])
  func `quantiles`(q: Double, expected: Double) throws {
    #expect(agrees(try #require(Robust.quantile(q, of: [16, 1, 8, 2, 4])), expected))
    #expect(Robust.quantile(q, of: []) == nil)
    #expect(Robust.quantile(1.1, of: [1]) == nil)
  }

  /// scipy.stats.median_abs_deviation([1, 2, 3, 4, 100], scale="normal") is 1.482602218505602.
  @Test func `one wild value does not move the deviation`() throws {
    #expect(agrees(try #require(Robust.deviation([1, 2, 3, 4, 100])), 1.482602218505602))
    #expect(Robust.deviation([]) == nil)
    #expect(Robust.deviation([7, 7, 7]) == 0)
  }
}
