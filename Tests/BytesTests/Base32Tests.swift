import Bytes
import TestSupport
import Testing

@Suite struct Base32Tests {
  struct Pair: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let text: String

    var testDescription: String { "\"\(text)\"" }
  }

  // The vectors of RFC 4648 section 10 with Crockford's letters in place of the RFC's, and the edges of the alphabet.
  @Test(arguments: [
    Pair(bytes: [], text: ""),
    Pair(bytes: Array("f".utf8), text: "CR"),
    Pair(bytes: Array("fo".utf8), text: "CSQG"),
    Pair(bytes: Array("foo".utf8), text: "CSQPY"),
    Pair(bytes: Array("foob".utf8), text: "CSQPYRG"),
    Pair(bytes: Array("fooba".utf8), text: "CSQPYRK1"),
    Pair(bytes: Array("foobar".utf8), text: "CSQPYRK1E8"),
    Pair(bytes: [0], text: "00"),
    Pair(bytes: [255, 255, 255, 255, 255], text: "ZZZZZZZZ"),
    Pair(
      bytes: [0, 68, 50, 20, 199, 66, 84, 182, 53, 207, 132, 101, 58, 86, 215, 198, 117, 190, 119, 223],
      text: "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    ),
  ])
  func `bytes and text stand for each other`(_ pair: Pair) throws {
    #expect(Base32.encode(pair.bytes) == pair.text)
    #expect(try Base32.decode(pair.text) == pair.bytes)
    #expect(try Base32.decode(pair.text.lowercased()) == pair.bytes)
  }

  @Test func `letters that look like digits are read as digits`() throws {
    #expect(try Base32.decode("ILilOo00") == Base32.decode("11110000"))
  }

  struct Rejection: Sendable, CustomTestStringConvertible {
    let text: String
    let error: Base32Error

    var testDescription: String { "\"\(text)\"" }
  }

  @Test(arguments: [
    Rejection(text: "0U", error: .invalidCharacter(offset: 1)),
    Rejection(text: "u0", error: .invalidCharacter(offset: 0)),
    Rejection(text: "CSQP-YRK1", error: .invalidCharacter(offset: 4)),
    Rejection(text: "CR======", error: .invalidCharacter(offset: 2)),
    Rejection(text: "00 ", error: .invalidCharacter(offset: 2)),
    Rejection(text: "0é", error: .invalidCharacter(offset: 1)),
    Rejection(text: "@0", error: .invalidCharacter(offset: 0)),
    Rejection(text: "0[", error: .invalidCharacter(offset: 1)),
    Rejection(text: "`0", error: .invalidCharacter(offset: 0)),
    Rejection(text: "0{", error: .invalidCharacter(offset: 1)),
    Rejection(text: "0", error: .truncated(offset: 1)),
    Rejection(text: "000", error: .truncated(offset: 3)),
    Rejection(text: "000000", error: .truncated(offset: 6)),
    Rejection(text: "CS", error: .nonZeroPadding(offset: 1)),
    Rejection(text: "CSQH", error: .nonZeroPadding(offset: 3)),
    Rejection(text: "CSQPZ", error: .nonZeroPadding(offset: 4)),
    Rejection(text: "CSQPYRH", error: .nonZeroPadding(offset: 6)),
  ])
  func `other text is rejected where it goes wrong`(_ rejection: Rejection) {
    #expect(throws: rejection.error) { try Base32.decode(rejection.text) }
  }

  @Test(arguments: UInt64(0)..<100)
  func `what is printed parses back`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let bytes = random.bytes(Int(seed) % 41)
    let text = Base32.encode(bytes)
    #expect(text.utf8.count == (bytes.count * 8 + 4) / 5)
    #expect(try Base32.decode(text) == bytes)
  }

  @Test func `every pair of bytes either prints back in upper case or is rejected`() throws {
    var accepted = 0
    for pair in UInt16.min ... .max {
      let text = [UInt8(pair >> 8), UInt8(pair & 255)]
      guard let bytes = try? Base32.decode(text.span) else { continue }
      accepted += 1
      let canonical = text.map { byte in
        switch byte {
        case UInt8(ascii: "I"), UInt8(ascii: "i"), UInt8(ascii: "L"), UInt8(ascii: "l"): UInt8(ascii: "1")
        case UInt8(ascii: "O"), UInt8(ascii: "o"): UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
        default: byte
        }
      }
      #expect(Base32.encode(bytes).utf8.elementsEqual(canonical))
    }
    // 10 digits, 22 letters in two cases, and I, L and O in two cases; of the second character, those whose last two
    // bits are zero: 0 with its two look-alikes, 4, 8, and C, G, M, R, W in two cases.
    #expect(accepted == (10 + 44 + 6) * (3 + 2 + 10))
  }

  @Test func `errors say what is wrong and where`() {
    #expect("\(Base32Error.invalidCharacter(offset: 3))" == "not a base 32 character at offset 3")
    #expect("\(Base32Error.truncated(offset: 3))" == "base 32 text ends inside a byte at offset 3")
    #expect("\(Base32Error.nonZeroPadding(offset: 3))" == "base 32 filling bits are not zero at offset 3")
  }
}
