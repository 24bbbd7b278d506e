/// A stored record that is not what this version writes: which kind, which field, and what had to stand there.
package struct RecordError: Error, Equatable, CustomStringConvertible {
  /// The word for the kind of record, such as `bet`.
  package let record: String
  /// The way to the field, such as `confidence.parts[2].factor`; empty for the record itself.
  package let field: String
  package let expected: String

  package init(record: String, field: String, expected: String) {
    self.record = record
    self.field = field
    self.expected = expected
  }

  /// The same about a value that itself is found there.
  func within(_ place: String) -> RecordError {
    let dot = field.isEmpty || place.isEmpty || field.hasPrefix("[") ? "" : "."
    return RecordError(record: record, field: place + dot + field, expected: expected)
  }

  package var description: String {
    field.isEmpty ? "a \(record) must be \(expected)" : "the field \(field) of a \(record) must be \(expected)"
  }
}
