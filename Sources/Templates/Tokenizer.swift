/// Cuts a message into words and signs, with a mark in place of each value that is one by its shape.
///
/// Numbers, ids, addresses, paths, dates, sizes, `name=value` and words with a digit in them are such values; touching
/// ones become one. Nothing of the text is kept: a word is a digest that depends on the seed.
struct Tokenizer: Sendable {
  /// Bytes and pieces of one message that are looked at.
  static let byteLimit = 1_024
  static let tokenLimit = 100

  let kinds = ByteKinds.standard
  let words = KnownWords.standard
  let seed: UInt64
  /// Whether whatever stands in quotes is a value.
  let masksQuotes: Bool
  /// The pieces of the message read last.
  var tokens: [Token] = []
  /// Where the words of the message read last are, if somebody wants to know.
  var wordRanges: [Range<Int>]?
  /// Whether what comes next is the value of a name.
  var isValueNext = false
  /// What the word read last means.
  var lastMeaning: KnownWords.Meaning = []

  init(seed: UInt64, masksQuotes: Bool = false) {
    self.seed = seed
    self.masksQuotes = masksQuotes
  }

  /// Reads a message.
  mutating func read(_ text: Span<UInt8>) {
    tokens.removeAll(keepingCapacity: true)
    wordRanges?.removeAll()
    isValueNext = false
    lastMeaning = []
    let end = min(text.count, Tokenizer.byteLimit)
    var place = 0
    while place < end, tokens.count < Tokenizer.tokenLimit {
      let kind = kinds[text[place]]
      if kind & ByteKinds.space != 0 {
        place &+= 1
      } else if let after = marker(text, at: place, end) {
        addVariable()
        place = after
      } else if kind & ByteKinds.word != 0 {
        place = run(text, from: place, end)
      } else {
        place = sign(text, at: place, end)
      }
    }
    if isValueNext { tokens.join(.variable) }
  }

  /// Adds a value.
  mutating func addVariable() {
    tokens.join(.variable)
    isValueNext = false
    lastMeaning = []
  }

  /// Adds a sign; one that is repeated counts once.
  mutating func add(sign byte: UInt8) {
    let token = token(sign: byte)
    if tokens.last != token { tokens.append(token) }
  }

  private func token(sign byte: UInt8) -> Token {
    let kind: Token.Kind = kinds[byte] & ByteKinds.connective != 0 ? .connective : .sign
    return Token(kind, digest: (seed ^ UInt64(byte)) &* 0x9e37_79b9_7f4a_7c15)
  }

  /// Adds a word as it is written.
  mutating func add(word text: Span<UInt8>, _ range: Range<Int>) {
    let wasOwner = lastMeaning.contains(.owner)
    let meaning = words.meaning(of: text, range)
    lastMeaning = meaning
    guard !meaning.contains(.value), !wasOwner || tokens.last?.isWord != true else { return tokens.join(.variable) }
    var digest = seed
    for place in range { digest = (digest ^ UInt64(text[place])) &* 0x0000_0100_0000_01b3 }
    digest = (digest ^ digest >> 32) &* 0xd6e8_feb8_6659_fd93
    digest ^= digest >> 32
    let isCapital = text[range.lowerBound] & 0x20 == 0
    var kind: Token.Kind = .word
    if isCapital, !meaning.isDisjoint(with: [.month, .weekday]) { kind = .calendar }
    if meaning.contains(.unit) || isCapital && meaning.contains(.zone) { kind = .trailer }
    tokens.join(Token(kind, digest: digest))
    if kind == .word { wordRanges?.append(range) }
  }

  /// Reads a sign, and what it says of what comes behind it.
  private mutating func sign(_ text: Span<UInt8>, at place: Int, _ end: Int) -> Int {
    let byte = text[place]
    if byte == UInt8(ascii: "=") {
      add(sign: byte)
      isValueNext = !lastMeaning.contains(.message)
      if isValueNext, isValueMissing(text, after: place, end) { addVariable() }
      return place &+ 1
    }
    if byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">"), isComparison(text, at: place, end) { return place &+ 1 }
    if let after = quoted(text, at: place, end) {
      add(sign: byte)
      addVariable()
      add(sign: byte)
      return after
    }
    isValueNext = false
    add(sign: byte)
    return place &+ 1
  }

  /// Reports whether `name=` has no value: at the end, before another name, before what ends a list.
  private func isValueMissing(_ text: Span<UInt8>, after sign: Int, _ end: Int) -> Bool {
    var place = sign &+ 1
    while place < end, kinds[text[place]] & ByteKinds.space != 0 { place &+= 1 }
    guard place < end else { return true }
    if Tokenizer.endsList(text[place]) { return true }
    guard place > sign &+ 1 else { return false }
    while place < end, kinds[text[place]] & ByteKinds.word != 0 { place &+= 1 }
    return place < end && text[place] == UInt8(ascii: "=")
  }

  private static func endsList(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): true
    default: false
    }
  }

  /// Reports whether a sign belongs to the number behind it, as in `<1 sec`; `<5>` is a number in brackets.
  private func isComparison(_ text: Span<UInt8>, at place: Int, _ end: Int) -> Bool {
    var next = place &+ 1
    guard next < end, kinds[text[next]] & ByteKinds.digit != 0 else { return false }
    while next < end, kinds[text[next]] & ByteKinds.word != 0 { next &+= 1 }
    return next >= end || text[next] != UInt8(ascii: ">")
  }

  /// Finds the end of a quoted value: of a name or a path, which may have spaces in it; any where quotes are masked.
  private func quoted(_ text: Span<UInt8>, at place: Int, _ end: Int) -> Int? {
    let quote = text[place]
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "`") else { return nil }
    // An apostrophe within a word opens nothing.
    if place > 0, kinds[text[place - 1]] & (ByteKinds.word | ByteKinds.tail) == ByteKinds.word { return nil }
    guard masksQuotes || isValueNext || isNamed || isPath(text, at: place &+ 1, end) else { return nil }
    var next = place &+ 1
    while next < end, text[next] != UInt8(ascii: "\n") {
      let byte = text[next]
      next &+= 1
      if byte == quote || quote == UInt8(ascii: "`") && byte == UInt8(ascii: "'") { return next }
    }
    return nil
  }

  /// Reports whether `name:` or `"name":` stands in front, and not the name of a message.
  private var isNamed: Bool {
    guard tokens.count > 1, tokens.last == token(sign: UInt8(ascii: ":")) else { return false }
    let before = tokens[tokens.count - 2]
    let isName = before.isWord || before == token(sign: UInt8(ascii: "\""))
    return isName && !lastMeaning.contains(.message)
  }

  /// Finds the end of a mark that redaction has left: `⟦…⟧`.
  private func marker(_ text: Span<UInt8>, at place: Int, _ end: Int) -> Int? {
    guard text[place] == 0xe2, Tokenizer.isMark(text, at: place, end, last: 0xa6) else { return nil }
    var next = place &+ 3
    while next < end {
      if Tokenizer.isMark(text, at: next, end, last: 0xa7) { return next &+ 3 }
      next &+= 1
    }
    return nil
  }

  static func isMark(_ text: Span<UInt8>, at place: Int, _ end: Int, last: UInt8) -> Bool {
    place &+ 2 < end && text[place] == 0xe2 && text[place &+ 1] == 0x9f && text[place &+ 2] == last
  }
}

extension Tokenizer {
  /// The signs that enclose something.
  var pairs: [(open: Token, close: Token)] {
    ["()", "[]", "{}", "<>", "\"\"", "''"].map { (pair: StaticString) in
      let signs = pair.withUTF8Buffer { buffer in unsafe [token(sign: buffer[0]), token(sign: buffer[1])] }
      return (signs[0], signs[1])
    }
  }
}
