/// SipHash-2-4: a keyed hash of 64 bits that nobody without the key can steer.
///
/// A value that hashes any number of messages under one key. Aumasson and Bernstein 2012
/// (https://doi.org/10.1007/978-3-642-34931-7_28).
package struct SipHash: Sendable {
  private let key: (UInt64, UInt64)

  /// Takes the two halves of a key of 128 bits, each read with its least significant byte first.
  package init(key first: UInt64, _ second: UInt64) {
    key = (first, second)
  }

  /// Takes a key of its own for a purpose from a secret.
  package init(for purpose: String, secret: [UInt8]) {
    let tag = HMAC.tag(for: Array(purpose.utf8), key: secret).bytes
    self.init(key: tag.span.littleEndian64(0), tag.span.littleEndian64(8))
  }

  /// Returns the hash of a message.
  package func hash(_ message: Span<UInt8>) -> UInt64 {
    var state = State(key.0, key.1)
    var offset = 0
    while message.count &- offset >= 8 {
      // Bounds-checked although it is spelled `unsafe`: any eight bytes are a UInt64.
      let word = unsafe message.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
      state.absorb(UInt64(littleEndian: word))
      offset &+= 8
    }
    var last = UInt64(truncatingIfNeeded: message.count) &<< 56
    var shift: UInt64 = 0
    while offset < message.count {
      last |= UInt64(message[offset]) &<< shift
      shift &+= 8
      offset &+= 1
    }
    state.absorb(last)
    return state.finish()
  }

  /// Returns the hash of a message.
  package func hash(_ message: [UInt8]) -> UInt64 {
    hash(message.span)
  }

  /// Returns the hash of the sixteen bytes that two words are, least significant byte first.
  package func hash(_ first: UInt64, _ second: UInt64) -> UInt64 {
    var state = State(key.0, key.1)
    state.absorb(first)
    state.absorb(second)
    state.absorb(16 &<< 56)
    return state.finish()
  }

  /// The four words that are mixed.
  private struct State {
    var v0: UInt64
    var v1: UInt64
    var v2: UInt64
    var v3: UInt64

    init(_ first: UInt64, _ second: UInt64) {
      // "somepseudorandomlygeneratedbytes", section 2.1 of the paper.
      v0 = first ^ 0x736f_6d65_7073_6575
      v1 = second ^ 0x646f_7261_6e64_6f6d
      v2 = first ^ 0x6c79_6765_6e65_7261
      v3 = second ^ 0x7465_6462_7974_6573
    }

    mutating func absorb(_ word: UInt64) {
      v3 ^= word
      mix()
      mix()
      v0 ^= word
    }

    mutating func finish() -> UInt64 {
      v2 ^= 0xff
      for _ in 0..<4 { mix() }
      return v0 ^ v1 ^ v2 ^ v3
    }

    private mutating func mix() {
      v0 = v0 &+ v1
      v1 = State.rotated(v1, 13) ^ v0
      v0 = State.rotated(v0, 32)
      v2 = v2 &+ v3
      v3 = State.rotated(v3, 16) ^ v2
      v0 = v0 &+ v3
      v3 = State.rotated(v3, 21) ^ v0
      v2 = v2 &+ v1
      v1 = State.rotated(v1, 17) ^ v2
      v2 = State.rotated(v2, 32)
    }

    private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 {
      word &<< count | word &>> (64 &- count)
    }
  }
}
