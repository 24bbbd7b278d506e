/// What in a text reads like an order to a machine instead of a report by a person.
///
/// A mark is a reason for somebody to look, and nothing more: whoever wants to pass unmarked finds words that do. What
/// protects is that texts of others are never orders, wherever they go.
package struct InstructionMarks: OptionSet, Hashable, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Asks to forget or to pass over what was said before: "ignore all previous instructions".
  package static let override = InstructionMarks(rawValue: 1 << 0)
  /// Speaks in the name of a system, or opens or closes a part of a prompt.
  package static let role = InstructionMarks(rawValue: 1 << 1)
  /// Speaks to a model or an agent.
  package static let address = InstructionMarks(rawValue: 1 << 2)
  /// Holds a command for a shell.
  package static let command = InstructionMarks(rawValue: 1 << 3)
  /// Claims that somebody has approved, or that nobody needs to look.
  package static let approval = InstructionMarks(rawValue: 1 << 4)
  /// Says itself how important it is to be taken.
  package static let priority = InstructionMarks(rawValue: 1 << 5)
  /// Would have something sent or shown: secrets, settings, an image whose address is filled in.
  package static let disclosure = InstructionMarks(rawValue: 1 << 6)
  /// Says itself what the fix is.
  package static let remedy = InstructionMarks(rawValue: 1 << 7)
  /// Holds a long run of base 64.
  package static let encoded = InstructionMarks(rawValue: 1 << 8)
  /// Held something that its reader did not see.
  package static let concealed = InstructionMarks(rawValue: 1 << 9)

  /// Looks for all of them but the last in a text; in its beginning where it is long.
  package init(in text: String) {
    let bytes = Array(text.utf8.prefix(InstructionMarks.limit))
    let lowered = bytes.map { ByteClass.isUpper($0) ? $0 | 0x20 : $0 }
    self = InstructionPhrases.marks(in: lowered).union(InstructionSigns.marks(in: lowered.span))
    if InstructionMarks.hasBlob(bytes) { insert(.encoded) }
  }

  private static let limit = 16 << 10
  private static let blobLength = 40

  /// Reports whether there is a run of base 64: both cases and digits, so that it is neither a word nor a hash.
  private static func hasBlob(_ bytes: [UInt8]) -> Bool {
    var (count, upper, lower, digits) = (0, 0, 0, 0)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): upper += 1
      case UInt8(ascii: "a")...UInt8(ascii: "z"): lower += 1
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "+"), UInt8(ascii: "="): break
      default:
        (count, upper, lower, digits) = (0, 0, 0, 0)
        continue
      }
      count += 1
      if count >= blobLength, upper > 4, lower > 4, digits > 0 { return true }
    }
    return false
  }
}
