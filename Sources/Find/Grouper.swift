package import Domain
package import Themes

/// Gives errors and messages their group as they arrive.
///
/// Errors are told apart by themselves, in any order; messages by what came before, so that the same file in the same
/// order gives the same groups. `snapshot` is written with the batch, in one transaction.
package struct Grouper: Sendable {
  private let key: DigestKey
  private var stacks: StackMemo
  package private(set) var messages: MessageGrouper

  /// Begins with no message seen.
  package init(secret: [UInt8]) {
    key = DigestKey(secret)
    stacks = StackMemo(secret: secret)
    messages = MessageGrouper()
  }

  /// Resumes where another grouper stopped.
  package init(secret: [UInt8], snapshot: [UInt8]) throws(SnapshotError) {
    key = DigestKey(secret)
    stacks = StackMemo(secret: secret)
    messages = try MessageGrouper(snapshot: snapshot)
  }

  /// The state to resume from, as JSON.
  package var snapshot: [UInt8] { messages.snapshot }

  /// Sets the group of each candidate's row and returns what the groups are called, by their ids.
  package mutating func assign(_ candidates: [GroupCandidate], to batch: inout SignalBatch) -> [String: GroupLabel] {
    var labels: [String: GroupLabel] = [:]
    var themes: [String: GroupLabel] = [:]
    for candidate in candidates where batch.rows.indices.contains(candidate.row) {
      let row = batch.rows[candidate.row]
      guard let label = label(for: candidate, row: row, in: batch) else { continue }
      let id = label.id.text
      batch.rows[candidate.row].group = batch.texts.place(of: id)
      if candidate.kind == .message {
        if themes[id] == nil { themes[id] = label }
      } else if labels[id] == nil {
        labels[id] = label
      }
    }
    // A theme is named when the whole batch has been seen.
    for (id, theme) in themes { labels[id] = named(theme) }
    return labels
  }

  /// Forgets a person.
  package mutating func forget(writer: UInt64) { messages.forget(writer: writer) }

  /// Returns what a group is called now: a theme by all that joined it, whatever it was called when it was small.
  package func label(of tally: GroupTally) -> String {
    tally.kind == .message ? messages.label(of: tally.fingerprint) ?? tally.label : tally.label
  }

  private func named(_ label: GroupLabel) -> GroupLabel {
    GroupLabel(
      kind: label.kind,
      fingerprint: label.fingerprint,
      label: messages.label(of: label.fingerprint) ?? label.label,
      service: label.service,
      surface: label.surface
    )
  }

  private mutating func label(for candidate: GroupCandidate, row: SignalRow, in batch: SignalBatch) -> GroupLabel? {
    let service = CheckedName.service(candidate.service)
    let surface = CheckedName.surface(candidate.surface)
    switch candidate.kind {
    case .message:
      let evidence = batch.evidence.indices.contains(Int(row.evidence)) ? batch.evidence[Int(row.evidence)].id.hex : ""
      guard let theme = messages.add(candidate.text, evidence: evidence, writer: row.subject) else { return nil }
      return GroupLabel(
        kind: .message,
        fingerprint: theme,
        label: ThemeLabel.nameless,
        service: service,
        surface: surface
      )
    case .error, .log, .span:
      let print = ErrorFingerprint(candidate, own: stacks.telling(candidate.stack), key: key)
      // A log line without an error in it is no problem by itself.
      let isPlain = candidate.kind == .log && candidate.errorType.isEmpty && candidate.stack.isEmpty
      return GroupLabel(
        kind: isPlain ? .log : .error,
        fingerprint: print.text,
        label: isPlain ? "Log" + print.label.dropFirst("Error".count) : print.label,
        service: service,
        surface: surface
      )
    case .event, .exposure, .deploy, .metric, .alert, .change, .session, .checkIn: return nil
    }
  }
}
