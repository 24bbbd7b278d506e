/// XXH64: a fast checksum of 64 bits that notices damage, not malice.
///
/// https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md. Every step maps one state to one other, so that a change within a single word is always noticed.
package enum XXHash64 {
  private static let prime1: UInt64 = 0x9e37_79b1_85eb_ca87
  private static let prime2: UInt64 = 0xc2b2_ae3d_27d4_eb4f
  private static let prime3: UInt64 = 0x1656_67b1_9e37_79f9
  private static let prime4: UInt64 = 0x85eb_ca77_c2b2_ae63
  private static let prime5: UInt64 = 0x27d4_eb2f_1656_67c5

  /// Returns the checksum of some bytes, with seed 0.
  package static func hash(_ bytes: Span<UInt8>) -> UInt64 {
    var offset = 0
    var sum = prime5
    if bytes.count >= 32 {
      sum = stripes(bytes, &offset)
    }
    sum = sum &+ UInt64(truncatingIfNeeded: bytes.count)
    while bytes.count &- offset >= 8 {
      sum = rotated(sum ^ round(0, word(bytes, offset)), 27) &* prime1 &+ prime4
      offset &+= 8
    }
    if bytes.count &- offset >= 4 {
      // Bounds-checked although it is spelled `unsafe`: any four bytes are a UInt32.
      let half = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
      sum = rotated(sum ^ UInt64(UInt32(littleEndian: half)) &* prime1, 23) &* prime2 &+ prime3
      offset &+= 4
    }
    while offset < bytes.count {
      sum = rotated(sum ^ UInt64(bytes[offset]) &* prime5, 11) &* prime1
      offset &+= 1
    }
    sum = (sum ^ sum &>> 33) &* prime2
    sum = (sum ^ sum &>> 29) &* prime3
    return sum ^ sum &>> 32
  }

  /// Returns the checksum of some bytes, with seed 0.
  package static func hash(_ bytes: [UInt8]) -> UInt64 {
    hash(bytes.span)
  }

  /// Takes all whole stripes of 32 bytes, four words beside each other.
  private static func stripes(_ bytes: Span<UInt8>, _ offset: inout Int) -> UInt64 {
    var one = prime1 &+ prime2
    var two = prime2
    var three: UInt64 = 0
    var four = 0 &- prime1
    while bytes.count &- offset >= 32 {
      one = round(one, word(bytes, offset))
      two = round(two, word(bytes, offset &+ 8))
      three = round(three, word(bytes, offset &+ 16))
      four = round(four, word(bytes, offset &+ 24))
      offset &+= 32
    }
    var sum = rotated(one, 1) &+ rotated(two, 7) &+ rotated(three, 12) &+ rotated(four, 18)
    sum = (sum ^ round(0, one)) &* prime1 &+ prime4
    sum = (sum ^ round(0, two)) &* prime1 &+ prime4
    sum = (sum ^ round(0, three)) &* prime1 &+ prime4
    return (sum ^ round(0, four)) &* prime1 &+ prime4
  }

  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotated(lane &+ word &* prime2, 31) &* prime1
  }

  private static func word(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
    // Bounds-checked although it is spelled `unsafe`: any eight bytes are a UInt64.
    UInt64(littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 {
    word &<< count | word &>> (64 &- count)
  }
}
