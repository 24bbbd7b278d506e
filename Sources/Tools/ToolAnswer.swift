package import Bytes

/// What a tool answers: the same facts for reading and for programs.
package struct ToolAnswer: Equatable, Sendable {
  package let text: String
  package let json: JSONValue
  /// One line that stands beside the JSON where text is expected.
  package let summary: String
  /// True for an answer that a shell script would want to tell from success: nothing picked, a lease lost, a broken ledger.
  package var isNegative = false
}
