/// One word of a tape, taken apart.
package struct JSONWord: Sendable {
  /// What a word stands for.
  package enum Kind: UInt64, Sendable {
    case null, `true`, `false`, integer, decimal, string, escapedString, array, object
  }

  package let bits: UInt64

  static let maximumLength = (1 << 28) - 1
  static let maximumOffset = (1 << 32) - 1

  @inline(__always)
  init(_ kind: Kind, length: Int, payload: Int) {
    // A container's count saturates: it is a hint for reserving space, never a bound.
    let length = UInt64(truncatingIfNeeded: min(length, JSONWord.maximumLength))
    bits = (kind.rawValue &<< 60) | (length &<< 32) | UInt64(truncatingIfNeeded: payload)
  }

  init(bits: UInt64) {
    self.bits = bits
  }

  /// The kind; the tape writes no other value than the nine it declares.
  ///
  /// Spelled out because the initialiser from a raw value is a call, and this is asked at every step of a walk.
  package var kind: Kind {
    switch bits &>> 60 {
    case Kind.true.rawValue: .true
    case Kind.false.rawValue: .false
    case Kind.integer.rawValue: .integer
    case Kind.decimal.rawValue: .decimal
    case Kind.string.rawValue: .string
    case Kind.escapedString.rawValue: .escapedString
    case Kind.array.rawValue: .array
    case Kind.object.rawValue: .object
    default: .null
    }
  }

  /// Length in bytes of a scalar's text, or the number of children of a container (saturating).
  package var length: Int { Int(truncatingIfNeeded: (bits &>> 32) & UInt64(JSONWord.maximumLength)) }

  /// Byte offset of a scalar's text, or the tape index of the word after a container.
  package var payload: Int { Int(truncatingIfNeeded: bits & UInt64(JSONWord.maximumOffset)) }
}
