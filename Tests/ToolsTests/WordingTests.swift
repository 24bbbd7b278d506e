import Bytes
import Domain
import TestSupport
import Testing

// How numbers are worded is the tools' own affair.
@testable import Tools

@Suite struct WordingTests {
  struct Worded: Sendable, CustomTestStringConvertible {
    let value: Double
    let words: String

    init(_ value: Double, _ words: String) {
      self.value = value
      self.words = words
    }

    var testDescription: String { words }
  }

  @Test(arguments: [
    Worded(0, "0"), Worded(0.004, "0.00"), Worded(0.126, "0.13"), Worded(0.999, "1.00"), Worded(1, "1.0"),
    Worded(9.94, "9.9"), Worded(9.96, "10.0"), Worded(10, "10"), Worded(10.5, "11"), Worded(1_234.4, "1,234"),
    Worded(-0.5, "-0.50"), Worded(-1_234_567.8, "-1,234,568"), Worded(.nan, "unknown"), Worded(.infinity, "unknown"),
  ])
  func `a number is as precise as it can be meant`(_ worded: Worded) {
    #expect(Wording.rough(worded.value) == worded.words)
  }

  @Test(arguments: [
    Worded(0, "0 %"), Worded(0.001, "0.1 %"), Worded(0.05, "5.0 %"), Worded(0.0994, "9.9 %"), Worded(0.0996, "10 %"),
    Worded(0.5, "50 %"), Worded(1, "100 %"), Worded(12.345, "1,235 %"), Worded(-0.02, "-2.0 %"), Worded(-0.5, "-50 %"),
  ])
  func `a share is told in per cent`(_ worded: Worded) {
    #expect(Wording.percent(worded.value) == worded.words)
  }

  @Test(arguments: [
    (Int64(0), "0"), (1, "1"), (999, "999"), (1_000, "1,000"), (1_000_000, "1,000,000"), (-1_000, "-1,000"),
    (.max, "9,223,372,036,854,775,807"), (.min, "-9,223,372,036,854,775,808"),
  ])
  func `thousands are parted`(_ value: Int64, _ words: String) {
    #expect(Wording.number(value) == words)
  }

  @Test(arguments: [1e19, -1e19, 1e300, .greatestFiniteMagnitude])
  func `a number too large for a count is told without a crash`(_ value: Double) {
    #expect(!Wording.rough(value).isEmpty)
    #expect(!Wording.percent(value).isEmpty)
  }

  @Test func `a count has its noun, and a list its last word`() {
    #expect(Wording.count(1, "person", "people") == "1 person")
    #expect(Wording.count(0, "person", "people") == "0 people")
    #expect(Wording.count(1_204, "signal") == "1,204 signals")
    #expect(Wording.list([]).isEmpty)
    #expect(Wording.list(["a"]) == "a")
    #expect(Wording.list(["a", "b"]) == "a and b")
    #expect(Wording.list(["a", "b", "c"], last: "or") == "a, b or c")
  }

  @Test func `times have their zone, and a window its last day`() throws {
    let time = try RFC3339.parse("2026-09-07T23:59:59.9Z")
    #expect(Wording.time(time) == "2026-09-07 23:59 UTC")
    #expect(Wording.day(time) == "2026-09-07")
    #expect(Wording.days(1_788_739_200..<1_788_739_200 + 14 * 86_400) == "2026-09-07 to 2026-09-20")
  }
}
