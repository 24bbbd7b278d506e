import Domain

extension DurationBin {
  /// Packs bins sorted by index: for each, the distance to the one before and the count, as varints of seven bits a byte.
  ///
  /// The first index is taken as the distance from the smallest one there can be.
  static func pack(_ bins: [DurationBin]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 * bins.count)
    var previous = Int(Int16.min)
    for bin in bins {
      append(UInt64(Int(bin.index) - previous), to: &bytes)
      append(UInt64(bitPattern: bin.count), to: &bytes)
      previous = Int(bin.index)
    }
    return bytes
  }

  /// Unpacks bins; nil where the bytes are not what `pack` gives.
  static func unpack(_ bytes: [UInt8]) -> [DurationBin]? {
    var bins: [DurationBin] = []
    var offset = 0
    var previous = Int(Int16.min)
    while offset < bytes.count {
      guard let distance = number(bytes, &offset), let count = number(bytes, &offset),
        distance <= UInt64(UInt16.max), distance > 0 || bins.isEmpty,
        let index = Int16(exactly: previous + Int(distance))
      else { return nil }
      bins.append(DurationBin(index: index, count: Int64(bitPattern: count)))
      previous = Int(index)
    }
    return bins
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private static func number(_ bytes: [UInt8], _ offset: inout Int) -> UInt64? {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      // The tenth byte has one bit left, and a last byte of 0 would be a longer spelling of the same number.
      guard shift < 63 || byte <= 1, byte != 0 || shift == 0 else { return nil }
      number |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
    return nil
  }
}
