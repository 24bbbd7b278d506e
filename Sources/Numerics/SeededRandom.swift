import Glibc

/// A seeded generator for simulations: the same seed gives the same draws on every machine of one C library.
///
/// xoshiro256** of Blackman and Vigna 2018 (https://prng.di.unimi.it/xoshiro256starstar.c), its state filled by SplitMix64
/// as its authors advise.
package struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Starts the sequence of a seed.
  package init(seed: UInt64) {
    var mix = seed
    func next() -> UInt64 {
      mix &+= 0x9e37_79b9_7f4a_7c15
      var word = mix
      word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
      word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
      return word ^ (word >> 31)
    }
    state = (next(), next(), next(), next())
  }

  /// Returns the next 64 bits of the sequence.
  package mutating func next() -> UInt64 {
    let product = state.1 &* 5
    let result = ((product << 7) | (product >> 57)) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = (state.3 << 45) | (state.3 >> 19)
    return result
  }

  /// Draws a number from 0 up to, not including, 1.
  package mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Draws a number between two bounds.
  package mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// Draws a whole number from 0 up to, not including, a bound; 0 where the bound is below 1.
  package mutating func below(_ bound: Int) -> Int {
    // The high half of a 128-bit product favours no number by more than bound / 2^64.
    bound > 0 ? Int(next().multipliedFullWidth(by: UInt64(bound)).high) : 0
  }

  /// Draws one of some things; nil where there is none.
  package mutating func choice<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[below(elements.count)]
  }

  /// Draws a place of a list in proportion to its weight; nil where no weight is above 0.
  package mutating func weightedIndex(_ weights: [Double]) -> Int? {
    let total = weights.reduce(0) { $0 + max(0, $1) }
    guard total > 0, total.isFinite else { return nil }
    var left = uniform() * total
    for (index, weight) in weights.enumerated() where weight > 0 {
      if left < weight { return index }
      left -= weight
    }
    return weights.lastIndex { $0 > 0 }
  }
}

// MARK: - Distributions

extension SeededRandom {
  /// Draws from the standard normal distribution, by the polar method.
  package mutating func normal() -> Double {
    while true {
      let x = uniform(-1, 1)
      let y = uniform(-1, 1)
      let square = x * x + y * y
      if square > 0, square < 1 { return x * (-2 * log(square) / square).squareRoot() }
    }
  }

  /// Draws from a normal distribution.
  package mutating func normal(mean: Double, deviation: Double) -> Double {
    mean + deviation * normal()
  }

  /// Draws a number whose logarithm is normal with this mean and deviation.
  package mutating func lognormal(mean: Double, deviation: Double) -> Double {
    exp(normal(mean: mean, deviation: deviation))
  }

  /// Draws from the exponential distribution with this mean.
  package mutating func exponential(mean: Double) -> Double {
    -mean * log1p(-uniform())
  }

  /// Draws from a gamma distribution by Marsaglia and Tsang 2000; 0 where a parameter is not above 0.
  package mutating func gamma(shape: Double, scale: Double) -> Double {
    guard shape > 0, scale > 0 else { return 0 }
    if shape < 1 {
      let boost = pow(1 - uniform(), 1 / shape)
      return gamma(shape: shape + 1, scale: scale) * boost
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let cube = root * root * root
      if log(1 - uniform()) < 0.5 * x * x + d * (1 - cube + log(cube)) { return scale * d * cube }
    }
  }

  /// Draws from a beta distribution; 0.5 where both draws vanish.
  package mutating func beta(_ a: Double, _ b: Double) -> Double {
    let x = gamma(shape: a, scale: 1)
    let y = gamma(shape: b, scale: 1)
    return x + y > 0 ? x / (x + y) : 0.5
  }

  /// Draws a count with this mean; 0 where the mean is not above 0.
  package mutating func poisson(mean: Double) -> Int {
    guard mean > 0, mean < 1e12 else { return 0 }
    var rest = mean
    var count = 0
    // Ahrens and Dieter 1974: the time of the m-th event is a gamma draw, and the events before it are binomial.
    while rest > 20 {
      let m = (rest * 7 / 8).rounded(.down)
      let time = gamma(shape: m, scale: 1)
      guard time < rest else { return count + binomial(Int(m) - 1, share: rest / time) }
      count += Int(m)
      rest -= time
    }
    let limit = exp(-rest)
    var product = uniform()
    while product > limit {
      count += 1
      product *= uniform()
    }
    return count
  }

  /// Draws how many of so many tries succeed.
  package mutating func binomial(_ tries: Int, share: Double) -> Int {
    guard tries > 0, share > 0 else { return 0 }
    if share >= 1 { return tries }
    var left = tries
    var p = share
    var count = 0
    // Relles 1972: the middle order statistic of uniform draws halves the tries.
    while left > 40 {
      let middle = (left + 1) / 2
      let value = beta(Double(middle), Double(left + 1 - middle))
      if value <= p {
        count += middle
        left -= middle
        p = value < 1 ? min(1, max(0, (p - value) / (1 - value))) : 0
      } else {
        left = middle - 1
        p /= value
      }
    }
    for _ in 0..<left where uniform() < p { count += 1 }
    return count
  }
}
