import Bytes

/// Names that may be put into a question to git.
enum GitName {
  /// Reports whether a text is a hash or the name of a branch or tag, and nothing that git takes for an operator,
  /// an option or a pattern.
  static func isSafe(_ name: String) -> Bool {
    guard let first = name.utf8.first, first != UInt8(ascii: "-"), name.utf8.count <= ShipReport.textLimit,
      !name.contains(".."), !name.contains("@{"), name != "@"
    else { return false }
    return name.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        ? isPlain(UInt8(truncatingIfNeeded: scalar.value)) : VisibleText.isVisible(scalar)
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._/+#@=,%".utf8.contains(byte)
    }
  }

  /// Reports whether a text is a whole hash, or the beginning of one that is long enough to mean something.
  static func isHash(_ text: some StringProtocol, atLeast length: Int = 7) -> Bool {
    (length...64).contains(text.utf8.count) && text.utf8.allSatisfy { Hex.value(ofDigit: $0) != nil }
  }

  /// A hash as people write it.
  static func short(_ hash: String) -> String { String(hash.prefix(10)) }
}

/// The numbers of pull and merge requests, as texts name them.
package enum PullRequest {
  /// Reads `12`, `#12`, `!12`, `owner/name#12` or an address that ends in the number.
  package static func number(in text: String) -> Int? {
    var bytes = Array(text.utf8)
    while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    let digits = bytes.reversed().prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }.reversed()
    let before = bytes.dropLast(digits.count).last
    let isAllowed = before.map { "#!/".utf8.contains($0) } ?? true
    guard isAllowed, digits.count <= 9 else { return nil }
    return Int(String(decoding: Array(digits), as: UTF8.self)).flatMap { $0 > 0 ? $0 : nil }
  }

  /// Returns the number that the message of a commit on the default branch names as the request it came from.
  ///
  /// `Merge pull request #12 from owner/branch` and a subject that ends in `(#12)` are GitHub's, a line
  /// `See merge request group/name!12` is GitLab's.
  static func mergedNumber(in message: String) -> Int? {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    guard let subject = lines.first else { return nil }
    let opening = "Merge pull request #"
    if subject.hasPrefix(opening) {
      return Int(subject.dropFirst(opening.count).prefix { $0.isASCII && $0.isNumber })
    }
    if subject.hasSuffix(")"), let start = subject.lastIndex(of: "("),
      let number = number(in: String(subject[subject.index(after: start)...].dropLast())),
      subject[start...].contains("#")
    {
      return number
    }
    let line = lines.last { $0.hasPrefix("See merge request ") && $0.contains("!") }
    return line.flatMap { number(in: String($0)) }
  }
}
