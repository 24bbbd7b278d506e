/// One way in which a value does not satisfy its schema, in facts that the tools turn into advice.
package struct SchemaProblem: Equatable, Sendable, CustomStringConvertible {
  /// Where, as a JSON Pointer (RFC 6901); the empty pointer is the whole value.
  ///
  /// An overlong foreign key is cut.
  package let pointer: String
  /// What was there, shortened, with control and invisible characters escaped.
  package let found: String
  /// What should have been there.
  package let expected: String
  /// The JSON text of the key or value that was probably meant.
  package let suggestion: String?

  package init(pointer: String, found: String, expected: String, suggestion: String? = nil) {
    self.pointer = pointer
    self.found = found
    self.expected = expected
    self.suggestion = suggestion
  }

  /// Problems reported one by one; the rest is only counted.
  package static let limit = 20

  /// Returns the entry that stands for the problems past the limit.
  static func more(_ count: Int) -> SchemaProblem {
    SchemaProblem(pointer: "", found: "and \(count) more", expected: "")
  }

  package var description: String {
    guard !expected.isEmpty else { return found }
    let place = pointer.isEmpty ? "the value" : VisibleText.escape(pointer, limit: 200)
    let advice = suggestion.map { "; did you mean \($0)?" } ?? ""
    return "\(place): found \(found), expected \(expected)\(advice)"
  }
}
