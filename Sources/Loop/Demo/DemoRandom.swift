/// A seeded sequence of its own for every purpose of every day, so that no draw of one moves another.
///
/// SplitMix64 (https://doi.org/10.1145/2714064.2660195). Only additions, multiplications and divisions follow a draw:
/// IEEE 754 rounds these alike everywhere, which `exp` and `log` do not promise.
struct DemoRandom: Sendable {
  private var state: UInt64

  /// What a sequence is drawn for.
  enum Stream: UInt64 {
    case season = 1
    case checkout, browsing, gallery, exports, loudAccount, beta, logs, correspondence
  }

  private static let step: UInt64 = 0x9e37_79b9_7f4a_7c15

  init(seed: UInt64, day: Int, stream: Stream) {
    var mixed = DemoRandom(state: seed)
    mixed.state = mixed.next() ^ (UInt64(truncatingIfNeeded: day) &* 0x100 &+ stream.rawValue)
    state = mixed.next()
  }

  private init(state: UInt64) {
    self.state = state
  }

  /// Returns the next 64 bits.
  mutating func next() -> UInt64 {
    state &+= Self.step
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// Begins a sequence that can be drawn from to any length without moving this one further.
  mutating func branch() -> DemoRandom {
    DemoRandom(state: next())
  }

  /// Begins one of several sequences beside this one, which stays where it is.
  func branch(_ number: UInt64) -> DemoRandom {
    var mixed = DemoRandom(state: state ^ (number &+ 1) &* 0xd6e8_feb8_6659_fd93)
    return DemoRandom(state: mixed.next())
  }

  /// Draws from 0 up to, but not including, 1.
  mutating func unit() -> Double {
    Double(next() >> 11) / 9_007_199_254_740_992
  }

  /// Answers yes with a probability.
  mutating func chance(_ probability: Double) -> Bool {
    unit() < probability
  }

  /// Draws a whole number from a range.
  mutating func whole(_ range: Range<Int>) -> Int {
    range.lowerBound + Int(next().multipliedFullWidth(by: UInt64(range.count)).high)
  }

  /// Draws one of several.
  mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
    choices[whole(0..<choices.count)]
  }

  /// Draws a time around a middle one, in nanoseconds: mostly near it, now and then several times as long.
  mutating func lasting(_ milliseconds: Double) -> Int64 {
    let place = unit() * Double(Self.quantiles.count - 1)
    let below = Int(place)
    let factor = Self.quantiles[below] + (Self.quantiles[below + 1] - Self.quantiles[below]) * (place - Double(below))
    return Int64(milliseconds * factor * 1e6)
  }

  /// Every sixteenth of a log-normal distribution with a median of 1 and a sigma of 0.5, its ends cut off.
  private static let quantiles = [
    0.39, 0.46, 0.56, 0.64, 0.71, 0.78, 0.85, 0.92, 1.0, 1.08, 1.17, 1.28, 1.40, 1.56, 1.78, 2.15, 3.6,
  ]
}
