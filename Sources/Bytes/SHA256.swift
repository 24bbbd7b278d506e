/// An incremental SHA-256, as FIPS 180-4 section 6.2 defines it (https://doi.org/10.6028/NIST.FIPS.180-4).
///
/// A value: a copy taken half-way continues on its own, which HMAC uses to absorb a key once.
package struct SHA256: Sendable {
  /// The number of bytes the compression function takes at a time.
  package static let blockSize = 64

  private var state: State = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// The bytes that do not fill a block yet; only the first `pendingCount` mean anything.
  private var pending = InlineArray<64, UInt8>(repeating: 0)
  private var pendingCount = 0
  private var byteCount: UInt64 = 0

  /// Starts with nothing absorbed.
  package init() {}

  /// Absorbs more of the message; how it is cut into calls does not matter.
  package mutating func update(_ bytes: Span<UInt8>) {
    byteCount &+= UInt64(bytes.count)
    var offset = 0
    if pendingCount > 0 {
      offset = min(Self.blockSize - pendingCount, bytes.count)
      keep(bytes.extracting(first: offset))
      guard pendingCount == Self.blockSize else { return }
      Self.compress(pending.span, at: 0, into: &state)
      pendingCount = 0
    }
    while bytes.count - offset >= Self.blockSize {
      Self.compress(bytes, at: offset, into: &state)
      offset += Self.blockSize
    }
    keep(bytes.extracting(droppingFirst: offset))
  }

  /// Absorbs more of the message.
  package mutating func update(_ bytes: [UInt8]) {
    update(bytes.span)
  }

  /// Pads the message and gives its digest.
  package consuming func finish() -> SHA256Digest {
    // FIPS 180-4 limits messages to 2^64 bits, so the count cannot wrap before 2 EiB.
    let bitCount = byteCount &<< 3
    // A one bit, then zero bits up to the last eight bytes of this block, or of the next if they are taken.
    var padding = InlineArray<64, UInt8>(repeating: 0)
    padding[0] = 0x80
    let end = Self.blockSize - 8
    let paddingCount = pendingCount < end ? end - pendingCount : end - pendingCount + Self.blockSize
    update(padding.span.extracting(first: paddingCount))

    var length = InlineArray<8, UInt8>(repeating: 0)
    for index in length.indices {
      length[index] = UInt8(truncatingIfNeeded: bitCount &>> UInt64(56 - 8 * index))
    }
    update(length.span)
    return SHA256Digest(state.span)
  }

  /// Digests one whole message.
  package static func hash(_ bytes: Span<UInt8>) -> SHA256Digest {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finish()
  }

  /// Digests one whole message.
  package static func hash(_ bytes: [UInt8]) -> SHA256Digest {
    hash(bytes.span)
  }

  private mutating func keep(_ bytes: Span<UInt8>) {
    for index in bytes.indices {
      pending[pendingCount] = bytes[index]
      pendingCount += 1
    }
  }
}

// MARK: - Compression

extension SHA256 {
  fileprivate typealias State = InlineArray<8, UInt32>

  /// Mixes the 64 bytes from `offset` into the state.
  private static func compress(_ bytes: Span<UInt8>, at offset: Int, into state: inout State) {
    // Only the last 16 words of the message schedule are ever needed, so it is a ring that stays in cache.
    var schedule = InlineArray<16, UInt32>(repeating: 0)
    for index in 0..<16 {
      // Bounds-checked although it is spelled `unsafe`: any four bytes are a UInt32.
      let word = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset &+ 4 &* index, as: UInt32.self)
      schedule[index] = UInt32(bigEndian: word)
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for round in 0..<64 {
      if round >= 16 {
        extend(&schedule, round: round)
      }
      let choice = g ^ (e & (f ^ g))
      let majority = (a & b) | (c & (a | b))
      let bigSigma1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let bigSigma0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
      let first = h &+ bigSigma1 &+ choice &+ roundConstants[round] &+ schedule[round & 15]
      let second = bigSigma0 &+ majority
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ second)
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }

  /// Replaces the word sixteen rounds ago by this round's word.
  @inline(__always)
  private static func extend(_ schedule: inout InlineArray<16, UInt32>, round: Int) {
    let w15 = schedule[(round &- 15) & 15]
    let w2 = schedule[(round &- 2) & 15]
    let smallSigma0 = rotated(w15, 7) ^ rotated(w15, 18) ^ (w15 &>> 3)
    let smallSigma1 = rotated(w2, 17) ^ rotated(w2, 19) ^ (w2 &>> 10)
    schedule[round & 15] = schedule[round & 15] &+ smallSigma0 &+ schedule[(round &- 7) & 15] &+ smallSigma1
  }

  /// Rotates to the right, ROTR of FIPS 180-4.
  @inline(__always)
  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word &>> count | word &<< (32 &- count)
  }

  /// The constants of FIPS 180-4 section 4.2.2: cube roots of the first 64 primes.
  private static let roundConstants: InlineArray<64, UInt32> = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}
