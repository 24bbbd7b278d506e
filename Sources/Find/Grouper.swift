package import Domain
package import Themes

/// Gives errors, lines of logs and events their group as they arrive.
///
/// Errors with a stack are told apart by themselves, in any order; those without one also by what came before, so that the
/// same file in the same order gives the same groups. A group that was given stays given. Messages have none as they
/// arrive: their themes follow from all that is known of messages.
/// `snapshot` is written with the batch, in one transaction.
package struct Grouper: Sendable {
  private let key: DigestKey
  private var stacks: StackMemo
  private var templates: MessageTemplates

  /// Begins with nothing seen.
  package init(secret: [UInt8]) {
    key = DigestKey(secret)
    stacks = StackMemo(secret: secret)
    templates = MessageTemplates(key)
  }

  /// Resumes where another grouper stopped.
  package init(secret: [UInt8], snapshot: [UInt8]) throws(SnapshotError) {
    key = DigestKey(secret)
    stacks = StackMemo(secret: secret)
    // Earlier versions kept messages before it, or those alone.
    let end = snapshot.firstIndex(of: Grouper.separator) ?? snapshot.endIndex
    templates = try MessageTemplates(key, snapshot: Array(snapshot[end...].dropFirst()))
  }

  /// The state to resume from: behind a line feed, that of the templates.
  package var snapshot: [UInt8] { [Grouper.separator] + templates.snapshot }

  private static let separator = UInt8(ascii: "\n")

  /// Sets the group of each candidate's row and returns what the groups are called, by their ids.
  package mutating func assign(_ candidates: [GroupCandidate], to batch: inout SignalBatch) -> [String: GroupLabel] {
    var labels: [String: GroupLabel] = [:]
    for candidate in candidates where batch.rows.indices.contains(candidate.row) {
      let row = batch.rows[candidate.row]
      guard let label = label(for: candidate, row: row, in: batch) else { continue }
      let id = label.id.text
      batch.rows[candidate.row].group = batch.texts.place(of: id)
      guard labels[id] == nil else { continue }
      // A line is read a second time to name it, so that is done once for a group and not for each line.
      labels[id] =
        label.kind != .log
        ? label : named(label, LineLabel.make(candidate.message, service: label.service, surface: label.surface))
    }
    return labels
  }

  private func label(for fault: AgentFault, service: String, surface: String) -> GroupLabel {
    let names = AgentFaultLabel(fault, service: service, key: key)
    return GroupLabel(
      kind: .error,
      fingerprint: names.fingerprint,
      label: names.text,
      service: service,
      surface: surface
    )
  }

  private func named(_ label: GroupLabel, _ name: String) -> GroupLabel {
    GroupLabel(
      kind: label.kind,
      fingerprint: label.fingerprint,
      label: name,
      service: label.service,
      surface: label.surface
    )
  }

  private mutating func label(for candidate: GroupCandidate, row: SignalRow, in batch: SignalBatch) -> GroupLabel? {
    let service = CheckedName.service(candidate.service)
    let surface = CheckedName.surface(candidate.surface)
    switch candidate.kind {
    case .error, .log, .span:
      if let fault = candidate.fault { return label(for: fault, service: service, surface: surface) }
      let print = ErrorFingerprint(candidate, own: stacks.telling(candidate.stack), key: key, templates: &templates)
      // A log line without an error in it is told by its own words.
      let isPlain = candidate.kind == .log && candidate.errorType.isEmpty && candidate.stack.isEmpty
      return GroupLabel(
        kind: isPlain ? .log : .error,
        fingerprint: print.text,
        label: isPlain ? "" : print.label,
        service: service,
        surface: surface
      )
    case .event:
      guard let friction = Friction(event: candidate.errorType) else { return nil }
      let place = [surface, service.isEmpty ? "" : "(\(service))"].filter { !$0.isEmpty }.joined(separator: " ")
      return GroupLabel(
        kind: .event,
        fingerprint: [friction.rawValue, surface, service].filter { !$0.isEmpty }.joined(separator: " "),
        label: place.isEmpty ? friction.words : "\(friction.words) at \(place)",
        service: service,
        surface: surface
      )
    case .message, .exposure, .deploy, .metric, .alert, .change, .session, .checkIn: return nil
    }
  }
}
