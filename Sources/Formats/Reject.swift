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
