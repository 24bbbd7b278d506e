/// A place of a template that may turn out to be variable: a word, or what stands in brackets or quotes.
struct Column: Equatable, Sendable {
  let range: Range<Int>
  /// The same for all templates that differ in this place alone.
  let key: UInt64
  /// Words of the template that are not in this place.
  let others: Int
  let isVariable: Bool
}

/// Finds the columns of a template.
struct Columns: Sendable {
  /// Columns of one template that are looked at; a longer one is told by its beginning.
  static let limit = 48
  private static let prime: UInt64 = 0x9e37_79b9_7f4a_7c15
  private static let otherPrime: UInt64 = 0xc2b2_ae3d_27d4_eb4f

  /// The signs that open something, each with the one that closes it.
  private let pairs: [(open: Token, close: Token)]
  /// Digests of what is in front of each place, and of what is behind it.
  private var prefixes: [UInt64] = []
  private var suffixes: [UInt64] = []

  init(pairs: [(open: Token, close: Token)]) { self.pairs = pairs }

  /// Returns a digest of a whole template.
  static func digest(_ tokens: [Token]) -> UInt64 {
    var sum = prime
    for token in tokens { sum = mixed(sum, token) }
    return finished(sum)
  }

  private static func mixed(_ sum: UInt64, _ token: Token) -> UInt64 {
    let next = (sum ^ token.bits) &* prime
    return next ^ next >> 29
  }

  private static func finished(_ sum: UInt64) -> UInt64 {
    let next = (sum ^ sum >> 32) &* otherPrime
    return next ^ next >> 29
  }

  /// Returns the columns of a template: its words and values from the left, then what is enclosed.
  mutating func of(_ tokens: [Token]) -> [Column] {
    digestEnds(of: tokens)
    let words = tokens.count { $0.isWord }
    var columns: [Column] = []
    for place in tokens.indices where columns.count < Columns.limit {
      let token = tokens[place]
      guard token.isWord || token.isVariable else { continue }
      let others = words - (token.isWord ? 1 : 0)
      columns.append(column(place..<(place + 1), others: others, isVariable: token.isVariable, salt: 0))
    }
    for range in enclosed(in: tokens) where columns.count < Columns.limit {
      let inner = tokens[range]
      let isVariable = inner.count == 1 && inner.first?.isVariable == true
      let others = words - inner.count { $0.isWord }
      columns.append(column(range, others: others, isVariable: isVariable, salt: 1))
    }
    return columns.filter { $0.others > 0 }
  }

  private func column(_ range: Range<Int>, others: Int, isVariable: Bool, salt: UInt64) -> Column {
    let ends = prefixes[range.lowerBound] &* Columns.prime ^ suffixes[range.upperBound] &* Columns.otherPrime
    let key = Columns.finished(ends &+ UInt64(range.lowerBound) << 1 &+ salt)
    return Column(range: range, key: key, others: others, isVariable: isVariable)
  }

  private mutating func digestEnds(of tokens: [Token]) {
    prefixes.removeAll(keepingCapacity: true)
    suffixes = [UInt64](repeating: Columns.otherPrime, count: tokens.count + 1)
    var sum = Columns.prime
    prefixes.append(sum)
    for token in tokens {
      sum = Columns.mixed(sum, token)
      prefixes.append(sum)
    }
    for place in tokens.indices.reversed() {
      suffixes[place] = Columns.mixed(suffixes[place + 1], tokens[place])
    }
  }

  /// Finds what stands between brackets or quotes: more than a word, or a value.
  private func enclosed(in tokens: [Token]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for place in tokens.indices {
      guard let pair = pairs.first(where: { $0.open == tokens[place] }) else { continue }
      var depth = 1
      var next = place + 1
      while next < tokens.count {
        if tokens[next] == pair.close { depth -= 1 } else if tokens[next] == pair.open { depth += 1 }
        if depth == 0 { break }
        next += 1
      }
      let range = (place + 1)..<max(place + 1, next)
      guard next < tokens.count, range.count > 1 || range.count == 1 && tokens[place + 1].isVariable else { continue }
      ranges.append(range)
    }
    return ranges
  }
}
