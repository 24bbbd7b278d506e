/// A text inside a batch's bytes.
package struct RecordText: Equatable, Sendable {
  /// Where it begins.
  package let offset: UInt32
  private let length: UInt32

  /// The longest text that is kept, in bytes; of a longer one its beginning is.
  package static let limit = 1 << 16
  package static let none = RecordText(offset: 0, count: 0, isCut: false)

  init(offset: Int, count: Int, isCut: Bool) {
    self.offset = UInt32(truncatingIfNeeded: offset)
    length = UInt32(truncatingIfNeeded: count) &<< 1 | (isCut ? 1 : 0)
  }

  /// How many bytes it has.
  package var count: Int { Int(length &>> 1) }
  /// Whether the sender's text was longer.
  package var isCut: Bool { length & 1 == 1 }
  package var isEmpty: Bool { length < 2 }
  package var range: Range<Int> { Int(offset)..<Int(offset) + count }
}
