/// A step that a thing cannot take from where it stands.
package struct IllegalStep: Error, Equatable, CustomStringConvertible {
  package let kind: RecordKind
  package let state: String
  package let step: String

  package init(kind: RecordKind, state: String, step: String) {
    self.kind = kind
    self.state = state
    self.step = step
  }

  package var description: String { "a \(state) \(kind.rawValue) cannot take the step \(step)" }
}
