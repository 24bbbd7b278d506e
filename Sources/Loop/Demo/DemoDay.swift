/// One day of the shop: its season, its arrivals, its releases.
struct DemoDay: Sendable {
  let seed: UInt64
  /// From 0.
  let index: Int
  /// Midnight, in seconds since the Unix epoch.
  let start: Int64
  let fixedFrom: Int64?
  /// How busy each hour is; the mean over many weeks is 1.
  private let hours: [Double]

  /// Somebody who comes, and the sequence that decides what they do.
  struct Arrival {
    /// Nanoseconds since the Unix epoch.
    let time: Int64
    var random: DemoRandom
  }

  static let nanoseconds: Int64 = 1_000_000_000
  private static let slot = 5
  /// Nobody comes after 23:44, so that every visit ends on the day it began.
  private static let lastArrival = 86_400 - 16 * 60

  /// From Monday on; a shop that companies use by day and some people at the weekend.
  private static let weekdays = [1.10, 1.13, 1.10, 1.07, 1.02, 0.78, 0.80]
  /// From midnight on, UTC; the sum is 24.
  private static let clock = [
    0.28, 0.20, 0.16, 0.15, 0.18, 0.30, 0.58, 0.95, 1.35, 1.62, 1.75, 1.72,
    1.58, 1.60, 1.66, 1.60, 1.48, 1.36, 1.24, 1.16, 1.06, 0.92, 0.66, 0.44,
  ]
  /// What no calendar explains makes counts vary more than chance alone would.
  private static let dayMoods = [0.86, 0.91, 0.94, 0.97, 0.99, 1.01, 1.03, 1.06, 1.09, 1.14]
  private static let hourMoods = [0.7, 0.85, 0.95, 1.05, 1.15, 1.3]

  init(seed: UInt64, firstDay: Int32, index: Int, fixedFrom: Int64?) {
    self.seed = seed
    self.index = index
    self.fixedFrom = fixedFrom
    let day = Int(firstDay) + index
    start = Int64(day) * 86_400
    var random = DemoRandom(seed: seed, day: index, stream: .season)
    // The epoch was a Thursday.
    let weekday = ((day + 3) % 7 + 7) % 7
    let level = Self.weekdays[weekday] * random.pick(Self.dayMoods)
    hours = Self.clock.map { $0 * level * random.pick(Self.hourMoods) }
  }

  /// Begins the day's sequence for a purpose.
  func random(_ stream: DemoRandom.Stream) -> DemoRandom {
    DemoRandom(seed: seed, day: index, stream: stream)
  }

  /// Lets so many come on an average day, more of them in busy hours, in order of time.
  func arrivals(_ perDay: Double, _ stream: DemoRandom.Stream) -> [Arrival] {
    var random = random(stream)
    var arrivals: [Arrival] = []
    let perSlot = perDay * Double(Self.slot) / 86_400
    for second in stride(from: 0, to: Self.lastArrival, by: Self.slot) {
      guard random.chance(perSlot * hours[second / 3_600]) else { continue }
      let within = Int64(random.whole(0..<Self.slot * Int(Self.nanoseconds)))
      let time = (start + Int64(second)) * Self.nanoseconds + within
      arrivals.append(Arrival(time: time, random: random.branch()))
    }
    return arrivals
  }

  /// Returns the version that a service runs at a moment, in nanoseconds.
  func version(of service: DemoService, at time: Int64) -> String {
    switch service {
    case .web: time < (start + Int64(9 - index) * 86_400 + 9 * 3_600) * Self.nanoseconds ? "3.12.0" : "3.13.0"
    case .checkout: isFixed(at: time) ? DemoTruth.fixedVersion : DemoTruth.brokenVersion
    case .payments: "2.4.3"
    case .search: "0.9.6"
    case .exports: "1.2.0"
    }
  }

  /// Reports whether the fix is live at a moment, in nanoseconds.
  func isFixed(at time: Int64) -> Bool {
    fixedFrom.map { time >= $0 * Self.nanoseconds } ?? false
  }
}
