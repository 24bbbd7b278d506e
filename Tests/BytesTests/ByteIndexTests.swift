import Bytes
import Testing

@Suite struct ByteIndexTests {
  /// Texts of every length around a word of eight bytes, each in variants that differ in one byte.
  private static let texts: [[UInt8]] = (0..<40).flatMap { length -> [[UInt8]] in
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
    return [text]
      + text.indices.map { index in
        var other = text
        other[index] = UInt8(ascii: "b")
        return other
      }
  }

  @Test func `the same bytes have the same number, and others another one`() {
    var index = ByteIndex(SipHash(key: 1, 2))
    let numbers = Self.texts.map { index.number(of: $0.span) }
    #expect(numbers == Array(Self.texts.indices))
    #expect(Self.texts.map { index.number(of: $0.span) } == numbers)
    for (number, text) in Self.texts.enumerated() {
      let isKnown = index.has(number, text.span)
      let isNext = index.has((number + 1) % Self.texts.count, text.span)
      #expect(isKnown && !isNext)
    }
  }

  @Test func `after it was emptied it counts from the beginning`() {
    var index = ByteIndex(SipHash(key: 1, 2))
    for text in Self.texts { _ = index.number(of: text.span) }
    index.removeAll()
    #expect(index.count == 0 && index.size == 0)
    let text = Self.texts[7]
    let number = index.number(of: text.span)
    #expect(number == 0)
  }

  @Test func `bytes are the same only where all are`() {
    for (place, text) in Self.texts.enumerated() {
      for (other, another) in Self.texts.enumerated() where abs(place - other) < 45 {
        let isEqual = text.span.isEqual(to: another.span)
        #expect(isEqual == (place == other))
      }
    }
  }

  @Test func `one byte above 127 at any place is seen`() {
    for text in Self.texts {
      let isASCII = text.span.isASCII
      #expect(isASCII)
      for index in text.indices {
        var other = text
        other[index] = 0x80
        let isASCII = other.span.isASCII
        #expect(!isASCII)
      }
    }
  }
}
