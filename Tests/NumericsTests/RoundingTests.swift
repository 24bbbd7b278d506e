import Numerics
import Testing

@Suite struct RoundingTests {
  @Test(
    arguments: [
      (0, 0), (-0.0, 0), (1, 1), (0.1 + 0.2, 0.3), (1.0 / 3, 0.333333333), (-2.0 / 3, -0.666666667),
      (123_456_789.4, 123_456_789), (1_234_567_894.9, 1_234_567_890), (9.9999999999, 10),
      (0.000123456789012, 0.000123456789),
      (1.23456789012e-200, 1.23456789e-200), (6.02214076123e250, 6.02214076e250),
      (.leastNonzeroMagnitude, .leastNonzeroMagnitude),
      (.greatestFiniteMagnitude, .greatestFiniteMagnitude), (.infinity, .infinity),
    ] as [(Double, Double)]
  )
  func `nine digits are kept`(value: Double, expected: Double) {
    let rounded = Rounding.nine(value)
    #expect(rounded == expected || agrees(rounded, expected, within: 5e-9) && value == .greatestFiniteMagnitude)
    #expect(rounded.sign == .plus || rounded != 0)
  }

  @Test func `what is no number stays none`() {
    #expect(Rounding.nine(.nan).isNaN)
  }

  @Test func `rounding twice is rounding once, and gives the decimal itself`() {
    var random = SeededRandom(seed: 5)
    for _ in 0..<5_000 {
      let value = random.normal() * random.lognormal(mean: 0, deviation: 30)
      let rounded = Rounding.nine(value)
      #expect(Rounding.nine(rounded) == rounded)
      #expect(agrees(rounded, value, within: 5.1e-9))
      // Swift prints the shortest digits that read back: never more than nine of them.
      let digits = "\(abs(rounded))".split(separator: "e")[0].filter(\.isNumber).drop { $0 == "0" }
      let significant = digits.reversed().drop { $0 == "0" }
      #expect(significant.count <= 9, "\(rounded)")
    }
  }
}
