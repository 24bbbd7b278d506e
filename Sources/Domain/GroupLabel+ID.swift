extension GroupLabel {
  /// The group's id: the same for the same fingerprint, in whatever order the signals come.
  package var id: RecordID { RecordID(.group, of: "\(kind.word) \(fingerprint)") }
}
