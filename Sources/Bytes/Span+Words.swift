/// Looks at bytes in words of eight.
extension Span<UInt8> {
  /// Reports whether the bytes are the same as others.
  @inlinable
  package func isEqual(to other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    var offset = 0
    while count &- offset >= 8 {
      if littleEndian64(offset) != other.littleEndian64(offset) { return false }
      offset &+= 8
    }
    while offset < count {
      if self[offset] != other[offset] { return false }
      offset &+= 1
    }
    return true
  }

  /// Whether no byte is above 127.
  @inlinable
  package var isASCII: Bool {
    var offset = 0
    var bits: UInt64 = 0
    while count &- offset >= 8 {
      bits |= littleEndian64(offset)
      offset &+= 8
    }
    while offset < count {
      bits |= UInt64(self[offset])
      offset &+= 1
    }
    return bits & 0x8080_8080_8080_8080 == 0
  }
}

extension [UInt8] {
  /// Copies bytes.
  @inlinable
  package init(copying bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
  }

  /// Appends a copy of bytes.
  @inlinable
  package mutating func append(copying bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
