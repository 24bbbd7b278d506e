/// A day of the proleptic Gregorian calendar.
///
/// The arithmetic counts years from 1 March, so that the leap day ends a year, and eras of 400 years, which all have
/// 146,097 days (https://howardhinnant.github.io/date_algorithms.html).
package struct CivilDate: Hashable, Sendable {
  /// The astronomical year; 0 is the year before 1.
  package let year: Int
  /// The month from 1 to 12.
  package let month: Int
  /// The day of the month from 1.
  package let day: Int

  private static let daysPerEra = 146_097
  /// The days from 0000-03-01, the start of era 0, to the Unix epoch.
  private static let epochDay = 719_468

  /// Names a day; nil when the month has no such day.
  package init?(year: Int, month: Int, day: Int) {
    guard 1 <= month, month <= 12, 1 <= day, day <= Self.dayCount(ofMonth: month, year: year) else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Finds the day so many days after 1970-01-01, or before it when negative.
  package init(daysSinceEpoch: Int) {
    let days = daysSinceEpoch + Self.epochDay
    let era = Self.floored(days, by: Self.daysPerEra)
    let dayOfEra = days - era * Self.daysPerEra
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The days since 1970-01-01, negative before it.
  package var daysSinceEpoch: Int {
    let yearFromMarch = month <= 2 ? year - 1 : year
    let era = Self.floored(yearFromMarch, by: 400)
    let yearOfEra = yearFromMarch - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * Self.daysPerEra + dayOfEra - Self.epochDay
  }

  /// Counts the days of a month from 1 to 12.
  package static func dayCount(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }

  private static func floored(_ dividend: Int, by divisor: Int) -> Int {
    (dividend >= 0 ? dividend : dividend - divisor + 1) / divisor
  }
}
