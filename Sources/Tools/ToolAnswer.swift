package import Bytes

/// What a tool answers: the same facts for reading and for programs.
package struct ToolAnswer: Sendable {
  package let text: String
  /// One line that stands beside the JSON where text is expected.
  package let summary: String
  /// True for an answer that a shell script would want to tell from success: nothing picked, a lease lost, a broken ledger.
  package let isNegative: Bool
  private let makeJSON: @Sendable () -> JSONValue

  /// Takes the JSON as it would be made: most callers read the text alone.
  init(
    text: String,
    json: @autoclosure @escaping @Sendable () -> JSONValue,
    summary: String,
    isNegative: Bool = false
  ) {
    self.text = text
    self.summary = summary
    self.isNegative = isNegative
    makeJSON = json
  }

  /// The facts for programs.
  package var json: JSONValue { makeJSON() }
}
