internal import Domain

/// A signal's key as it is compared: ten bytes, the most significant first.
struct KeyRunKey: Equatable, Comparable, Sendable {
  /// The prefix, and the first four bytes of the rest.
  let high: UInt64
  let low: UInt16

  @inline(__always)
  init(high: UInt64, low: UInt16) {
    self.high = high
    self.low = low
  }

  @inline(__always)
  init(_ key: SignalKey) {
    high = UInt64(key.prefix) &<< 32 | key.rest &>> 16
    low = UInt16(truncatingIfNeeded: key.rest)
  }

  /// The least key with a prefix.
  init(prefix: UInt32) {
    high = UInt64(prefix) << 32
    low = 0
  }

  var prefix: UInt32 { UInt32(truncatingIfNeeded: high &>> 32) }

  @inline(__always)
  static func < (one: KeyRunKey, other: KeyRunKey) -> Bool {
    one.high != other.high ? one.high < other.high : one.low < other.low
  }
}

/// A key and where its signal is.
struct KeyRunEntry: Sendable {
  let key: KeyRunKey
  /// The number of a block; or, while keys are being looked for, the place of a row.
  let place: UInt32
}
