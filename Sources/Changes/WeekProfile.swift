/// What a series usually is in each hour of the week, learned as points come.
package struct WeekProfile: Equatable, Sendable {
  private static let hours = 168
  /// How far the newest value pulls what is usual: the last weeks count most.
  private static let pull = 0.3

  /// What is usual per hour since Thursday's midnight, when seconds began; nil where that hour was never seen.
  package private(set) var usual: [Double?]

  /// Goes on from what is usual per hour of the week, or starts without.
  package init(usual: [Double?] = []) {
    self.usual = Array(usual.prefix(Self.hours)) + Array(repeating: nil, count: max(0, Self.hours - usual.count))
  }

  /// Returns how far a value is from what is usual at its hour, and learns from it; 0 in an hour never seen before.
  package mutating func meet(_ value: Double, atSecond second: Int64) -> Double {
    let hour = Self.hour(ofSecond: second)
    guard let before = usual[hour] else {
      usual[hour] = value
      return 0
    }
    usual[hour] = before + Self.pull * (value - before)
    return value - before
  }

  /// Returns the hour of the week of a moment, from 0 to 167.
  static func hour(ofSecond second: Int64) -> Int {
    let hour = (second / 3600 - (second % 3600 < 0 ? 1 : 0)) % Int64(hours)
    return Int(hour < 0 ? hour + Int64(hours) : hour)
  }
}
