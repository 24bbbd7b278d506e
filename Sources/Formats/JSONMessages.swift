import Bytes

/// Reads messages that are JSON objects, whatever their members are called.
struct JSONMessages: Sendable {
  /// Objects of one source have the same members, so that guessing what they are is done once.
  private var guesses: [[String]: MessageColumns] = [:]

  private static let guessLimit = 64
  /// Members looked at; further ones are left out.
  private static let memberLimit = 256

  /// Reads one object; its members may lie one object deeper, as in `author.email`.
  mutating func read(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, into batch: inout RecordBatch) {
    let (names, values) = JSONMessages.members(line, bytes, index)
    let columns = columns(of: names)
    let number = line.lineNumber(of: index)
    guard columns.isMessage else {
      return batch.rejects.add(
        columns.isLogLine
          ? Reject(
            line: number,
            reason: "a line of a program's log",
            expected: "a time, a text, and a level or a logger"
          )
          : Reject(line: number, reason: JSONMessages.reason(names), expected: JSONMessages.expectation)
      )
    }
    let texts = values.map { line.text($0, bytes, into: &batch) }
    let raw = line.raw(index, into: &batch)
    MessageBuilder.add(texts, as: columns, raw: raw, line: number, isCSV: false, into: &batch)
  }

  /// Returns the names and places of an object's plain values, also of those one object deeper.
  static func members(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> (names: [String], values: [Int]) {
    var names: [String] = []
    var values: [Int] = []
    line.forEachMember(of: index) { key, value in
      let name = String(copying: bytes, line.source(key))
      if line.isObject(value) {
        line.forEachMember(of: value) { inner, content in
          guard names.count < JSONMessages.memberLimit, line.isScalar(content) else { return }
          names.append("\(name).\(String(copying: bytes, line.source(inner)))")
          values.append(content)
        }
      } else if names.count < JSONMessages.memberLimit, line.isScalar(value) {
        names.append(name)
        values.append(value)
      }
    }
    return (names, values)
  }

  private mutating func columns(of names: [String]) -> MessageColumns {
    if let known = guesses[names] { return known }
    let columns = MessageColumns(names, isTable: false)
    if guesses.count < JSONMessages.guessLimit { guesses[names] = columns }
    return columns
  }

  private static let expectation =
    "resourceSpans or resourceLogs (OTLP), kind (event, deploy, exposure), or a message with a time and a text"

  private static func reason(_ names: [String]) -> String {
    guard !names.isEmpty else { return "an object without plain values" }
    let shown = names.prefix(6).map { VisibleText.escape($0.prefix(80), limit: 24) }.joined(separator: ", ")
    return "an object of \(shown)\(names.count > 6 ? ", …" : "")"
  }
}

extension JSONLine {
  /// Reports whether a value is null.
  func isNull(_ index: Int) -> Bool {
    switch kind(index) {
    case .null: true
    case .true, .false, .integer, .decimal, .string, .escapedString, .array, .object: false
    }
  }

  /// Reports whether a value is a string, a number or a truth value.
  func isScalar(_ index: Int) -> Bool {
    switch kind(index) {
    case .null, .array, .object: false
    case .string, .escapedString, .integer, .decimal, .true, .false: true
    }
  }
}
