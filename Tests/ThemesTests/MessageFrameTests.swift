import TestSupport
import Testing
import Themes

@Suite struct MessageFrameTests {
  @Test(arguments: [
    "Hi, The export times out.", "Hello\n\nDear team, the export times out. Kind regards, Hugo",
    "Good morning,\nThe export times out!\n\nThanks in advance,\nAna Example\nHead of Things",
    "Question\n\nHi there, The export times out. No hurry. Best, Eva", "hey hugo, the export times out. Cheers",
    "Guten Tag, the export times out\n\nMit freundlichen Grüßen\nJo", "Team - the export times out - thanks!",
    "Dear Sir or Madam,\nthe export times out.\nYours sincerely,\nB. Writer",
    "The export times out\n\nSent from my iPhone",
  ])
  func `how somebody greets and takes leave says nothing of the subject`(text: String) throws {
    let bare = try #require(MessageWords("The export times out"))
    #expect(MessageWords(text)?.features == bare.features)
  }

  @Test(arguments: [
    "Thanks, the importer likes our files now", "Best practice for large exports?",
    "The export broke. It fails with Regards.",
    "Hello world does not compile", "The invoice says thanks. Remove it", "Is there support for best effort?",
    "Cheers is a word the importer refuses. It must not.", "Hi resolution pictures get lost on the way",
    "The total is wrong. Thanks! It was right last week.", "Export times out. Who is Hugo?",
  ])
  func `what reads like a greeting and is part of the subject stays`(text: String) throws {
    // A word in front keeps everything away from the ends.
    let all = try #require(MessageWords("Exports \(text.lowercased()) exports"))
    let own = try #require(MessageWords(text))
    #expect(Set(own.features).union(MessageWords("exports")?.features ?? []) == Set(all.features))
  }

  @Test func `long messages are read to their last word`() throws {
    let long = (0..<90).map { "thing\(Character(UnicodeScalar(97 + UInt8($0 % 26))))" }.joined(separator: " ")
    let bare = try #require(MessageWords(long))
    #expect(MessageWords("Hello, \(long). Kind regards, Hugo")?.features == bare.features)
    #expect(MessageWords("Hello, \(long)")?.features == bare.features)
  }

  @Test(arguments: 0..<200)
  func `whatever is written is read without harm, and again as before`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let parts = [
      "hi", "Hello", ",", "\n", "\u{2014}", "é", "best", ".", " ", "Thanks", "!", "Ana", "\u{301}", "\r\n", "👩‍👩‍👧", "?",
    ]
    let length = Int.random(in: 0..<400, using: &random)
    let text = (0..<length).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
    #expect(MessageWords(text) == MessageWords(text))
  }

  @Test func `a message that is a greeting and nothing else is read as it stands`() {
    #expect(MessageWords("Hello Zebediah") != nil)
    #expect(MessageWords("Thanks!") == nil)
  }

  @Test func `messages about sixty things have no named theme, however they greet and ask`() {
    let openings = ["Hello,", "Hi,", "Good morning,", "Dear team,", ""]
    let closings = ["Thanks!", "Kind regards, Ana", "Best, Hugo", "No hurry.", ""]
    let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
    let words = (0..<240).map { (number: Int) -> String in "w\(letters[number / 26])\(letters[number % 26])" }
    let asked = ["Is there a", "How do I", "Can we", "Where is the", "What is the"]
    let messages = (0..<60).map { number in
      let subject = (0..<4).map { words[4 * number + $0] }.joined(separator: " ")
      return "\(openings[number % 5]) \(asked[number / 5 % 5]) \(subject)? \(closings[number / 3 % 5])"
    }
    #expect(ThemeMap(messages).themes.allSatisfy { $0.count < 8 || $0.name == "unsorted" })
    var stream = ThemeStream()
    for message in messages {
      _ = stream.add(message)
      if stream.isDue { _ = stream.look() }
    }
    var sizes: [Int: Int] = [:]
    for theme in stream.themes { if let theme { sizes[theme, default: 0] += 1 } }
    for (theme, size) in sizes where size >= 8 {
      let texts = messages.enumerated().filter { stream.theme(of: $0.element) == theme }
      #expect(stream.name(of: texts.map { ($0.element, UInt64($0.offset) + 1) }) == "unsorted")
    }
  }
}
