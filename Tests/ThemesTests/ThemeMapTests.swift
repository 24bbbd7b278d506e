import TestSupport
import Testing
// Votes and groups are the room's own business.
@testable import Themes

/// Seeded messages of several topics, each topic with words of its own among words that all have.
private struct TopicSource {
  private var random: SplitMix64
  private static let topics = [
    "refund payment returned purchase merchant", "password reset locked login email",
    "export report spreadsheet column csv",
    "delivery address parcel courier late", "dark theme colour screen contrast", "invoice tax number company receipt",
  ]
  private static let common = "the my is how to please can it with when for not a have this need".split(separator: " ")

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func message(_ topic: Int) -> String {
    let own = Self.topics[topic].split(separator: " ").shuffled(using: &random).prefix(3)
    let other = Self.common.shuffled(using: &random).prefix(4)
    return (own + other).shuffled(using: &random).joined(separator: " ")
  }

  mutating func messages(_ count: Int) -> [(topic: Int, text: String)] {
    (0..<count).map { number in (number % Self.topics.count, message(number % Self.topics.count)) }
  }

  /// A message of words that nobody else says.
  mutating func noise() -> String {
    (0..<6).map { _ in String((0..<8).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement(using: &random) ?? "x" }) }
      .joined(separator: " ")
  }
}

@Suite struct ThemeMapTests {
  @Test func `as many themes are found as there are topics, and none is of two`() {
    var source = TopicSource(seed: 1)
    let messages = source.messages(90)
    let map = ThemeMap(messages.map(\.text))
    var topics: [Int: Set<Int>] = [:]
    for (message, place) in zip(messages, map.places) {
      if let theme = place.theme { topics[theme, default: []].insert(message.topic) }
    }
    #expect(topics.values.allSatisfy { $0.count == 1 })
    #expect(map.themes.count == 6)
    #expect(map.places.count { $0.theme != nil } > 60)
  }

  @Test func `a message of words that nobody else says has no theme`() {
    var source = TopicSource(seed: 2)
    let messages = source.messages(72).map(\.text)
    let noise = (0..<20).map { _ in source.noise() }
    let map = ThemeMap(messages + noise)
    #expect(map.places.suffix(20).allSatisfy { $0.theme == nil })
  }

  @Test func `a theme is called by its own words and shown by one of its messages`() throws {
    var source = TopicSource(seed: 3)
    let messages = source.messages(72)
    let map = ThemeMap(messages.map(\.text))
    let theme = try #require(map.places[0].theme)
    let name = map.themes[theme].name.split(separator: ", ").map(String.init)
    #expect(!name.isEmpty && name.count <= 4)
    #expect(name.allSatisfy { "refund payment returned purchase merchant".contains($0) }, "\(name)")
    #expect(map.places[map.themes[theme].example].theme == theme)
    #expect(map.themes[theme].count == map.places.count { $0.theme == theme })
  }

  @Test func `the same text in two channels is one, and counted twice`() throws {
    var source = TopicSource(seed: 4)
    let messages = source.messages(72).map(\.text)
    let map = ThemeMap(messages + ["Hello! " + messages[7], messages[5].uppercased() + "!", "Again " + messages[7]])
    #expect(map.places[73].copyOf == 5)
    #expect(map.places[73].theme == map.places[5].theme)
    #expect(map.places[72].copyOf == 7)
    #expect(map.places[74].copyOf == nil)
    #expect(map.places[5].copyOf == nil)
  }

  @Test func `neighbours of two topics speak for both`() {
    let closeness: [Float] = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]
    let neighbours = closeness.enumerated().map { Neighbour(text: Int32($0.offset), closeness: $0.element) }
    let vote = Vote(neighbours, themeOf: [1, 0, 1, -1, 1, 1], words: 8)
    #expect(vote.themes.map(\.theme) == [1, 0])
    #expect(vote.themes.map(\.voters) == [4, 1])
    #expect(abs(vote.total - 3.9) < 1e-5)
    // The nearest three count, and where there are fewer the places stay empty.
    #expect(abs(vote.firmness(in: 1) - 2.1 / 3) < 1e-5)
    #expect(abs(vote.firmness(in: 0) - 0.8 / 3) < 1e-5)
    #expect(vote.firmness(in: 7) == 0)
    // Three words are near by chance to whatever shares one of them.
    let short = Vote(neighbours, themeOf: [1, 0, 1, -1, 1, 1], words: 3)
    #expect(short.firmness < vote.firmness)
    #expect(short.themes.map(\.theme) == vote.themes.map(\.theme))
  }

  @Test func `the same messages have the same themes every time`() {
    var source = TopicSource(seed: 6)
    let messages = source.messages(60).map(\.text)
    let (one, other) = (ThemeMap(messages), ThemeMap(messages))
    #expect(one.places == other.places)
    #expect(one.themes == other.themes)
  }

  @Test(arguments: [
    [], [""], ["one"], ["?", "!", "12345"], [String](repeating: "same words here", count: 60),
    ["\u{0}\u{202e}\u{fffd}", "🙂🙂", "word"], [String(repeating: "word ", count: 1_000)],
  ])
  func `odd heaps of messages do no harm`(messages: [String]) {
    let map = ThemeMap(messages)
    #expect(map.places.count == messages.count)
    #expect(map.places.compactMap(\.theme).allSatisfy(map.themes.indices.contains))
  }
}

@Suite struct ThemeStreamTests {
  /// A stream made of what whoever keeps texts knows of another.
  private func resumed(_ stream: ThemeStream) -> ThemeStream {
    let known = stream.texts.indices.map {
      ThemeStream.Known(features: stream.texts[$0], theme: stream.themes[$0], times: stream.times[$0])
    }
    return ThemeStream(stream.head, known, limit: 72, firstLook: 36)
  }

  private func played(_ messages: [String], from snapshotAt: Int? = nil) -> (ThemeStream, [Int?]) {
    var stream = ThemeStream(limit: 72, firstLook: 36)
    var themes: [Int?] = []
    for (number, message) in messages.enumerated() {
      if number == snapshotAt { stream = resumed(stream) }
      themes.append(stream.add(message))
      if stream.isDue { _ = stream.look() }
    }
    return (stream, themes)
  }

  @Test func `messages get the themes that the last look has found`() {
    var source = TopicSource(seed: 7)
    let messages = source.messages(70)
    let (stream, themes) = played(messages.map(\.text))
    #expect(themes.prefix(36).allSatisfy { $0 == nil })
    var topics: [Int: Set<Int>] = [:]
    for (message, theme) in zip(messages, themes) {
      if let theme { topics[theme, default: []].insert(message.topic) }
    }
    #expect(topics.count >= 6)
    #expect(topics.values.allSatisfy { $0.count == 1 })
    #expect(messages.count { stream.theme(of: $0.text) != nil } > 40)
  }

  @Test(arguments: [1, 36, 70])
  func `resuming from what is kept is as never having stopped`(cut: Int) {
    var source = TopicSource(seed: 8)
    let messages = source.messages(80).map(\.text)
    let (whole, expected) = played(messages)
    let (part, themes) = played(messages, from: cut)
    #expect(themes == expected)
    #expect(part.themes == whole.themes)
    #expect(part.head == whole.head)
  }

  @Test func `every text that changes its theme is in the list of moves`() {
    var source = TopicSource(seed: 9)
    let messages = source.messages(120).map(\.text)
    var stream = ThemeStream()
    for message in messages.prefix(80) { _ = stream.add(message) }
    _ = stream.look()
    for message in messages.dropFirst(80) { _ = stream.add(message) }
    let distinct = Array(Set(messages))
    let before = distinct.map { stream.theme(of: $0) }
    let moves = stream.look()
    let after = distinct.map { stream.theme(of: $0) }
    #expect(zip(before, after).count { $0 != $1 } == moves.reduce(0) { $0 + $1.texts })
    for move in moves { #expect(zip(before, after).count { $0 == move.from && $1 == move.to } == move.texts) }
  }

  @Test func `a theme keeps its number when all are looked over again`() {
    var source = TopicSource(seed: 10)
    let messages = source.messages(140).map(\.text)
    var stream = ThemeStream()
    for message in messages.prefix(80) { _ = stream.add(message) }
    _ = stream.look()
    let before = messages.prefix(80).map { stream.theme(of: $0) }
    for message in messages.dropFirst(80) { _ = stream.add(message) }
    _ = stream.look()
    let kept = zip(before, messages).count { $0 != nil && stream.theme(of: $1) == $0 }
    #expect(kept > 55)
  }

  @Test func `texts of a theme that somebody relies on stay in it`() {
    var source = TopicSource(seed: 14)
    let messages = source.messages(120).map(\.text)
    var stream = ThemeStream()
    for message in messages.prefix(24) { _ = stream.add(message) }
    _ = stream.look()
    let held = Set(stream.themes.compactMap(\.self))
    let before = stream.themes
    for message in messages.dropFirst(24) { _ = stream.add(message) }
    _ = stream.look(holding: held)
    for (old, new) in zip(before, stream.themes) where old != nil { #expect(new == old) }
  }

  @Test func `it remembers no more than its limit, whatever comes`() {
    var source = TopicSource(seed: 11)
    var stream = ThemeStream(limit: 60, firstLook: 20)
    let known = source.messages(30).map(\.text)
    for message in known { _ = stream.add(message) }
    _ = stream.look()
    let themed = known.filter { stream.theme(of: $0) != nil }
    #expect(themed.count > 10)
    for _ in 0..<200 {
      _ = stream.add(source.noise())
      if stream.isDue { _ = stream.look() }
      #expect(stream.themes.count <= 60)
    }
    #expect(stream.themes.count < 60)
    let kept = themed.count { stream.theme(of: $0) != nil }
    #expect(2 * kept > themed.count, "a flood of nonsense does not wash away what is known")
  }
}

@Suite struct PartitionTests {
  @Test func `a group is constant as far as others have it again`() {
    let found = TextGroups([0, 0, 0, 0, 1, 1, 2, 2])
    #expect(found.likeness(to: [0, 1, 2, 3]) == 1)
    #expect(found.likeness(to: [4, 5, 6, 7]) == 0.5)
    #expect(found.likeness(to: [3, 4]) == 1.0 / 3)
    #expect(
      TextGroups.constancy(of: [4, 5, 6, 7], in: [found, TextGroups([0, 0, 0, 0, 1, 1, 1, 1])]) == (0.125 + 1) / 2
    )
  }
}

@Suite struct FloodTests {
  /// Messages that nobody has sent before: nonsense of syllables, nonsense in another script, and people who say where and
  /// since when the same thing fails.
  private func flood(_ count: Int) -> [(isKnown: Bool, text: String)] {
    var random = SplitMix64(seed: 16)
    let syllables = "ka ter pim lo vel dra bex to gri mi sha quo ul ne san ri tog osh".split(separator: " ")
    let signs = (0x430...0x44f).compactMap { Unicode.Scalar($0).map(Character.init) }
    func word() -> String {
      (0..<Int.random(in: 2...4, using: &random)).map { _ in syllables.randomElement(using: &random) ?? "" }.joined()
    }
    let places = [
      "Firefox", "Chrome", "Safari", "Edge", "the tablet", "my phone", "the laptop", "Linux", "Windows", "a Mac",
    ]
    let times = ["Monday", "Tuesday", "Friday", "yesterday", "the update", "noon", "last week", "this morning"]
    return (0..<count).map { number in
      switch number % 3 {
      case 0: return (false, (0..<8).map { _ in word() }.joined(separator: " "))
      case 1:
        return (
          false,
          (0..<6).map { _ in String((0..<6).map { _ in signs.randomElement(using: &random) ?? "x" }) }
            .joined(separator: " ")
        )
      default:
        let place = places.randomElement(using: &random) ?? ""
        let time = times.randomElement(using: &random) ?? ""
        return (true, "The export of the report times out on \(place) since \(time)")
      }
    }
  }

  @Test func `a flood of different nonsense is in hardly any theme, and a topic amid it is`() {
    var stream = ThemeStream(limit: 240, firstLook: 120)
    let messages = flood(480)
    for message in messages {
      _ = stream.add(message.text)
      if stream.isDue { _ = stream.look() }
      #expect(stream.themes.count <= 240)
    }
    let nonsense = messages.filter { !$0.isKnown }.compactMap { stream.theme(of: $0.text) }
    let known = messages.filter(\.isKnown).suffix(60).compactMap { stream.theme(of: $0.text) }
    #expect(10 * nonsense.count < stream.themes.count)
    #expect(known.count > 40)
    #expect(Set(known).isDisjoint(with: nonsense))
  }
}
