/// Messages about the same thing: their mean vector and their commonest words.
struct Theme: Equatable, Sendable {
  /// The number it got when it began; with the first member's evidence this names it for ever.
  let ordinal: Int
  /// The start of the first member's evidence id.
  let origin: String
  let isPraise: Bool
  /// How many messages taught it; suspect ones do not.
  private(set) var count: Int
  /// The sum of the members' vectors, sorted by feature, and its length.
  private(set) var features: [UInt32]
  private(set) var weights: [Float]
  private(set) var length: Float
  private(set) var words: [Tally]
  /// The number of the latest message that joined it.
  private(set) var latest: Int

  /// How many members said a word, by the feature of its stem.
  struct Tally: Equatable, Sendable {
    let feature: UInt32
    /// As a second person wrote it; empty until then, so that no word of one person alone is kept.
    var text: String
    var count: Int
    /// The keyed hash of the first who said it; 0 once there is a second, or the first has been forgotten.
    var writer: UInt64
  }

  /// Features kept of a theme: past twice as many, the lightest go.
  static let featureLimit = 160
  static let wordLimit = 48
  static let originLength = 12

  /// What tells it from every other theme.
  var fingerprint: String { "\(isPraise ? "praise" : "theme") \(ordinal) \(origin)" }

  /// Begins a theme with its first message.
  init(ordinal: Int, origin: String, isPraise: Bool, vector: TextVector, words: [Word], number: Int, writer: UInt64) {
    self.ordinal = ordinal
    self.origin = origin
    self.isPraise = isPraise
    count = 0
    features = []
    weights = []
    length = 0
    self.words = []
    latest = number
    add(vector, words: words, number: number, writer: writer)
  }

  /// Forgets that a person was the first to say a word.
  mutating func forget(writer: UInt64) {
    for place in words.indices where words[place].writer == writer { words[place].writer = 0 }
  }

  /// Restores a theme as it was.
  init(
    ordinal: Int,
    origin: String,
    isPraise: Bool,
    count: Int,
    features: [UInt32],
    weights: [Float],
    words: [Tally],
    latest: Int
  ) {
    self.ordinal = ordinal
    self.origin = origin
    self.isPraise = isPraise
    self.count = count
    self.features = features
    self.weights = weights
    self.words = words
    self.latest = latest
    length = 0
    measure()
  }

  /// Learns from one more message.
  mutating func add(_ vector: TextVector, words newWords: [Word], number: Int, writer: UInt64) {
    count += 1
    latest = number
    merge(vector)
    if features.count > 2 * Theme.featureLimit { prune() }
    measure()
    learn(newWords, writer: writer)
  }

  /// Returns how much a feature weighs in the sum of its members.
  func weight(_ feature: UInt32) -> Float {
    var low = 0
    var high = features.count
    while low < high {
      let middle = (low + high) / 2
      if features[middle] < feature { low = middle + 1 } else { high = middle }
    }
    return low < features.count && features[low] == feature ? weights[low] : 0
  }

  /// Notes that a message joined from which nothing is learnt.
  mutating func note(number: Int) {
    latest = number
  }

  private mutating func merge(_ vector: TextVector) {
    var newFeatures: [UInt32] = []
    var newWeights: [Float] = []
    newFeatures.reserveCapacity(features.count + vector.features.count)
    newWeights.reserveCapacity(features.count + vector.features.count)
    var own = 0
    var other = 0
    while own < features.count || other < vector.features.count {
      let left = own < features.count ? features[own] : .max
      let right = other < vector.features.count ? vector.features[other] : .max
      newFeatures.append(min(left, right))
      switch (left <= right && own < features.count, right <= left && other < vector.features.count) {
      case (true, true): newWeights.append(weights[own] + vector.weights[other])
      case (true, false): newWeights.append(weights[own])
      case (false, _): newWeights.append(vector.weights[other])
      }
      if left <= right, own < features.count { own += 1 }
      if right <= left, other < vector.features.count { other += 1 }
    }
    features = newFeatures
    weights = newWeights
  }

  private mutating func prune() {
    let order = features.indices.sorted { (weights[$1], features[$0]) < (weights[$0], features[$1]) }
    let kept = order.prefix(Theme.featureLimit).sorted()
    (features, weights) = (kept.map { features[$0] }, kept.map { weights[$0] })
  }

  private mutating func measure() {
    var square: Float = 0
    for weight in weights { square += weight * weight }
    length = square.squareRoot()
  }

  private mutating func learn(_ newWords: [Word], writer: UInt64) {
    var seen: Set<UInt32> = []
    for word in newWords {
      let feature = TextVector.feature(word.stem)
      guard seen.insert(feature).inserted else { continue }
      if let place = words.firstIndex(where: { $0.feature == feature }) {
        words[place].count += 1
        if words[place].text.isEmpty, words[place].writer != writer {
          words[place].text = word.text
          words[place].writer = 0
        }
      } else {
        words.append(Tally(feature: feature, text: "", count: 1, writer: writer))
      }
    }
    guard words.count > 2 * Theme.wordLimit else { return }
    words.sort { ($1.count, $0.feature) < ($0.count, $1.feature) }
    words.removeLast(words.count - Theme.wordLimit)
  }
}
