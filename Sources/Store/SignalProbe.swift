/// Finds the place of a thing among those met so far, by its hash and a comparison.
///
/// Looks at no more than a few slots, so that ids somebody has chosen to collide cost no more than others: a thing
/// that finds no slot is met anew each time, which makes a table longer and nothing wrong.
struct SignalProbe {
  /// Places plus one; 0 is free.
  private var slots: [Int32] = []
  private var shift: UInt64 = 0

  private static let mostLooks = 32

  /// Forgets everything and makes room.
  mutating func clear(room count: Int) {
    let bits = max(4, Int.bitWidth - (2 * count).leadingZeroBitCount)
    if slots.count == 1 << bits {
      for index in slots.indices { slots[index] = 0 }
    } else {
      slots = [Int32](repeating: 0, count: 1 << bits)
    }
    shift = UInt64(64 - bits)
  }

  /// Returns the place of a thing met before, or nil.
  @inline(__always)
  func find(_ hash: UInt64, isSame: (Int) -> Bool) -> Int? {
    var slot = Int(truncatingIfNeeded: hash &>> shift)
    for _ in 0..<SignalProbe.mostLooks {
      let place = Int(slots[slot])
      if place == 0 { return nil }
      if isSame(place &- 1) { return place &- 1 }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    return nil
  }

  /// Returns the place of a thing met before; nil for a new one, which gets the place `new`.
  @inline(__always)
  mutating func find(_ hash: UInt64, orAdd new: Int, isSame: (Int) -> Bool) -> Int? {
    var slot = Int(truncatingIfNeeded: hash &>> shift)
    for _ in 0..<SignalProbe.mostLooks {
      let place = Int(slots[slot])
      if place == 0 {
        slots[slot] = Int32(truncatingIfNeeded: new &+ 1)
        return nil
      }
      if isSame(place &- 1) { return place &- 1 }
      slot = (slot &+ 1) & (slots.count &- 1)
    }
    return nil
  }

  /// Mixes two words into one whose upper bits depend on all of them.
  @inline(__always)
  static func hash(_ one: UInt64, _ other: UInt64) -> UInt64 {
    // Odd constants without meaning: the fractional digits of the square roots of 2 and 3.
    let product = (one ^ 0x6a09_e667_f3bc_c909).multipliedFullWidth(by: other ^ 0xbb67_ae85_84ca_a73b)
    return product.high ^ product.low
  }
}
