/// Looking at places of a line; beyond its end there is NUL, so that no shape has to count first.
extension Span<UInt8> {
  /// The byte at a place, or NUL where there is none.
  @inline(__always)
  func byte(at place: Int) -> UInt8 { place >= 0 && place < count ? self[place] : 0 }

  /// Returns the value of so many digits; nil where one is none.
  @inline(__always)
  func digits(_ width: Int, at place: Int) -> Int? {
    guard place >= 0, place &+ width <= count else { return nil }
    var value = 0
    for index in place..<(place &+ width) {
      let digit = self[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int(digit)
    }
    return value
  }

  /// Returns the value of one or two digits, and the place behind them.
  @inline(__always)
  func shortNumber(at place: Int) -> (value: Int, end: Int)? {
    let first = byte(at: place) &- 0x30
    guard first < 10 else { return nil }
    let second = byte(at: place &+ 1) &- 0x30
    return second < 10 ? (Int(first) &* 10 &+ Int(second), place &+ 2) : (Int(first), place &+ 1)
  }

  /// Reports whether a letter, a digit or an underscore is there.
  @inline(__always)
  func isNameByte(at place: Int) -> Bool {
    switch byte(at: place) {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"): true
    default: false
    }
  }

  /// Reports whether a space or a tab is there.
  @inline(__always)
  func isBlank(at place: Int) -> Bool { byte(at: place) == 0x20 || byte(at: place) == 0x09 }

  /// Returns the next place, from one on, that is no space or tab.
  @inline(__always)
  func skippingBlanks(from place: Int) -> Int {
    var place = place
    while isBlank(at: place) { place &+= 1 }
    return place
  }

  /// Reports whether a text stands at a place.
  @inline(__always)
  func begins(_ text: StaticString, at place: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard place >= 0, place &+ length <= count else { return false }
    return text.withUTF8Buffer { buffer in
      for index in 0..<length where unsafe self[place &+ index] != buffer[index] { return false }
      return true
    }
  }

  /// Returns the first place of a text within a range.
  func first(_ text: StaticString, in range: Range<Int>) -> Int? {
    let length = text.utf8CodeUnitCount
    guard length > 0, range.count >= length else { return nil }
    let lead = text.withUTF8Buffer { unsafe $0[0] }
    var place = range.lowerBound
    while place &+ length <= range.upperBound {
      if self[place] == lead, begins(text, at: place) { return place }
      place &+= 1
    }
    return nil
  }

  /// Returns the first place of a byte within a range.
  @inline(__always)
  func first(_ byte: UInt8, in range: Range<Int>) -> Int? {
    var place = range.lowerBound
    while place < range.upperBound {
      if self[place] == byte { return place }
      place &+= 1
    }
    return nil
  }

  /// Returns a range without the blanks at both of its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, self[start] <= 0x20 { start &+= 1 }
    while end > start, self[end &- 1] <= 0x20 { end &-= 1 }
    return start..<end
  }

  /// Returns the month whose first three letters stand at a place.
  @inline(__always)
  func month(at place: Int) -> Int? {
    switch letters(at: place) {
    case 0x6a616e: 1
    case 0x666562: 2
    case 0x6d6172: 3
    case 0x617072: 4
    case 0x6d6179: 5
    case 0x6a756e: 6
    case 0x6a756c: 7
    case 0x617567: 8
    case 0x736570: 9
    case 0x6f6374: 10
    case 0x6e6f76: 11
    case 0x646563: 12
    default: nil
    }
  }

  /// Reports whether the three letters of a day of the week stand at a place.
  @inline(__always)
  func isWeekday(at place: Int) -> Bool {
    switch letters(at: place) {
    case 0x6d6f6e, 0x747565, 0x776564, 0x746875, 0x667269, 0x736174, 0x73756e: true
    default: false
    }
  }

  /// Three bytes as one number, letters in lower case.
  @inline(__always)
  private func letters(at place: Int) -> UInt32 {
    UInt32(byte(at: place) | 0x20) &<< 16 | UInt32(byte(at: place &+ 1) | 0x20) &<< 8
      | UInt32(byte(at: place &+ 2) | 0x20)
  }
}
