import Bytes
import TestSupport
import Testing

@Suite struct Base64Tests {
  struct Triple: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let standard: String
    let urlSafe: String

    var testDescription: String { "\"\(standard)\"" }
  }

  @Test(arguments: [
    // RFC 4648 section 10 (https://www.rfc-editor.org/rfc/rfc4648).
    Triple(bytes: [], standard: "", urlSafe: ""),
    Triple(bytes: Array("f".utf8), standard: "Zg==", urlSafe: "Zg"),
    Triple(bytes: Array("fo".utf8), standard: "Zm8=", urlSafe: "Zm8"),
    Triple(bytes: Array("foo".utf8), standard: "Zm9v", urlSafe: "Zm9v"),
    Triple(bytes: Array("foob".utf8), standard: "Zm9vYg==", urlSafe: "Zm9vYg"),
    Triple(bytes: Array("fooba".utf8), standard: "Zm9vYmE=", urlSafe: "Zm9vYmE"),
    Triple(bytes: Array("foobar".utf8), standard: "Zm9vYmFy", urlSafe: "Zm9vYmFy"),
    // The letters in which the two forms differ.
    Triple(bytes: [0xfb, 0xff], standard: "+/8=", urlSafe: "-_8"),
  ])
  func `bytes and text stand for each other`(_ triple: Triple) throws {
    #expect(Base64.standard.encode(triple.bytes) == triple.standard)
    #expect(Base64.urlSafe.encode(triple.bytes) == triple.urlSafe)
    #expect(try Base64.standard.decode(triple.standard) == triple.bytes)
    #expect(try Base64.urlSafe.decode(triple.urlSafe) == triple.bytes)
  }

  @Test func `the alphabet is in order`() throws {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    for (form, last) in [(Base64.standard, "+/"), (Base64.urlSafe, "-_")] {
      for (value, letter) in (letters + last).enumerated() {
        #expect(try form.decode("AAA\(letter)") == [0, 0, UInt8(value)])
      }
    }
  }

  struct Rejection: Sendable, CustomTestStringConvertible {
    let form: Base64
    let text: String
    let error: Base64Error

    var testDescription: String { "\(form) \"\(text)\"" }
  }

  @Test(arguments: [
    Rejection(form: .standard, text: "Zm9-", error: .invalidCharacter(offset: 3)),
    Rejection(form: .standard, text: "Zm_v", error: .invalidCharacter(offset: 2)),
    Rejection(form: .standard, text: "Zg==\n", error: .invalidCharacter(offset: 2)),
    Rejection(form: .standard, text: "Zm9v\nYmFy", error: .invalidCharacter(offset: 4)),
    Rejection(form: .standard, text: "Zg==Zg==", error: .invalidCharacter(offset: 2)),
    Rejection(form: .standard, text: "Z===", error: .invalidCharacter(offset: 1)),
    Rejection(form: .standard, text: "====", error: .invalidCharacter(offset: 0)),
    Rejection(form: .standard, text: "Z", error: .truncated(offset: 1)),
    Rejection(form: .standard, text: "Z==", error: .truncated(offset: 1)),
    Rejection(form: .standard, text: "Zg", error: .wrongPadding(offset: 2)),
    Rejection(form: .standard, text: "Zg=", error: .wrongPadding(offset: 2)),
    Rejection(form: .standard, text: "Zm8", error: .wrongPadding(offset: 3)),
    Rejection(form: .standard, text: "Zm8==", error: .wrongPadding(offset: 3)),
    Rejection(form: .standard, text: "Zm9v=", error: .wrongPadding(offset: 4)),
    Rejection(form: .standard, text: "==", error: .wrongPadding(offset: 0)),
    Rejection(form: .standard, text: "Zh==", error: .nonZeroPadding(offset: 1)),
    Rejection(form: .standard, text: "Zm9=", error: .nonZeroPadding(offset: 2)),
    Rejection(form: .urlSafe, text: "Zm9+", error: .invalidCharacter(offset: 3)),
    Rejection(form: .urlSafe, text: "Zm/v", error: .invalidCharacter(offset: 2)),
    Rejection(form: .urlSafe, text: "Zg==", error: .invalidCharacter(offset: 2)),
    Rejection(form: .urlSafe, text: "Zm9vé", error: .invalidCharacter(offset: 4)),
    Rejection(form: .urlSafe, text: "Z", error: .truncated(offset: 1)),
    Rejection(form: .urlSafe, text: "Zm9vZ", error: .truncated(offset: 5)),
    Rejection(form: .urlSafe, text: "Zh", error: .nonZeroPadding(offset: 1)),
    Rejection(form: .urlSafe, text: "Zm9", error: .nonZeroPadding(offset: 2)),
  ])
  func `other text is rejected where it goes wrong`(_ rejection: Rejection) {
    #expect(throws: rejection.error) { try rejection.form.decode(rejection.text) }
  }

  @Test(arguments: UInt64(0)..<100)
  func `what is printed parses back`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let bytes = random.bytes(Int(seed))
    #expect(try Base64.standard.decode(Base64.standard.encode(bytes)) == bytes)
    #expect(try Base64.urlSafe.decode(Base64.urlSafe.encode(bytes)) == bytes)
  }

  @Test(arguments: [Base64.standard, .urlSafe])
  func `text that parses is the one that would be printed`(form: Base64) throws {
    var random = SplitMix64(seed: 64)
    let letters = Array("AQgwZ8+/-_=".utf8)
    var accepted = 0
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 0...8, using: &random)).map { _ in
        letters[.random(in: letters.indices, using: &random)]
      }
      guard let bytes = try? form.decode(text.span) else { continue }
      accepted += 1
      #expect(form.encode(bytes).utf8.elementsEqual(text))
    }
    #expect(accepted > 1_000)
  }

  @Test func `errors say what is wrong and where`() {
    #expect("\(Base64Error.invalidCharacter(offset: 3))" == "not a base 64 character at offset 3")
    #expect("\(Base64Error.truncated(offset: 3))" == "base 64 text ends inside a byte at offset 3")
    #expect("\(Base64Error.wrongPadding(offset: 3))" == "base 64 padding is missing or wrong at offset 3")
    #expect("\(Base64Error.nonZeroPadding(offset: 3))" == "base 64 filling bits are not zero at offset 3")
  }
}
