import Bytes

extension JSONLine {
  /// Returns the place of the value at a path of members: the last where a name is there twice, nil where one lacks.
  func place(_ path: StaticString..., of index: Int, _ bytes: Span<UInt8>) -> Int? {
    var place = index
    for name in path {
      guard let next = member(name, of: place, bytes) else { return nil }
      place = next
    }
    return place
  }

  private func member(_ name: StaticString, of index: Int, _ bytes: Span<UInt8>) -> Int? {
    var found: Int?
    forEachMember(of: index) { key, value in
      if isEqual(key, name, bytes), !isNull(value) { found = value }
    }
    return found
  }

  /// Reports whether a string is an ASCII text.
  func isEqual(_ word: TapeWord, _ text: StaticString, _ bytes: Span<UInt8>) -> Bool {
    guard word.isPlainString, word.length == text.utf8CodeUnitCount else { return false }
    let start = word.payload
    return text.withUTF8Buffer { buffer in
      for offset in 0..<buffer.count where unsafe buffer[offset] != bytes[start + offset] { return false }
      return true
    }
  }

  /// Returns the text at a place, or nothing where there is no place.
  func text(at place: Int?, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> RecordText {
    place.map { text($0, bytes, into: &batch) } ?? .none
  }

  /// Returns a finite number at a place.
  func number(at place: Int?, _ bytes: Span<UInt8>) -> Double? {
    place.flatMap { number($0, bytes) }.flatMap { $0.isFinite ? $0 : nil }
  }

  /// Returns a time at a place.
  func time(at place: Int?, _ bytes: Span<UInt8>) -> Int64? {
    place.flatMap { time($0, bytes) }
  }

  /// Returns whether a truth value at a place is true; nil where it is none.
  func flag(at place: Int?) -> Bool? {
    guard let place else { return nil }
    switch kind(place) {
    case .true: return true
    case .false: return false
    case .null, .integer, .decimal, .string, .escapedString, .array, .object: return nil
    }
  }
}
