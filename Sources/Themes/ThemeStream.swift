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

  /// The different texts that are remembered, oldest first, and the theme of each; -1 where it has none.
  private(set) var texts: [[UInt32]] = []
  private(set) var themeOf: [Int32] = []
  /// How many of them the last look has seen.
  private(set) var seen = 0
  /// The number of the next new theme, and the cut of the last look.
  private(set) var next: Int32 = 0
  private(set) var cut: Float = 0
  let limit: Int
  private var placeOf: [[UInt32]: Int] = [:]
  private var survey: Survey?
  private var memory: [Float] = []

  /// The first look comes after so many texts, later ones whenever there are half as many more.
  let firstLook: Int

  /// Begins with nothing, and never remembers more texts than a limit.
  package init(limit: Int = 16_384, firstLook: Int = 256) {
    self.firstLook = max(firstLook, 1)
    self.limit = max(limit, 2 * self.firstLook)
  }

  /// Restores what was remembered; what the last look had found of it is found again.
  init(limit: Int, firstLook: Int, texts: [[UInt32]], themeOf: [Int32], seen: Int, next: Int32, cut: Float) {
    self.init(limit: limit, firstLook: firstLook)
    self.texts = texts
    self.themeOf = themeOf
    self.seen = seen
    self.next = next
    self.cut = cut
    for place in texts.indices { placeOf[texts[place]] = place }
    if seen > 0 { survey = Survey(Corpus(Array(texts[..<seen]))) }
    memory = survey?.search.memory ?? []
  }

  /// Whether so much is new that all should be looked over again.
  package var isDue: Bool { texts.count >= limit || texts.count >= max(firstLook, seen + seen / 2) }

  /// Gives a message its theme; nil where it belongs to none, or to none yet.
  package mutating func add(_ message: String) -> Int? {
    let features = Corpus.features(of: Words.all(Suspicion.clean(message).text))
    guard !features.isEmpty else { return nil }
    if let place = placeOf[features] { return ThemeStream.number(themeOf[place]) }
    var theme: Int32 = -1
    if let survey {
      let vote = Vote(survey.nearest(features, memory: &memory), themeOf: themeOf)
      if let best = vote.themes.first, vote.firmness >= cut { theme = best.theme }
    }
    // Past the limit nothing is learnt until somebody looks.
    guard texts.count < limit else { return ThemeStream.number(theme) }
    placeOf[features] = texts.count
    texts.append(features)
    themeOf.append(theme)
    return ThemeStream.number(theme)
  }

  /// Returns the theme that a message has now, if it is remembered.
  package func theme(of message: String) -> Int? {
    placeOf[Corpus.features(of: Words.all(Suspicion.clean(message).text))].flatMap { ThemeStream.number(themeOf[$0]) }
  }

  /// Looks over all that is remembered and returns what has moved; at the limit the older half is forgotten first.
  package mutating func look() -> [Move] {
    if texts.count >= limit { forget(texts.count - limit / 2) }
    let survey = Survey(Corpus(texts))
    let grouping = Grouping(survey)
    let numbers = continued(grouping)
    var moves: [UInt64: Int] = [:]
    for text in texts.indices {
      let theme = grouping.themeOf[text] < 0 ? -1 : numbers[Int(grouping.themeOf[text])]
      if theme != themeOf[text] {
        moves[UInt64(UInt32(bitPattern: themeOf[text])) << 32 | UInt64(UInt32(bitPattern: theme)), default: 0] += 1
      }
      themeOf[text] = theme
    }
    self.survey = survey
    memory = survey.search.memory
    (seen, cut) = (texts.count, grouping.cut)
    return moves.sorted { $0.key < $1.key }.map { pair, count in
      Move(
        from: ThemeStream.number(Int32(truncatingIfNeeded: pair >> 32)),
        to: ThemeStream.number(Int32(truncatingIfNeeded: pair)),
        texts: count
      )
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
      numbers[group] = next
      next += 1
    }
    return numbers
  }

  private mutating func forget(_ count: Int) {
    for text in texts[..<count] { placeOf[text] = nil }
    texts.removeFirst(count)
    themeOf.removeFirst(count)
    for place in texts.indices { placeOf[texts[place]] = place }
  }

  private static func number(_ theme: Int32) -> Int? { theme < 0 ? nil : Int(theme) }
}
