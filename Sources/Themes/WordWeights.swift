private import Glibc

/// How much each word says about what a text is about, learnt from the texts alone.
///
/// A word weighs more where it is rare, as usual, and where the words beside it differ from what stands beside any word:
/// the company of `refund` says more than the company of `please`, whatever the language. How far the company of a word is
/// from that of all is a relative entropy; it is compared with that of words as frequent, because few draws differ more.
struct WordWeights: Sendable {
  private(set) var weights: [Float]
  /// What a word weighs that was never seen.
  private let rarest: Float

  private static let textLimit = 500
  private static let bins = 20
  /// The bounds of the comparison, and how much it counts.
  private static let bounds: ClosedRange<Double> = 0.25...4
  private static let power = 0.75
  /// How many texts it takes to outweigh what is known of a language: that its commonest words say nothing.
  private static let known = 128.0

  init(_ corpus: Corpus) {
    let count = Double(corpus.texts.count)
    rarest = Float(log(count + 1) + 1)
    let company = Company(corpus, textLimit: WordWeights.textLimit)
    let usual = WordWeights.usual(company)
    let learnt = count / (count + WordWeights.known)
    weights = corpus.frequency.indices.map { word in
      let rarity =
        (log((count + 1) / (Double(corpus.frequency[word]) + 1)) + 1)
        * (StopWords.features.contains(corpus.features[word]) ? learnt : 1)
      guard corpus.frequency[word] > 1, company.sizes[word] > 0 else { return Float(rarity) }
      let normal = usual[WordWeights.bin(company.sizes[word], of: company.largest)]
      let ratio = normal > 0 ? company.distances[word] / normal : 1
      let clamped = min(max(ratio, WordWeights.bounds.lowerBound), WordWeights.bounds.upperBound)
      return Float(rarity * pow(clamped, WordWeights.power))
    }
  }

  /// Returns the weights of a text's words, scaled to length one with so many words beside them that nobody knows.
  func row(_ text: [Int32], unknown: Int = 0) -> [Float] {
    let row = text.map { weights[Int($0)] }
    let square = row.reduce(Float(unknown) * rarest * rarest) { $0 + $1 * $1 }
    return square > 0 ? row.map { $0 / square.squareRoot() } : row
  }

  /// The median distance of the words whose company is about as large.
  private static func usual(_ company: Company) -> [Double] {
    var groups = [[Double]](repeating: [], count: bins + 1)
    for word in company.sizes.indices where company.isCounted[word] {
      groups[bin(company.sizes[word], of: company.largest)].append(company.distances[word])
    }
    return groups.map { group in
      let sorted = group.sorted()
      guard !sorted.isEmpty else { return 0 }
      return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
  }

  private static func bin(_ size: Int, of largest: Int) -> Int {
    guard largest > 0 else { return 0 }
    return Int(log(Double(size) + 1) / log(Double(largest) + 1) * Double(bins))
  }

  /// The words that stand in the same texts as a word.
  private struct Company {
    var sizes: [Int]
    var distances: [Double]
    var isCounted: [Bool]
    var largest = 0

    init(_ corpus: Corpus, textLimit: Int) {
      let words = corpus.frequency.count
      sizes = [Int](repeating: 0, count: words)
      distances = [Double](repeating: 0, count: words)
      isCounted = corpus.frequency.map { $0 > 1 }
      let chance = Company.chance(corpus)
      let texts = TextLists(corpus)
      var counts = [Int32](repeating: 0, count: words)
      var touched: [Int32] = []
      for word in 0..<words where isCounted[word] {
        let list = texts.list(of: word)
        // Of a word that stands everywhere, texts evenly spread are enough.
        let step = max(1, list.count / textLimit)
        for place in stride(from: 0, to: list.count, by: step) {
          for other in corpus.texts[Int(list[list.startIndex + place])] where other != Int32(word) {
            if counts[Int(other)] == 0 { touched.append(other) }
            counts[Int(other)] += 1
            sizes[word] += 1
          }
        }
        let size = Double(sizes[word])
        for other in touched {
          let share = Double(counts[Int(other)]) / size
          distances[word] += share * log(share / chance[Int(other)])
          counts[Int(other)] = 0
        }
        touched.removeAll(keepingCapacity: true)
        largest = max(largest, sizes[word])
      }
    }

    /// How often a companion is this word, whatever the word it accompanies.
    private static func chance(_ corpus: Corpus) -> [Double] {
      var sums = [Double](repeating: 0, count: corpus.frequency.count)
      var total = 0.0
      for text in corpus.texts {
        for word in text { sums[Int(word)] += Double(text.count - 1) }
        total += Double(text.count * (text.count - 1))
      }
      return sums.map { $0 / max(total, 1) }
    }
  }
}

/// In which texts each word stands.
struct TextLists {
  private var starts: [Int]
  private var texts: [Int32]

  init(_ corpus: Corpus) {
    starts = [0]
    for count in corpus.frequency { starts.append(starts[starts.count - 1] + Int(count)) }
    texts = [Int32](repeating: 0, count: starts[starts.count - 1])
    var next = starts
    for place in corpus.texts.indices {
      for word in corpus.texts[place] {
        texts[next[Int(word)]] = Int32(place)
        next[Int(word)] += 1
      }
    }
  }

  func list(of word: Int) -> ArraySlice<Int32> { texts[starts[word]..<starts[word + 1]] }
}
