private import Bytes

/// What came of a call of a tool.
package enum ToolOutcome: Equatable, Sendable {
  /// Nothing came back that anybody has kept.
  case unknown
  case answered
  /// No text at all, as from tools that have nothing to say.
  case blank
  /// An answer that says there is nothing.
  case empty
  case failed
  /// A failure that another try may not meet: a time-out, too many requests, a server that is not there.
  case failedForNow

  /// Whether it failed.
  package var isFailure: Bool { self == .failed || self == .failedForNow }

  /// As much of a result is read.
  private static let limit = 4_096
  /// What is longer than this is no bare message of an error.
  private static let messageLimit = 300

  /// Reads a result as a tool gives it back: JSON, or words.
  package init(result text: String) {
    let head = Array(text.utf8.prefix(ToolOutcome.limit))
    let isWhole = head.count == text.utf8.count
    guard let start = head.firstIndex(where: { $0 > UInt8(ascii: " ") }) else {
      self = isWhole ? .blank : .answered
      return
    }
    if isWhole, let outcome = ToolOutcome(json: head, text) {
      self = outcome
      return
    }
    // What looks like data is data, whatever words are in it.
    guard head[start] != UInt8(ascii: "{"), head[start] != UInt8(ascii: "[") else {
      self = .answered
      return
    }
    let words = RunWords(text)
    let isMessage = isWhole && head.count <= ToolOutcome.messageLimit
    if ToolOutcome.beginsAsFailure(words) || isMessage && words.holds(.failureMessage) {
      self = words.holds(.passingFailure) ? .failedForNow : .failed
    } else if isMessage, words.holds(.nothingFound) {
      self = .empty
    } else {
      self = .answered
    }
  }

  /// Reads a result that is JSON; nil where it is none, or a text within quotes.
  private init?(json bytes: [UInt8], _ text: String) {
    // fine because what is no JSON is read as words
    guard let root = try? JSONDocument(bytes, maximumDepth: 32).root else { return nil }
    switch root.kind {
    case .null: self = .empty
    case .array: self = root.count == 0 ? .empty : .answered
    case .object: self = ToolOutcome.outcome(of: root, text)
    case .string:
      guard let text = root.string else { return nil }
      self = text.utf8.count < bytes.count ? ToolOutcome(result: text) : .answered
    default: self = .answered
    }
  }

  private static func outcome(of root: JSONNode, _ text: String) -> ToolOutcome {
    if root.count == 0 { return .empty }
    if saysFailure(root) {
      return RunWords(text).holds(.passingFailure) ? .failedForNow : .failed
    }
    var (lists, filled) = (0, 0)
    root.forEachMember { key, value in
      if value.kind == .array || value.kind == .object {
        lists += 1
        filled += value.count == 0 ? 0 : 1
      } else if let number = value.number, countNames.contains(key.lowercased()) {
        lists += 1
        filled += number == 0 ? 0 : 1
      }
    }
    return lists > 0 && filled == 0 ? .empty : .answered
  }

  private static let countNames: Set<String> = [
    "total", "count", "total_count", "totalcount", "results", "hits", "size",
  ]
  private static let failedWords: Set<String> = ["error", "failed", "failure", "fail", "denied", "rejected"]

  /// Reports whether a result's own members say that the call failed.
  private static func saysFailure(_ root: JSONNode) -> Bool {
    for name in ["isError", "is_error"] where root[name]?.bool == true { return true }
    for name in ["success", "ok"] where root[name]?.bool == false { return true }
    for name in ["error", "errors", "exception"] {
      guard let value = root[name], !value.isNull, value.bool != false, value.string != "" else { continue }
      if value.kind != .array || value.count > 0 { return true }
    }
    for name in ["status", "code", "statusCode", "status_code"] {
      guard let value = root[name] else { continue }
      if let number = value.number, (400..<600).contains(number) { return true }
      if let word = value.string, failedWords.contains(word.lowercased()) { return true }
    }
    return false
  }

  /// Reports whether a text begins as messages of failures do: `Error: …`, `Traceback`, `503 Service Unavailable`.
  private static func beginsAsFailure(_ words: RunWords) -> Bool {
    guard let first = words.words.first else { return false }
    if words.begins(.failureStart) { return true }
    if first == "http", let status = words.words.dropFirst().first(where: { $0 != "status" && $0 != "1" }) {
      return isFailedStatus(status)
    }
    if first == "exitcode" || first == "exit", let code = words.words.prefix(4).first(where: { Int($0) != nil }) {
      return Int(code) != 0
    }
    return isFailedStatus(first) && words.words.count > 1 && words.holds(.failureMessage)
  }

  private static func isFailedStatus(_ word: String) -> Bool {
    guard word.utf8.count == 3, let number = Int(word) else { return false }
    return (400..<600).contains(number)
  }
}
