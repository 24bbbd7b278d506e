/// One word of a tape, as `JSONTape` lays it out: kind in 4 bits, length in 28, offset or next index in 32.
///
/// The same as `JSONWord`, but in this room: a walk asks each word several things, and an accessor in another room is a
/// call that took a quarter of the time here.
struct TapeWord: Sendable {
  let bits: UInt64

  /// What a word stands for, in the order of the numbers that the tape writes.
  enum Kind: Sendable {
    case null, `true`, `false`, integer, decimal, string, escapedString, array, object
  }

  @inline(__always)
  var kind: Kind {
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

  @inline(__always) var isString: Bool { isPlainString || bits &>> 60 == 6 }
  @inline(__always) var isPlainString: Bool { bits &>> 60 == 5 }
  @inline(__always) var isArray: Bool { bits &>> 60 == 7 }
  @inline(__always) var isObject: Bool { bits &>> 60 == 8 }
  @inline(__always) var isContainer: Bool { bits &>> 60 >= 7 }

  /// Length in bytes of a scalar's text, or the number of children of a container.
  @inline(__always) var length: Int { Int(truncatingIfNeeded: (bits &>> 32) & 0xfff_ffff) }

  /// Byte offset of a scalar's text, or the index of the word after a container.
  @inline(__always) var payload: Int { Int(truncatingIfNeeded: bits & 0xffff_ffff) }
}
