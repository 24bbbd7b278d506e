private import Glibc

/// Sorts messages into themes as they come, one pass, within bounded memory.
///
/// Each message joins the theme whose mean vector is nearest, if it is near enough, or begins one. The result depends on
/// the order of the messages and on nothing else, so that a snapshot resumes exactly.
package struct MessageGrouper: Equatable, Sendable {
  private(set) var themes: [Theme] = []
  /// How many messages a word or pair of words was seen in, by its feature.
  private(set) var seen: [UInt32: UInt32] = [:]
  /// How many messages taught anything so far, and how many themes ever began.
  private(set) var count = 0
  private(set) var begun = 0
  /// For each feature, the places of the themes that have it; rebuilt from the themes.
  private var index = ThemeIndex()
  private var slots: [String: Int] = [:]
  private let tuning: Tuning

  /// The numbers that decide; tried on banking77, StackOverflow titles and generated support messages.
  package struct Tuning: Equatable, Sendable {
    /// The cosine from which a message belongs to a theme.
    var cut: Float = 0.2
    var mix = TextVector.Mix()
    /// A pretended number of earlier messages, so that the first words are not all equally rare.
    var prior: Float = 200
    /// Themes kept: past this the one that was quiet longest is closed, its signals stay where they are.
    var themeLimit = usualThemeLimit
    /// Words counted: past this those seen once are forgotten.
    var wordLimit = 65_536

    package static let usualThemeLimit = 4_096
  }

  /// Begins with no theme, and never keeps more than so many.
  package init(themeLimit: Int = Tuning.usualThemeLimit) {
    tuning = Tuning(themeLimit: themeLimit)
  }

  init(themes: [Theme], seen: [UInt32: UInt32], count: Int, begun: Int) {
    self.init()
    self.themes = themes
    self.seen = seen
    self.count = count
    self.begun = begun
    index = ThemeIndex(themes)
    for slot in themes.indices { slots[themes[slot].fingerprint] = slot }
  }

  /// Compares what was learnt; the index follows from it.
  package static func == (left: MessageGrouper, right: MessageGrouper) -> Bool {
    left.themes == right.themes && left.seen == right.seen && left.count == right.count && left.begun == right.begun
  }
}

// MARK: - Messages

extension MessageGrouper {
  /// Gives a message its theme, as the fingerprint; nil for advertising and for what says nothing of its own.
  ///
  /// A message that talks to machines may join a theme by what comes before, but teaches nothing.
  package mutating func add(_ text: String, evidence: String, writer: UInt64 = 0) -> String? {
    let (clean, isSuspect) = Suspicion.clean(text)
    let spoken = Words.all(clean)
    let tone = MessageTone(spoken, of: clean)
    guard tone != .spam, tone != .empty else { return nil }
    let words = Words.content(spoken)
    guard !words.isEmpty else { return nil }
    let vector = TextVector(words, mix: tuning.mix, rarity: rarity)
    let nearest = nearest(to: vector, isPraise: tone == .praise)
    if isSuspect {
      guard let nearest else { return nil }
      themes[nearest].note(number: count)
      return themes[nearest].fingerprint
    }
    count += 1
    learn(words)
    // Of whom nobody knows who they are, each counts as another.
    let writer = writer != 0 ? writer : UInt64(evidence.prefix(16), radix: 16) ?? UInt64(count)
    guard let slot = nearest else {
      let slot = begin(vector, words, evidence: evidence, isPraise: tone == .praise, writer: writer)
      return themes[slot].fingerprint
    }
    let before = themes[slot].features
    themes[slot].add(vector, words: words, number: count, writer: writer)
    index.change(slot, from: before, to: themes[slot].features)
    return themes[slot].fingerprint
  }

  /// Forgets a person: that they were the first to say a word.
  package mutating func forget(writer: UInt64) {
    for slot in themes.indices { themes[slot].forget(writer: writer) }
  }

  /// Returns the commonest distinctive words of a theme, at most four; nil for a theme that is not known any more.
  package func label(of fingerprint: String) -> String? {
    slots[fingerprint].map { ThemeLabel.make(themes[$0], rarity: rarity) }
  }

  /// Returns the place of the nearest theme, if it is near enough; the older one where two are as near.
  private func nearest(to vector: TextVector, isPraise: Bool) -> Int? {
    var best: (slot: Int, cosine: Float)?
    let sums = index.products(vector, themes: themes)
    for slot in themes.indices where sums[slot] > 0 && themes[slot].isPraise == isPraise {
      let cosine = sums[slot] / themes[slot].length
      guard cosine >= tuning.cut else { continue }
      guard let current = best else {
        best = (slot, cosine)
        continue
      }
      let isOlder = cosine == current.cosine && themes[slot].ordinal < themes[current.slot].ordinal
      if cosine > current.cosine || isOlder { best = (slot, cosine) }
    }
    return best?.slot
  }

  private mutating func begin(
    _ vector: TextVector,
    _ words: [Word],
    evidence: String,
    isPraise: Bool,
    writer: UInt64
  ) -> Int {
    begun += 1
    let theme = Theme(
      ordinal: begun,
      origin: String(evidence.prefix(Theme.originLength)),
      isPraise: isPraise,
      vector: vector,
      words: words,
      number: count,
      writer: writer
    )
    let slot = freeSlot()
    if slot < themes.count {
      index.change(slot, from: themes[slot].features, to: theme.features)
      slots[themes[slot].fingerprint] = nil
      themes[slot] = theme
    } else {
      index.change(slot, from: [], to: theme.features)
      themes.append(theme)
    }
    slots[theme.fingerprint] = slot
    return slot
  }

  /// Returns the place for a new theme: past the last one, or that of the theme which was quiet longest.
  private func freeSlot() -> Int {
    guard themes.count >= tuning.themeLimit else { return themes.count }
    return themes.indices.min { (themes[$0].latest, $0) < (themes[$1].latest, $1) } ?? themes.count
  }

  // MARK: - Rarity

  /// Returns how rare a word is, as the inverse frequency among the messages so far.
  private func rarity(_ feature: UInt32) -> Float {
    let messages = Float(count) + tuning.prior
    return log1pf(messages / (Float(seen[feature] ?? 0) + 1))
  }

  private mutating func learn(_ words: [Word]) {
    var features: Set<UInt32> = []
    var previous: Word?
    for word in words {
      features.insert(TextVector.feature(word.stem))
      if let previous, previous.stem != word.stem {
        features.insert(TextVector.feature("\(previous.stem) \(word.stem)"))
      }
      previous = word
    }
    for feature in features { seen[feature, default: 0] += 1 }
    if seen.count > tuning.wordLimit { seen = seen.filter { $0.value > 1 } }
  }
}
