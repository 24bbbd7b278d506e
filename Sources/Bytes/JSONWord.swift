/// One word of a tape, taken apart.
package struct JSONWord: Sendable {
  /// What a word stands for.
  package enum Kind: UInt64, Sendable {
    case null, `true`, `false`, integer, decimal, string, escapedString, array, object
  }

  package let bits: UInt64

  @inlinable package static var maximumLength: Int { (1 << 28) - 1 }
  @inlinable package static var maximumOffset: Int { (1 << 32) - 1 }

  @inline(__always)
  init(_ kind: Kind, length: Int, payload: Int) {
    // A container's count saturates: it is a hint for reserving space, never a bound.
    let length = UInt64(truncatingIfNeeded: min(length, JSONWord.maximumLength))
    bits = (kind.rawValue &<< 60) | (length &<< 32) | UInt64(truncatingIfNeeded: payload)
  }

  /// Takes a word of a tape apart; readers in other rooms walk tapes without a call for each word.
  @inlinable package init(bits: UInt64) {
    self.bits = bits
  }

  /// The kind; the tape writes no other value than the nine it declares.
  ///
  /// Spelled out because the initialiser from a raw value is a call, and this is asked at every step of a walk; in
  /// numbers because so is the raw value seen from another room.
  @inlinable package var kind: Kind {
    switch bits &>> 60 {
    case 1: .true
    case 2: .false
    case 3: .integer
    case 4: .decimal
    case 5: .string
    case 6: .escapedString
    case 7: .array
    case 8: .object
    default: .null
    }
  }

  /// Length in bytes of a scalar's text, or the number of children of a container (saturating).
  @inlinable package var length: Int { Int(truncatingIfNeeded: (bits &>> 32) & UInt64(JSONWord.maximumLength)) }

  /// Byte offset of a scalar's text, or the tape index of the word after a container.
  @inlinable package var payload: Int { Int(truncatingIfNeeded: bits & UInt64(JSONWord.maximumOffset)) }
}
