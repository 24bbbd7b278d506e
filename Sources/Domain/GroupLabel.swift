/// What is said of a group: who gives signals their group gives these words with it.
package struct GroupLabel: Equatable, Sendable {
  package let kind: SignalKind
  /// What makes two signals the same thing.
  package let fingerprint: String
  /// Words of our own making, never a whole foreign text.
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
}
