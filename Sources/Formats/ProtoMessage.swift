import Bytes

/// One field of a protobuf message.
struct ProtoField: Sendable {
  /// How a value is written.
  enum Wire: Sendable { case varint, fixed64, bytes, fixed32 }

  let number: Int
  let wire: Wire
  /// A number as it stands, or the length of bytes.
  let bits: UInt64
  /// Where bytes begin.
  let offset: Int

  /// A number with its sign in the lowest bit.
  var zigzag: Int64 { ProtoField.zigzag(bits) }

  /// Returns what a number with its sign in the lowest bit says.
  static func zigzag(_ bits: UInt64) -> Int64 { Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1) }

  /// Where the bytes of a text or of a message lie; nowhere for numbers.
  @inline(__always)
  var range: Range<Int> { wire == .bytes ? offset..<offset &+ Int(truncatingIfNeeded: bits) : offset..<offset }
}

/// Walks through the fields of a protobuf message: https://protobuf.dev/programming-guides/encoding/.
struct ProtoMessage {
  private(set) var offset: Int
  private let end: Int
  /// Whether all that was walked over can be a message.
  private(set) var isSound = true

  init(_ range: Range<Int>) {
    offset = range.lowerBound
    end = range.upperBound
  }

  /// Returns the next field; nil at the end, and where no field can be read.
  @inline(__always)
  mutating func next(_ bytes: Span<UInt8>) -> ProtoField? {
    guard offset < end else { return nil }
    guard let field = field(bytes) else {
      isSound = false
      return nil
    }
    return field
  }

  @inline(__always)
  private mutating func field(_ bytes: Span<UInt8>) -> ProtoField? {
    guard let tag = bytes.varint(&offset), offset <= end, tag <= UInt64(UInt32.max), tag >= 8 else { return nil }
    let number = Int(truncatingIfNeeded: tag &>> 3)
    // By the bits and not by `Wire(rawValue:)`: every field of every message passes here.
    switch tag & 7 {
    case 0:
      guard let value = bytes.varint(&offset), offset <= end else { return nil }
      return ProtoField(number: number, wire: .varint, bits: value, offset: offset)
    case 1:
      guard end &- offset >= 8 else { return nil }
      defer { offset &+= 8 }
      return ProtoField(number: number, wire: .fixed64, bits: bytes.littleEndian64(offset), offset: offset)
    case 2:
      guard let count = bytes.varint(&offset), offset <= end, count <= UInt64(end &- offset) else { return nil }
      defer { offset &+= Int(truncatingIfNeeded: count) }
      return ProtoField(number: number, wire: .bytes, bits: count, offset: offset)
    case 5:
      guard end &- offset >= 4 else { return nil }
      defer { offset &+= 4 }
      return ProtoField(number: number, wire: .fixed32, bits: UInt64(bytes.littleEndian32(offset)), offset: offset)
    // What is left are the two forms for groups, which ended with protobuf 2.
    default: return nil
    }
  }
}
