import Bytes
import Domain
import Ledger
import TestSupport
import Testing

@Suite struct QuotesTests {
  private static let quotes = Quotes(secret: Array("a secret".utf8))
  private static let evidence = EvidenceID(SHA256.hash(Array("a text".utf8)))

  /// Emoji, line ends, combining marks, four-byte scalars, right-to-left: what offsets go wrong on.
  private static let texts = [
    "plain words", "a\r\nb\nc\r", "cafe\u{301} café", "👩‍👩‍👧‍👦 family 🇩🇪", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u{10ffff}", "שלום עולם, مرحبا",
    "\u{0}\u{feff}x",
    "\u{1100}\u{1161}\u{11a8} 각", "",
  ]

  @Test(arguments: texts)
  func `every cut is a slice byte for byte or no cut`(_ text: String) throws {
    let bytes = Array(text.utf8)
    for from in -1...bytes.count {
      for until in from...(bytes.count + 1) {
        let isWhole =
          from >= 0 && until <= bytes.count && from < until
          && String(validating: bytes[from..<until], as: UTF8.self) != nil
        let slice = Self.quotes.cut(from..<until, of: text, in: Self.evidence)
        #expect((slice != nil) == isWhole)
        guard let slice else { continue }
        #expect(slice.bytes == from..<until)
        #expect(slice.scalars.count == String(decoding: bytes[from..<until], as: UTF8.self).unicodeScalars.count)
        #expect(slice.scalars.lowerBound == String(decoding: bytes[..<from], as: UTF8.self).unicodeScalars.count)
        guard case .ok(let words) = Self.quotes.state(of: slice, in: text) else { throw ProgramFailure("not ok") }
        #expect(Array(words.utf8) == Array(bytes[from..<until]))
      }
    }
  }

  @Test func `words are found by their bytes, not by what they look like`() throws {
    let text = "cafe\u{301} and café"
    let one = try #require(Self.quotes.cut("café", of: text, in: Self.evidence))
    #expect(one.bytes == 11..<16)
    #expect(one.scalars == 10..<14)
    #expect(try #require(Self.quotes.cut("cafe\u{301}", of: text, in: Self.evidence)).bytes == 0..<6)
    #expect(Self.quotes.cut("Café", of: text, in: Self.evidence) == nil)
    #expect(Self.quotes.cut("", of: text, in: Self.evidence) == nil)
    #expect(Self.quotes.cut(text + "!", of: text, in: Self.evidence) == nil)
  }

  @Test func `the digest says nothing to who lacks the secret, and is not that of an evidence id`() throws {
    let slice = try #require(Self.quotes.cut("words", of: "plain words", in: Self.evidence))
    let other = try #require(Quotes(secret: []).cut("words", of: "plain words", in: Self.evidence))
    #expect(slice.digest != other.digest)
    // Python: hmac.new(b"a secret", b"quote\0words", hashlib.sha256).hexdigest()
    #expect(slice.digest == "665bfe815740e5682a3b8b80986cde5c9a9993730895eee74ce2c7fc606a9011")
  }

  @Test func `a text that changes makes a quote move, drift or go, and never changes its words`() throws {
    let slice = try #require(Self.quotes.cut("it is slow", of: "Customer: it is slow today", in: Self.evidence))
    func state(_ text: String?) -> QuoteState { Self.quotes.state(of: slice, in: text) }
    #expect(state("Customer: it is slow today, and ever") == .ok("it is slow"))
    #expect(state(nil) == .erased)
    #expect(state("") == .drifted)
    #expect(state("Customer: it is slOw today") == .drifted)
    let moved = state("A customer wrote: it is slow today")
    let place = try #require(Self.quotes.cut("it is slow", of: "A customer wrote: it is slow today", in: Self.evidence))
    #expect(moved == .relocated(place, "it is slow"))
    // The same bytes after a character of more bytes: the place in scalars is another.
    guard case .relocated(let nearest, _) = state("it is slow, ünd it is slow, it is slow") else {
      throw ProgramFailure("not relocated")
    }
    #expect(nearest.bytes.lowerBound == 17)
  }

  @Test func `a slice with wrong places is not believed`() throws {
    let text = "päper"
    let slice = try #require(Self.quotes.cut("per", of: text, in: Self.evidence))
    let wrong = TextSlice(evidence: slice.evidence, bytes: slice.bytes, scalars: 3..<6, digest: slice.digest)
    #expect(Self.quotes.state(of: wrong, in: text) == .relocated(slice, "per"))
    for bytes in [0..<0, 2..<3, 4..<700, Int.max - 1..<Int.max] {
      let broken = TextSlice(evidence: slice.evidence, bytes: bytes, scalars: 0..<1, digest: slice.digest)
      #expect(Self.quotes.state(of: broken, in: text) == .drifted)
    }
  }

  @Test func `a search that would take too long is given up`() throws {
    let words = String(repeating: "a", count: 100_000)
    let slice = try #require(Self.quotes.cut(0..<100_000, of: words, in: Self.evidence))
    #expect(Self.quotes.state(of: slice, in: "b" + String(repeating: "a", count: 200_000)) == .drifted)
  }
}
