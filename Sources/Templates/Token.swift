/// A piece of a message: a digest of a word, a sign, or the place of a value that changes.
struct Token: Hashable, Sendable {
  /// What a piece is.
  enum Kind: UInt64, Sendable {
    case word
    /// A word that names a month, a weekday: part of a date beside a number.
    case calendar
    /// A word that goes with the number before it: a unit, a time zone.
    case trailer
    case sign
    /// A sign that may stand between the parts of one value.
    case connective
    case variable
  }

  private static let kinds: UInt64 = 7

  /// The kind in the lowest bits, and a digest above them.
  let bits: UInt64

  init(_ kind: Kind, digest: UInt64) { bits = digest & ~Token.kinds | kind.rawValue }

  /// Takes the bits of a token that was stored; nil for a kind that does not exist.
  init?(bits: UInt64) {
    guard Kind(rawValue: bits & Token.kinds) != nil else { return nil }
    self.bits = bits
  }

  /// A value that changes.
  static let variable = Token(.variable, digest: 0)

  static func == (one: Token, other: Token) -> Bool { one.bits == other.bits }

  var kind: UInt64 { bits & Token.kinds }

  func isKind(_ kind: Kind) -> Bool { self.kind == kind.rawValue }

  var isVariable: Bool { isKind(.variable) }

  /// A word of any sort: what may turn out to be a variable, and what a template keeps.
  var isWord: Bool { kind <= Kind.trailer.rawValue }
}

extension [Token] {
  /// Adds a piece so that values which touch are one, with the signs and dates between them.
  mutating func join(_ token: Token) {
    guard token.isVariable else {
      if token.isKind(.trailer), last?.isVariable == true { return }
      append(token)
      return
    }
    while last?.isKind(.calendar) == true { removeLast() }
    var place = count
    while place > 0, self[place - 1].isKind(.connective) { place -= 1 }
    guard place > 0, self[place - 1].isVariable else {
      append(token)
      return
    }
    removeLast(count - place)
  }
}
