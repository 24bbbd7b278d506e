/// The first fields of a line: runs without space, where what stands in brackets is one, and a bar ends one.
struct LineFields: Sendable {
  /// Heads have no more fields than this, and no longer brackets.
  static let limit = 24
  private static let bracketLimit = 400

  private(set) var ranges: [Range<Int>] = []

  var count: Int { ranges.count }

  subscript(place: Int) -> Range<Int> { ranges[place] }

  /// Counts the digits of all fields.
  func digits(of text: Span<UInt8>) -> Int { ranges.reduce(0) { $0 + text.digits(in: $1) } }

  /// Cuts up the beginning of a line.
  mutating func read(_ text: Span<UInt8>, limit: Int = limit) {
    ranges.removeAll(keepingCapacity: true)
    var place = 0
    while ranges.count < limit {
      while place < text.count, text[place] <= 0x20 { place += 1 }
      guard place < text.count else { return }
      let start = place
      place = LineFields.bracketEnd(text, at: start) ?? start
      while place < text.count, text[place] > 0x20 {
        place += 1
        if text[place - 1] == UInt8(ascii: "|") { break }
      }
      ranges.append(start..<place)
    }
  }

  /// Finds the end of brackets that open at a place; nil where none do, or they do not close.
  private static func bracketEnd(_ text: Span<UInt8>, at start: Int) -> Int? {
    guard isOpening(text[start]) else { return nil }
    var depth = 0
    for place in start..<min(text.count, start + bracketLimit) {
      if isOpening(text[place]) {
        depth += 1
      } else if isClosing(text[place]) {
        depth -= 1
        if depth == 0 { return place + 1 }
      }
    }
    return nil
  }

  private static func isOpening(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "[") || byte == UInt8(ascii: "(") || byte == UInt8(ascii: "<")
  }

  private static func isClosing(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "]") || byte == UInt8(ascii: ")") || byte == UInt8(ascii: ">")
  }

  /// Returns a field without brackets and commas around it, and without a colon or dash behind.
  static func core(_ text: Span<UInt8>, _ field: Range<Int>) -> Range<Int> {
    var (lower, upper) = (field.lowerBound, field.upperBound)
    while lower < upper, isAround(text[lower]) { lower += 1 }
    while lower < upper, isAround(text[upper - 1]) { upper -= 1 }
    while lower < upper, text[upper - 1] == UInt8(ascii: ":") || text[upper - 1] == UInt8(ascii: "-") { upper -= 1 }
    return lower..<upper
  }

  private static func isAround(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"):
      true
    default: false
    }
  }
}

extension Span<UInt8> {
  func isDigit(at place: Int) -> Bool { place >= 0 && place < count && self[place] &- 0x30 < 10 }

  /// Counts the digits of a run.
  func digits(in range: Range<Int>) -> Int {
    var sum = 0
    for place in range where self[place] &- 0x30 < 10 { sum += 1 }
    return sum
  }

  /// Reports whether a run is digits alone.
  func isNumber(_ range: Range<Int>) -> Bool { !range.isEmpty && digits(in: range) == range.count }

  /// Returns the end of the digits at a place.
  func digitEnd(_ place: Int, _ end: Int) -> Int {
    var next = place
    while next < end, self[next] &- 0x30 < 10 { next += 1 }
    return next
  }
}
