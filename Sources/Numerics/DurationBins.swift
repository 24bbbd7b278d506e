import Glibc

/// Logarithmic bins of durations: eight to a doubling, so that each is 9 % wide, found by whole-number arithmetic alone.
///
/// Bin 0 holds what takes less than a microsecond. Merging is adding counts bin by bin.
package enum DurationBins {
  private static let perDoubling = 8

  /// Where the bins of one doubling begin: 2^(63 + i/8), rounded up.
  private static let starts: [UInt64] = [
    0x8000_0000_0000_0000, 0x8b95_c1e3_ea8b_d6e7, 0x9837_f051_8db8_a970, 0xa5fe_d6a9_b151_38eb,
    0xb504_f333_f9de_6485, 0xc567_2a11_5506_dade, 0xd744_fcca_d69d_6af5, 0xeac0_c6e7_dd24_392f,
  ]

  /// The greatest index there is.
  package static let last = Int16(1 + 63 * perDoubling - 1)

  /// Returns the bin of a duration; what is below a microsecond, or negative, falls into bin 0.
  package static func index(microseconds: Int64) -> Int16 {
    guard microseconds > 0 else { return 0 }
    let value = UInt64(microseconds)
    let zeros = value.leadingZeroBitCount
    let mantissa = value << zeros
    var part = 0
    for step in [4, 2, 1] where mantissa >= starts[part + step] { part += step }
    return Int16(1 + (63 - zeros) * perDoubling + part)
  }

  /// Returns the microseconds at which a bin begins and ends, the end not included.
  package static func bounds(_ index: Int16) -> (low: Double, high: Double) {
    guard index > 0 else { return (0, 1) }
    let place = Double(min(index, last)) - 1
    return (exp2(place / Double(perDoubling)), exp2((place + 1) / Double(perDoubling)))
  }

  /// Returns the duration below which a share of all counted lies, in microseconds; nil where nothing was counted.
  ///
  /// `bins` ascend by index. Within a bin the durations are taken to be spread evenly by their logarithm.
  package static func quantile(_ q: Double, bins: [(index: Int16, count: Int64)]) -> Double? {
    let total = bins.reduce(0.0) { $0 + Double(max(0, $1.count)) }
    guard total > 0, !q.isNaN else { return nil }
    let rank = min(1, max(0, q)) * (total - 1)
    var before = 0.0
    var found: Double?
    for bin in bins where bin.count > 0 {
      let count = Double(bin.count)
      let share = min(1, max(0, (rank - before + 0.5) / count))
      found = value(at: share, in: bin.index)
      before += count
      if rank < before - 0.5 { break }
    }
    return found
  }

  private static func value(at share: Double, in index: Int16) -> Double {
    let (low, high) = bounds(index)
    return low > 0 ? low * pow(high / low, share) : 0
  }
}
