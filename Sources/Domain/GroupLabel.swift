/// What a group is called and told apart by; made of checked words only.
package struct GroupLabel: Equatable, Sendable {
  package let kind: SignalKind
  /// What makes two signals the same thing.
  package let fingerprint: String
  package let label: String
  package let service: String
  package let surface: String

  package init(kind: SignalKind, fingerprint: String, label: String, service: String, surface: String) {
    self.kind = kind
    self.fingerprint = fingerprint
    self.label = label
    self.service = service
    self.surface = surface
  }

  /// The group's id: the same for the same fingerprint, in whatever order the signals come.
  package var id: RecordID { RecordID(.group, of: "\(kind.word) \(fingerprint)") }
}
