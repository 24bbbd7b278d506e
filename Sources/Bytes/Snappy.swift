/// What can be wrong with a snappy block.
package enum SnappyError: Error, Equatable, CustomStringConvertible {
  /// Its content would be longer than it may be.
  case tooLong(declared: UInt64, limit: Int)
  case damaged(String, at: Int)
  /// It ends before its content does.
  case truncated

  package var description: String {
    switch self {
    case .tooLong(let declared, let limit): "its snappy block holds \(declared) bytes; the limit is \(limit)"
    case .damaged(let reason, let offset): "its snappy block is damaged at byte \(offset): \(reason)"
    case .truncated: "its snappy block ends too early"
    }
  }
}

/// Reads snappy's block format, as Prometheus sends it: https://github.com/google/snappy/blob/main/format_description.txt.
///
/// A block is the length of its content, then literals and copies of what came before. It has no checksum and no mark to
/// be told by.
package enum Snappy {
  /// Bytes of content that one byte of a block can stand for: a copy of 64 bytes takes three.
  private static let expansion: UInt64 = 22

  /// Returns the content of a block that is all there; the length it declares is looked at before anything is kept.
  package static func content(of block: Span<UInt8>, limit: Int) throws(SnappyError) -> [UInt8] {
    var reader = SnappyReader()
    let length = try reader.readLength(block)
    guard length <= UInt64(limit) else { throw .tooLong(declared: length, limit: limit) }
    // No block of this size can hold as much: nothing is reserved for a lie.
    guard length <= UInt64(block.count) * expansion else { throw .truncated }
    reader.content.reserveCapacity(Int(length))
    while reader.offset < block.count { try reader.readElement(block, length: Int(length)) }
    guard reader.content.count == Int(length) else { throw .truncated }
    return reader.content
  }

  /// Returns the beginning of the content of a block of which perhaps only the beginning is there.
  ///
  /// Nil where these bytes cannot begin a block with any content.
  package static func beginning(of block: Span<UInt8>, limit: Int) -> [UInt8]? {
    var reader = SnappyReader()
    do throws(SnappyError) {
      let length = try reader.readLength(block)
      guard 0 < length, length <= UInt64(UInt32.max) else { return nil }
      while reader.offset < block.count, reader.content.count < limit {
        try reader.readElement(block, length: Int(length))
      }
      return reader.content.isEmpty ? nil : reader.content
    } catch {
      // An element that is cut off by the end of what is there is no damage.
      return error == .truncated && !reader.content.isEmpty ? reader.content : nil
    }
  }
}

/// One way through a block.
private struct SnappyReader {
  var offset = 0
  var content: [UInt8] = []

  mutating func readLength(_ block: Span<UInt8>) throws(SnappyError) -> UInt64 {
    guard let length = block.varint(&offset) else {
      throw offset < block.count ? .damaged("its length is no number", at: offset) : .truncated
    }
    // The format has 32 bits for it.
    guard length <= UInt64(UInt32.max) else { throw .damaged("its length is no number", at: 0) }
    return length
  }

  /// Reads the next literal or copy; `length` is that of the whole content.
  mutating func readElement(_ block: Span<UInt8>, length: Int) throws(SnappyError) {
    let start = offset
    let tag = Int(block[offset])
    offset += 1
    let room = length - content.count
    switch tag & 3 {
    case 0: try readLiteral(block, tag: tag, room: room)
    case 1:
      let low = try number(block, bytes: 1)
      try copy(4 + (tag >> 2) & 7, from: (tag >> 5) << 8 | low, room: room, start: start)
    case 2: try copy(1 + tag >> 2, from: try number(block, bytes: 2), room: room, start: start)
    default: try copy(1 + tag >> 2, from: try number(block, bytes: 4), room: room, start: start)
    }
  }

  private mutating func readLiteral(_ block: Span<UInt8>, tag: Int, room: Int) throws(SnappyError) {
    let start = offset - 1
    let short = tag >> 2
    // From 60 on, so many bytes less 59 hold the length.
    let count = 1 + (short < 60 ? short : try number(block, bytes: short - 59))
    guard count <= room else { throw .damaged("a literal is longer than the rest of the content", at: start) }
    let end = offset + count
    guard end <= block.count else {
      append(block.extracting(offset..<block.count))
      offset = block.count
      throw .truncated
    }
    append(block.extracting(offset..<end))
    offset = end
  }

  private mutating func copy(_ count: Int, from distance: Int, room: Int, start: Int) throws(SnappyError) {
    guard 0 < distance, distance <= content.count else { throw .damaged("a copy of what is not there", at: start) }
    guard count <= room else { throw .damaged("a copy is longer than the rest of the content", at: start) }
    // A copy may reach into what it writes: that is how runs are packed.
    for _ in 0..<count { content.append(content[content.count - distance]) }
  }

  private mutating func number(_ block: Span<UInt8>, bytes: Int) throws(SnappyError) -> Int {
    guard block.count - offset >= bytes else {
      offset = block.count
      throw .truncated
    }
    var value = 0
    for index in 0..<bytes { value |= Int(block[offset + index]) << (8 * index) }
    offset += bytes
    return value
  }

  private mutating func append(_ literal: Span<UInt8>) {
    content.append(copying: literal)
  }
}
