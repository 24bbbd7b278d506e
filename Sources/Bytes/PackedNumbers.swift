/// Numbers in bytes: least significant byte first, or as short as they are.
extension Span<UInt8> {
  /// Returns the number in two bytes.
  @inlinable
  package func littleEndian16(_ offset: Int) -> UInt16 {
    // Bounds-checked although it is spelled `unsafe`: any two bytes are a UInt16.
    UInt16(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  /// Returns the number in four bytes.
  @inlinable
  package func littleEndian32(_ offset: Int) -> UInt32 {
    // Bounds-checked although it is spelled `unsafe`: any four bytes are a UInt32.
    UInt32(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// Returns the number in eight bytes.
  @inlinable
  package func littleEndian64(_ offset: Int) -> UInt64 {
    // Bounds-checked although it is spelled `unsafe`: any eight bytes are a UInt64.
    UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Reads a number of up to ten bytes, seven bits in each; nil where the bytes end or the number is too long.
  @inlinable
  @inline(__always)
  package func varint(_ offset: inout Int) -> UInt64? {
    guard offset < count else { return nil }
    let byte = self[offset]
    offset &+= 1
    return byte < 0x80 ? UInt64(byte) : longVarint(&offset, first: byte)
  }

  /// Reads the rest of a number that has more than one byte.
  @usableFromInline
  package func longVarint(_ offset: inout Int, first: UInt8) -> UInt64? {
    var value = UInt64(first & 0x7f)
    var shift: UInt64 = 7
    while offset < count {
      let byte = self[offset]
      offset &+= 1
      // The tenth byte has room for one bit.
      guard shift < 63 || byte <= 1 else { return nil }
      value |= UInt64(byte & 0x7f) &<< shift
      if byte < 0x80 { return value }
      shift &+= 7
    }
    return nil
  }
}

extension [UInt8] {
  /// Writes a number over eight bytes.
  package mutating func setLittleEndian(_ value: UInt64, at offset: Int) {
    for index in 0..<8 { self[offset + index] = UInt8(truncatingIfNeeded: value &>> UInt64(8 * index)) }
  }

  /// Appends the lowest bytes of a number.
  @inlinable
  @inline(__always)
  package mutating func appendLittleEndian(_ value: UInt64, bytes: Int = 8) {
    for index in 0..<bytes { append(UInt8(truncatingIfNeeded: value &>> UInt64(8 &* index))) }
  }

  /// Appends a number, seven bits in a byte.
  @inlinable
  @inline(__always)
  package mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest &>>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }
}
