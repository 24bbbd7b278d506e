/// A change of what runs, or is to run: a merged pull request, a push to the branch that is deployed, a deployment's step.
package struct ChangeRecord: Sendable {
  /// What tells it from every other: its address or id.
  package var id = RecordText.none
  /// Nanoseconds since the Unix epoch.
  package var time: Int64 = 0
  /// What people call it, such as `#481`.
  package var name = RecordText.none
  /// The commit that it became.
  package var commit = RecordText.none
  /// What its author says of it.
  package var title = RecordText.none
  package var url = RecordText.none
  package var line: Int

  init(line: Int) {
    self.line = line
  }
}
