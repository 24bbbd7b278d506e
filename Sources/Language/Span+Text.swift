extension Span where Element == UInt8 {
  /// Reports whether these bytes stand at an offset; past the end nothing does.
  func hasText(_ text: String, at offset: Int) -> Bool {
    guard text.utf8.count <= count - offset else { return false }
    var position = offset
    for byte in text.utf8 {
      guard self[position] == byte else { return false }
      position += 1
    }
    return true
  }

  /// Reports whether these lower-case bytes stand at an offset in either case.
  func hasText(ignoringCase text: String, at offset: Int) -> Bool {
    guard text.utf8.count <= count - offset else { return false }
    var position = offset
    for byte in text.utf8 {
      let other = self[position]
      guard (ByteClass.isUpper(other) ? other | 0x20 : other) == byte else { return false }
      position += 1
    }
    return true
  }

  /// Returns the end of the bytes from an offset on that belong to a set.
  @inline(__always)
  func end(from offset: Int, while belongs: (UInt8) -> Bool) -> Int {
    var position = offset
    while position < count, belongs(self[position]) { position += 1 }
    return position
  }

  /// Copies a range of ASCII in lower case.
  func lowercased(_ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for index in range {
      bytes.append(ByteClass.isUpper(self[index]) ? self[index] | 0x20 : self[index])
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
