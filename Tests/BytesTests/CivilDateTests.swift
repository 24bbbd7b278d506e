import Bytes
import Testing

@Suite struct CivilDateTests {
  struct Day: Sendable, CustomTestStringConvertible {
    let year: Int
    let month: Int
    let day: Int
    let days: Int

    var testDescription: String { "\(year)-\(month)-\(day)" }
  }

  // Days since 1970-01-01 by Python's datetime.date.
  @Test(arguments: [
    Day(year: 1, month: 1, day: 1, days: -719162),
    Day(year: 1582, month: 10, day: 15, days: -141427),
    Day(year: 1600, month: 2, day: 29, days: -135081),
    Day(year: 1600, month: 3, day: 1, days: -135080),
    Day(year: 1677, month: 9, day: 21, days: -106752),
    Day(year: 1899, month: 12, day: 31, days: -25568),
    Day(year: 1900, month: 2, day: 28, days: -25509),
    Day(year: 1900, month: 3, day: 1, days: -25508),
    Day(year: 1969, month: 12, day: 31, days: -1),
    Day(year: 1970, month: 1, day: 1, days: 0),
    Day(year: 1972, month: 2, day: 29, days: 789),
    Day(year: 1999, month: 12, day: 31, days: 10956),
    Day(year: 2000, month: 2, day: 28, days: 11015),
    Day(year: 2000, month: 2, day: 29, days: 11016),
    Day(year: 2000, month: 3, day: 1, days: 11017),
    Day(year: 2000, month: 12, day: 31, days: 11322),
    Day(year: 2001, month: 1, day: 1, days: 11323),
    Day(year: 2024, month: 2, day: 29, days: 19782),
    Day(year: 2024, month: 12, day: 31, days: 20088),
    Day(year: 2025, month: 1, day: 1, days: 20089),
    Day(year: 2038, month: 1, day: 19, days: 24855),
    Day(year: 2100, month: 2, day: 28, days: 47540),
    Day(year: 2100, month: 3, day: 1, days: 47541),
    Day(year: 2262, month: 4, day: 11, days: 106751),
    Day(year: 2400, month: 2, day: 29, days: 157113),
    Day(year: 9999, month: 12, day: 31, days: 2_932_896),
  ])
  func `days and dates stand for each other`(_ day: Day) throws {
    let date = try #require(CivilDate(year: day.year, month: day.month, day: day.day))
    #expect(date.daysSinceEpoch == day.days)
    #expect(CivilDate(daysSinceEpoch: day.days) == date)
  }

  @Test func `one day after another through 800 years`() throws {
    var expected = -719_528
    for year in 0..<800 {
      for month in 1...12 {
        for day in 1...CivilDate.dayCount(ofMonth: month, year: year) {
          let date = try #require(CivilDate(year: year, month: month, day: day))
          guard date.daysSinceEpoch == expected, CivilDate(daysSinceEpoch: expected) == date else {
            Issue.record("\(date) is not day \(expected)")
            return
          }
          expected += 1
        }
      }
    }
    // Two eras of 400 years.
    #expect(expected == -719_528 + 2 * 146_097)
  }

  @Test(arguments: [
    (2026, 0, 1), (2026, 13, 1), (2026, 1, 0), (2026, 1, 32), (2026, 4, 31), (2026, 2, 29), (1900, 2, 29),
    (2000, 2, 30), (2024, 2, 30),
  ])
  func `days no month has are no dates`(year: Int, month: Int, day: Int) {
    #expect(CivilDate(year: year, month: month, day: day) == nil)
  }
}
