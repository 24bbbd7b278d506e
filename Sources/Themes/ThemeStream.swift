/// Gives messages their themes as they arrive, and looks all of them over again from time to time.
///
/// Between two looks a message gets the theme of its nearest neighbours, by the cut that the last look has found, or none
/// yet. A look regroups what is remembered. A theme keeps its number only where most of its texts stay together, and every
/// text that changes its theme is in the list of moves: no number comes to mean something else unrecorded. What is
/// remembered are hashes of words, never a text, and no more than a limit.
package struct ThemeStream: Sendable {
  /// Texts that went from one theme to another when all were looked over.
  package struct Move: Equatable, Sendable {
    /// Nil where the texts had no theme, or have none any more.
    package let from: Int?
    package let to: Int?
    package let texts: Int
  }

  /// What is known besides the texts: whoever keeps those and this can resume.
  package struct Head: Equatable, Sendable {
    /// How many of the remembered texts the last look has seen.
    package var seen: Int
    /// The number of the next new theme.
    package var next: Int
    /// The firmness from which the last look let a text belong to a theme.
    package var cut: Float

    package init(seen: Int = 0, next: Int = 0, cut: Float = 0) {
      (self.seen, self.next, self.cut) = (seen, next, cut)
    }
  }

  /// A text that is remembered.
  package struct Known: Equatable, Sendable {
    package let features: [UInt32]
    package let theme: Int?
    /// How often it was said.
    package let times: Int

    package init(features: [UInt32], theme: Int?, times: Int) {
      (self.features, self.theme, self.times) = (features, theme, times)
    }
  }

  package private(set) var head = Head()
  /// The different texts that are remembered, oldest first, and the theme of each; -1 where it has none.
  private(set) var texts: [[UInt32]] = []
  private var themeOf: [Int32] = []
  /// How often each was said.
  private(set) var times: [Int] = []
  /// The places of the texts that the last look has forgotten, as they were before it.
  package private(set) var forgotten: [Int] = []
  private let limit: Int
  /// The first look comes after so many texts, later ones whenever there are half as many more.
  private let firstLook: Int
  /// A text that is said so often, in the same words, is a theme also where no other text is near it.
  private static let repeated = 3
  private var placeOf: [[UInt32]: Int] = [:]
  private var survey: Survey?
  private var memory: [Float] = []

  /// How many texts are remembered.
  package static let usualLimit = 16_384

  /// Begins with nothing, and never remembers more texts than a limit.
  package init(limit: Int = ThemeStream.usualLimit, firstLook: Int = 1) {
    self.firstLook = max(firstLook, 1)
    self.limit = max(limit, 2 * self.firstLook)
  }

  /// Restores what was remembered; what the last look had found of it is found again.
  package init(_ head: Head, _ known: [Known], limit: Int = ThemeStream.usualLimit, firstLook: Int = 1) {
    self.init(limit: limit, firstLook: firstLook)
    self.head = head
    self.head.seen = min(max(head.seen, 0), known.count)
    texts = known.map(\.features)
    themeOf = known.map { ThemeStream.stored($0.theme) }
    times = known.map(\.times)
    for place in texts.indices { placeOf[texts[place]] = place }
    for place in 0..<self.head.seen { promote(place) }
    if self.head.seen > 0 { survey = Survey(Corpus(Array(texts[..<self.head.seen]))) }
    memory = survey?.search.memory ?? []
  }

  /// Whether so much is new that all should be looked over again.
  package var isDue: Bool { isFull || texts.count >= max(firstLook, head.seen + max(1, head.seen / 2)) }

  /// Whether nothing more is remembered until somebody looks.
  package var isFull: Bool { texts.count >= limit }

  /// The themes of the remembered texts, oldest first.
  package var themes: [Int?] { themeOf.map(ThemeStream.number) }

  /// Gives a message its theme; nil where it belongs to none, or to none yet.
  package mutating func add(_ message: String) -> Int? { MessageWords(message).flatMap { add($0) } }

  /// Gives a message its theme, and remembers it unless it teaches nothing.
  package mutating func add(_ words: MessageWords) -> Int? { add(features: words.features, teaches: !words.isSuspect) }

  /// Gives a text its theme by hashes of its words, and remembers it where it teaches.
  package mutating func add(features: [UInt32], teaches: Bool) -> Int? {
    if let place = placeOf[features] {
      if teaches {
        times[place] += 1
        if place < head.seen { promote(place) }
      }
      return ThemeStream.number(themeOf[place])
    }
    var theme: Int32 = -1
    if let survey {
      let vote = Vote(survey.nearest(features, memory: &memory), themeOf: themeOf, words: features.count)
      if let best = vote.themes.first, vote.firmness >= head.cut { theme = best.theme }
    }
    if teaches, !isFull {
      placeOf[features] = texts.count
      texts.append(features)
      themeOf.append(theme)
      times.append(1)
    }
    return ThemeStream.number(theme)
  }

  /// Returns the theme that a message has now, if it is remembered.
  package func theme(of message: String) -> Int? {
    MessageWords(message).flatMap { placeOf[$0.features] }.flatMap { ThemeStream.number(themeOf[$0]) }
  }

  /// Returns the share of the texts which the last look has seen that have a word; nil before the first.
  func share(of stem: String) -> Double? {
    guard let corpus = survey?.corpus, !corpus.texts.isEmpty else { return nil }
    let frequency = corpus.numbers[Words.feature(stem)].map { corpus.frequency[Int($0)] } ?? 0
    return Double(frequency) / Double(corpus.texts.count)
  }

  /// Begins a theme of a text that belongs to none and is said again and again.
  private mutating func promote(_ place: Int) {
    guard themeOf[place] < 0, times[place] >= ThemeStream.repeated else { return }
    themeOf[place] = ThemeStream.stored(head.next)
    head.next += 1
  }

  // MARK: - Looking

  /// Looks over all that is remembered and returns what has moved; at the limit half is forgotten first.
  ///
  /// The texts of `held` themes stay where they are: somebody relies on what they mean.
  package mutating func look(holding held: Set<Int> = []) -> [Move] {
    forgotten = []
    if isFull { forget(texts.count - limit / 2) }
    let survey = Survey(Corpus(texts))
    let grouping = Grouping(survey)
    let numbers = continued(grouping)
    var themes = texts.indices.map { text in
      if held.contains(Int(themeOf[text])) { return themeOf[text] }
      return grouping.themeOf[text] < 0 ? -1 : numbers[Int(grouping.themeOf[text])]
    }
    keepWhole(&themes)
    keepRepeated(&themes)
    var moves: [UInt64: Int] = [:]
    for text in texts.indices where themes[text] != themeOf[text] {
      let pair = UInt64(UInt32(bitPattern: themeOf[text])) << 32 | UInt64(UInt32(bitPattern: themes[text]))
      moves[pair, default: 0] += 1
    }
    themeOf = themes
    self.survey = survey
    memory = survey.search.memory
    (head.seen, head.cut) = (texts.count, grouping.cut)
    return moves.sorted { $0.key < $1.key }.map { pair, count in
      Move(
        from: ThemeStream.number(Int32(truncatingIfNeeded: pair >> 32)),
        to: ThemeStream.number(Int32(truncatingIfNeeded: pair)),
        texts: count
      )
    }
  }

  /// Leaves a theme as it is of which nothing would be left in any theme: what was told once is not taken back for
  /// nothing.
  private func keepWhole(_ themes: inout [Int32]) {
    let known = Set(themeOf).subtracting([-1])
    var left = known
    for text in themes.indices where themes[text] >= 0 { left.remove(themeOf[text]) }
    for text in themes.indices where left.contains(themeOf[text]) { themes[text] = themeOf[text] }
  }

  /// Leaves a text that is said again and again in a theme of its own where no other text is near it.
  private mutating func keepRepeated(_ themes: inout [Int32]) {
    for text in themes.indices where themes[text] < 0 && times[text] >= ThemeStream.repeated {
      themes[text] = ThemeStream.stored(head.next)
      head.next += 1
    }
  }

  /// Gives each group the number of the theme whose texts it has most of, if most of them are in it, or a new one.
  private mutating func continued(_ grouping: Grouping) -> [Int32] {
    var sizes: [Int32: Int] = [:]
    var shared: [UInt64: Int] = [:]
    for text in texts.indices where themeOf[text] >= 0 {
      sizes[themeOf[text], default: 0] += 1
      let group = grouping.themeOf[text]
      if group >= 0 { shared[UInt64(group) << 32 | UInt64(themeOf[text]), default: 0] += 1 }
    }
    var numbers = [Int32](repeating: -1, count: grouping.count)
    for (pair, count) in shared.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      let (group, theme) = (Int(pair >> 32), Int32(pair & 0xffff_ffff))
      guard numbers[group] < 0, 2 * count > sizes[theme, default: 0] else { continue }
      numbers[group] = theme
    }
    for group in numbers.indices where numbers[group] < 0 {
      numbers[group] = ThemeStream.stored(head.next)
      head.next += 1
    }
    return numbers
  }

  /// Forgets the oldest texts, first of those that belong nowhere: a flood of nonsense must not wash away what is known.
  private mutating func forget(_ count: Int) {
    let alone = texts.indices.filter { themeOf[$0] < 0 }
    let themed = texts.indices.filter { themeOf[$0] >= 0 }
    forgotten = (alone + themed).prefix(count).sorted()
    let gone = Set(forgotten)
    let kept = texts.indices.filter { !gone.contains($0) }
    texts = kept.map { texts[$0] }
    themeOf = kept.map { themeOf[$0] }
    times = kept.map { times[$0] }
    placeOf = [:]
    for place in texts.indices { placeOf[texts[place]] = place }
  }

  private static func number(_ theme: Int32) -> Int? { theme < 0 ? nil : Int(theme) }
  private static func stored(_ theme: Int?) -> Int32 { theme.map { Int32(clamping: $0) } ?? -1 }
}
