/// A run of UTF-8 inside a longer text: what the readers of stacks and messages cut up.
package typealias ByteText = ArraySlice<UInt8>

extension ByteText {
  /// The run as a text of its own; damaged UTF-8 becomes U+FFFD.
  package var text: String { String(decoding: self, as: UTF8.self) }

  /// Reports whether the run begins with an ASCII text.
  package func begins(_ prefix: StaticString) -> Bool { matches(prefix, at: startIndex) }

  /// Reports whether the run ends with an ASCII text.
  package func ends(_ suffix: StaticString) -> Bool {
    count >= suffix.utf8CodeUnitCount && matches(suffix, at: endIndex - suffix.utf8CodeUnitCount)
  }

  /// Reports whether an ASCII text stands at a place.
  package func matches(_ other: StaticString, at place: Int) -> Bool {
    let length = other.utf8CodeUnitCount
    guard place >= startIndex, place + length <= endIndex else { return false }
    return other.withUTF8Buffer { buffer in
      for offset in 0..<length where unsafe buffer[offset] != self[place + offset] { return false }
      return true
    }
  }

  /// Returns the first place of an ASCII text at or after `start`.
  package func first(_ other: StaticString, from start: Int? = nil) -> Int? {
    let length = other.utf8CodeUnitCount
    guard length > 0, let head = other.withUTF8Buffer({ unsafe $0.first }) else { return nil }
    var place = start ?? startIndex
    while place + length <= endIndex {
      if self[place] == head, matches(other, at: place) { return place }
      place += 1
    }
    return nil
  }

  /// Returns the last place of an ASCII text.
  package func last(_ other: StaticString) -> Int? {
    var place = endIndex - other.utf8CodeUnitCount
    while place >= startIndex {
      if matches(other, at: place) { return place }
      place -= 1
    }
    return nil
  }

  /// Reports whether an ASCII text occurs.
  package func has(_ other: StaticString) -> Bool { first(other) != nil }

  /// The run after an ASCII text that it begins with, or all of it.
  package func dropping(_ prefix: StaticString) -> ByteText {
    begins(prefix) ? self[(startIndex + prefix.utf8CodeUnitCount)...] : self
  }

  /// The run without white space at either end.
  package var trimmed: ByteText {
    var run = self
    while let byte = run.first, ASCII.isSpace(byte) { run = run.dropFirst() }
    while let byte = run.last, ASCII.isSpace(byte) { run = run.dropLast() }
    return run
  }
}

/// The sets of ASCII characters that names, words and templates are told apart by.
package enum ASCII {
  /// Reports whether a byte is white space.
  @inlinable
  package static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
  /// Reports whether a byte is a digit.
  @inlinable
  package static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  /// Reports whether a byte is a capital letter.
  @inlinable
  package static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
  /// Reports whether a byte is a small letter.
  @inlinable
  package static func isLower(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }
  /// Reports whether a byte is a letter.
  @inlinable
  package static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  /// Reports whether a byte is a digit of base 16.
  @inlinable
  package static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }
  /// Reports whether a byte is a letter or a digit.
  @inlinable
  package static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
}
