/// SHA-1, as FIPS 180-4 section 6.1 defines it (https://doi.org/10.6028/NIST.FIPS.180-4), for tools that sign with it.
///
/// Two messages of one digest can be made, so nothing of ours is told apart by it; as the heart of an HMAC it still holds
/// (RFC 6151 section 2.3 reasons so for the weaker MD5).
package enum SHA1 {
  private static let blockSize = 64

  /// Returns the 20 bytes of a message's digest.
  package static func hash(_ message: [UInt8]) -> [UInt8] {
    var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
    for block in stride(from: 0, through: message.count - blockSize, by: blockSize) {
      compress(message.span.extracting(block..<block + blockSize), into: &state)
    }
    var rest = Array(message.suffix(message.count % blockSize)) + [0x80]
    rest += [UInt8](repeating: 0, count: (2 * blockSize - 8 - rest.count) % blockSize)
    let bitCount = UInt64(message.count) &<< 3
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      rest.append(UInt8(truncatingIfNeeded: bitCount &>> shift))
    }
    for block in stride(from: 0, to: rest.count, by: blockSize) {
      compress(rest.span.extracting(block..<block + blockSize), into: &state)
    }
    return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word &>> $0) } }
  }

  /// Authenticates a message as RFC 2104 defines it, with this hash.
  package static func tag(for message: [UInt8], key: [UInt8]) -> [UInt8] {
    let short = key.count > blockSize ? hash(key) : key
    let block = short + [UInt8](repeating: 0, count: blockSize - short.count)
    return hash(block.map { $0 ^ 0x5c } + hash(block.map { $0 ^ 0x36 } + message))
  }

  private static func compress(_ block: Span<UInt8>, into state: inout [UInt32]) {
    var words = InlineArray<80, UInt32>(repeating: 0)
    for index in 0..<16 { words[index] = block.littleEndian32(index * 4).byteSwapped }
    for index in 16..<80 {
      words[index] = rotated(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1)
    }
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for index in 0..<80 {
      let (choice, constant): (UInt32, UInt32) =
        switch index {
        case 0..<20: ((b & c) | (~b & d), 0x5a82_7999)
        case 20..<40: (b ^ c ^ d, 0x6ed9_eba1)
        case 40..<60: ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc)
        default: (b ^ c ^ d, 0xca62_c1d6)
        }
      let next = rotated(a, 5) &+ choice &+ e &+ constant &+ words[index]
      (a, b, c, d, e) = (next, a, rotated(b, 30), c, d)
    }
    for (index, word) in [a, b, c, d, e].enumerated() { state[index] &+= word }
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word &<< count | word &>> (32 - count) }
}
