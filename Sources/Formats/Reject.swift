/// A record that could not be read, and what would have been right; the others of its line are kept.
package struct Reject: Equatable, Sendable {
  /// The line of the input, counted from 1.
  package let line: Int
  package let reason: String
  package let expected: String

  package init(line: Int, reason: String, expected: String) {
    self.line = line
    self.reason = reason
    self.expected = expected
  }

  /// What was wrong, without a word of what was sent: fit for a list that is kept.
  package var plain: String {
    Reject.unquoted(reason) + (expected.isEmpty ? "" : "; expected \(expected)")
  }

  /// Digits in a row that may be somebody's number.
  private static let digitLimit = 9

  /// Returns a text of ours without what it quotes, which may hold quotation marks itself, and without long numbers.
  package static func unquoted(_ text: String) -> String {
    var bytes = Array(text.utf8)
    if let first = bytes.firstIndex(of: UInt8(ascii: "\"")), let last = bytes.lastIndex(of: UInt8(ascii: "\"")) {
      bytes.replaceSubrange(first...last, with: "…".utf8)
    }
    var plain: [UInt8] = []
    var digits: [UInt8] = []
    for byte in bytes + [0] {
      if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        digits.append(byte)
      } else {
        plain += digits.count < digitLimit ? digits : Array("…".utf8)
        plain.append(byte)
        digits = []
      }
    }
    return String(decoding: plain.dropLast(), as: UTF8.self)
  }
}

/// What could not be read: all of it counted, the first of it listed.
package struct Rejects: Equatable, Sendable {
  package private(set) var count = 0
  package private(set) var listed: [Reject] = []

  package static let listLimit = 200

  package init() {}

  /// Counts one more, and lists it while there is room; its words are only made then.
  package mutating func add(_ reject: @autoclosure () -> Reject) {
    count += 1
    if listed.count < Rejects.listLimit { listed.append(reject()) }
  }

  /// Counts more without a word of their own.
  package mutating func addUnlisted(_ more: Int) {
    count += more
  }

  /// Adds others behind these.
  package mutating func merge(_ other: Rejects) {
    count += other.count
    listed += other.listed.prefix(Rejects.listLimit - listed.count)
  }
}
