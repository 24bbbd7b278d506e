import Domain
import TestSupport
import Testing

@Suite struct RecordIDTests {
  @Test(arguments: RecordKind.allCases)
  func `an id reads back as it was written, in either case`(kind: RecordKind) throws {
    for number in 0..<200 {
      let id = RecordID(kind, of: "thing \(number)", length: 6 + number % 5)
      #expect(RecordID(id.text) == id)
      #expect(RecordID(id.text.lowercased()) == id)
      #expect(id.text.hasPrefix("\(kind.letter)-"))
    }
  }

  @Test func `the same words of another kind give another id`() {
    let texts = RecordKind.allCases.map { RecordID($0, of: "one").text.dropFirst(2) }
    #expect(Set(texts).count == RecordKind.allCases.count)
    #expect(Set(RecordKind.allCases.map(\.letter)).count == RecordKind.allCases.count)
  }

  @Test func `a longer id begins like the shorter one`() {
    let short = RecordID(.bet, of: "x")
    #expect(RecordID(.bet, of: "x", length: 12).text.hasPrefix(short.text))
  }

  @Test(arguments: [("b-o0Il1u", nil), ("B-OIL000", "B-011000"), ("b-7k2m9q", "B-7K2M9Q")] as [(String, String?)])
  func `letters that look like digits are read as digits`(typed: String, text: String?) {
    #expect(RecordID(typed)?.text == text)
  }

  @Test(arguments: [
    "", "B", "B-", "-7K2M9Q", "X-7K2M9Q", "B-7K2M9", "B-7K2M9Q-1", "B-7K2M9U", "B 7K2M9Q", "BB-7K2M9Q", "B-7K2M9é",
  ])
  func `what is no id is refused`(typed: String) {
    #expect(RecordID(typed) == nil)
  }

  @Test func `no text crashes the reader, and what it reads it writes the same`() {
    var random = SplitMix64(seed: 21)
    let pieces = ["B", "-", "O-", "7K2M9Q", "I", "é", "\u{0}", "0", "l", " ", "G", "ZZZZZZ"]
    for _ in 0..<3_000 {
      let typed = (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      guard let id = RecordID(typed) else { continue }
      #expect(RecordID(id.text) == id)
    }
  }
}
