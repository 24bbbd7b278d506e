/// An incremental HMAC-SHA-256, as RFC 2104 defines it (https://www.rfc-editor.org/rfc/rfc2104).
///
/// A value: a copy taken after `init(key:)` authenticates another message without absorbing the key again.
package struct HMAC: Sendable {
  private var inner = SHA256()
  private var outer = SHA256()

  /// Absorbs a key of any length; one longer than a block of 64 bytes counts as its digest.
  package init(key: Span<UInt8>) {
    var block = InlineArray<64, UInt8>(repeating: 0)
    if key.count > SHA256.blockSize {
      let digest = SHA256.hash(key).bytes
      for index in digest.indices {
        block[index] = digest[index]
      }
    } else {
      for index in key.indices {
        block[index] = key[index]
      }
    }
    for index in block.indices {
      block[index] ^= 0x36
    }
    inner.update(block.span)
    for index in block.indices {
      block[index] ^= 0x36 ^ 0x5c
    }
    outer.update(block.span)
  }

  /// Absorbs a key of any length.
  package init(key: [UInt8]) {
    self.init(key: key.span)
  }

  /// Absorbs more of the message; how it is cut into calls does not matter.
  package mutating func update(_ bytes: Span<UInt8>) {
    inner.update(bytes)
  }

  /// Absorbs more of the message.
  package mutating func update(_ bytes: [UInt8]) {
    inner.update(bytes.span)
  }

  /// Gives the tag of everything absorbed.
  package consuming func finish() -> SHA256Digest {
    outer.update(inner.finish().bytes)
    return outer.finish()
  }

  /// Authenticates one whole message.
  package static func tag(for message: [UInt8], key: [UInt8]) -> SHA256Digest {
    var hmac = HMAC(key: key)
    hmac.update(message)
    return hmac.finish()
  }

  /// Compares a received tag with the computed one in a time that depends on their lengths alone.
  ///
  /// Use this, never `==`: a comparison that stops at the first difference lets a sender guess a tag byte by byte.
  /// Tags of different lengths are unequal, an empty pair is equal.
  // Never inlined, so that no caller's knowledge of one side turns the fold into an early exit.
  @inline(never)
  package static func isEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices {
      difference |= left[index] ^ right[index]
    }
    return difference == 0
  }

  /// Compares a received tag with the computed one in a time that depends on their lengths alone.
  package static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    isEqual(left.span, right.span)
  }
}
