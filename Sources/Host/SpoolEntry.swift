package import Bytes

/// A request as it came, on its way into the store.
package struct SpoolEntry: Equatable, Sendable {
  /// What kind of request it is, by the name of its route.
  package let route: String
  /// How the body is packed, and what it says it is.
  package let coding: String
  package let type: String
  /// What else a header says of it.
  package let label: String
  package let received: Timestamp
  package let body: [UInt8]

  package init(
    route: String,
    coding: String = "",
    type: String = "",
    label: String = "",
    received: Timestamp,
    body: [UInt8]
  ) {
    self.route = route
    self.coding = coding
    self.type = type
    self.label = label
    self.received = received
    self.body = body
  }

  // An entry is: a mark of four bytes, the lengths of head and body in four bytes each, a checksum of both in eight, the
  // head, the body. The head is the time in nanoseconds and the four texts, each behind its length in two bytes. Numbers
  // are little endian.
  private static let mark = Array("RKS1".utf8)
  private static let prefixSize = 20
  private static let checksumPlace = 12
  private static let headLimit = 64 << 10
  private static let textLimit = 8 << 10

  /// Returns its bytes in a segment.
  var bytes: [UInt8] {
    let texts = [route, coding, type, label].map { Array($0.utf8.prefix(SpoolEntry.textLimit)) }
    let headCount = texts.reduce(8) { $0 + 2 + $1.count }
    var bytes = SpoolEntry.mark
    bytes.reserveCapacity(SpoolEntry.prefixSize + headCount + body.count)
    bytes.appendLittleEndian(UInt64(headCount), bytes: 4)
    bytes.appendLittleEndian(UInt64(body.count), bytes: 4)
    bytes.appendLittleEndian(0)
    bytes.appendLittleEndian(UInt64(bitPattern: received.nanoseconds))
    for text in texts {
      bytes.appendLittleEndian(UInt64(text.count), bytes: 2)
      bytes += text
    }
    bytes += body
    let checksum = XXHash64.hash(bytes.span.extracting(SpoolEntry.prefixSize..<bytes.count))
    bytes.setLittleEndian(checksum, at: SpoolEntry.checksumPlace)
    return bytes
  }

  /// What stands at a place of a segment.
  enum Reading {
    case entry(SpoolEntry, next: Int)
    /// The segment ends here, or within an entry whose sender was never answered.
    case end(isTorn: Bool)
    /// What stands here is no entry; the next one begins further on.
    case damage(next: Int)
  }

  /// Reads the entry at a place.
  static func read(_ bytes: Span<UInt8>, at offset: Int) -> Reading {
    guard offset < bytes.count else { return .end(isTorn: false) }
    guard bytes.count - offset >= prefixSize else { return .end(isTorn: true) }
    let headCount = Int(bytes.littleEndian32(offset + 4))
    let bodyCount = Int(bytes.littleEndian32(offset + 8))
    guard isMark(bytes, offset), headCount <= headLimit else { return .damage(next: nextMark(bytes, offset + 1)) }
    let start = offset + prefixSize
    guard bytes.count - start >= headCount + bodyCount else {
      // A damaged length reaches past the end too, and there may be entries behind it.
      let next = nextMark(bytes, offset + 1)
      return next == bytes.count ? .end(isTorn: true) : .damage(next: next)
    }
    let end = start + headCount + bodyCount
    guard XXHash64.hash(bytes.extracting(start..<end)) == bytes.littleEndian64(offset + checksumPlace),
      let entry = entry(bytes, start, headCount, bodyCount)
    else { return .damage(next: nextMark(bytes, offset + 1)) }
    return .entry(entry, next: end)
  }

  private static func entry(_ bytes: Span<UInt8>, _ start: Int, _ headCount: Int, _ bodyCount: Int) -> SpoolEntry? {
    let headEnd = start + headCount
    guard headCount >= 8 else { return nil }
    let received = Timestamp(nanoseconds: Int64(bitPattern: bytes.littleEndian64(start)))
    var offset = start + 8
    var texts: [String] = []
    for _ in 0..<4 {
      guard offset + 2 <= headEnd else { return nil }
      let count = Int(bytes.littleEndian16(offset))
      guard offset + 2 + count <= headEnd else { return nil }
      texts.append(String(decoding: array(bytes, offset + 2..<offset + 2 + count), as: UTF8.self))
      offset += 2 + count
    }
    return SpoolEntry(
      route: texts[0],
      coding: texts[1],
      type: texts[2],
      label: texts[3],
      received: received,
      body: array(bytes, headEnd..<headEnd + bodyCount)
    )
  }

  private static func array(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    Array(copying: bytes.extracting(range))
  }

  private static func isMark(_ bytes: Span<UInt8>, _ offset: Int) -> Bool {
    mark.indices.allSatisfy { bytes[offset + $0] == mark[$0] }
  }

  private static func nextMark(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var offset = start
    while offset + mark.count <= bytes.count {
      if bytes[offset] == mark[0], isMark(bytes, offset) { return offset }
      offset += 1
    }
    return bytes.count
  }
}
