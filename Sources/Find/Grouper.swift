package import Domain
package import Themes

/// Gives errors and messages their group as they arrive.
///
/// Errors with a stack are told apart by themselves, in any order; those without one and messages also by what came
/// before, so that the same file in the same order gives the same groups. A group that was given stays given.
/// `snapshot` is written with the batch, in one transaction.
package struct Grouper: Sendable {
  private let key: DigestKey
  private var stacks: StackMemo
  private var templates: MessageTemplates
  package private(set) var messages: MessageGrouper

  /// Begins with no message seen.
  package init(secret: [UInt8]) {
    key = DigestKey(secret)
    stacks = StackMemo(secret: secret)
    templates = MessageTemplates(key)
    messages = MessageGrouper()
  }

  /// Resumes where another grouper stopped.
  package init(secret: [UInt8], snapshot: [UInt8]) throws(SnapshotError) {
    key = DigestKey(secret)
    stacks = StackMemo(secret: secret)
    // Earlier versions kept the messages alone.
    let end = snapshot.firstIndex(of: Grouper.separator) ?? snapshot.endIndex
    messages = try MessageGrouper(snapshot: Array(snapshot[..<end]))
    templates = try MessageTemplates(key, snapshot: Array(snapshot[end...].dropFirst()))
  }

  /// The state to resume from: that of the messages as JSON, and behind a line feed, which JSON has none of, that of the
  /// templates.
  package var snapshot: [UInt8] { messages.snapshot + [Grouper.separator] + templates.snapshot }

  private static let separator = UInt8(ascii: "\n")

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
        // A line is read a second time to name it, so that is done once for a group and not for each line.
        labels[id] =
          label.kind != .log
          ? label
          : named(label, LineLabel.make(candidate.message, service: label.service, surface: label.surface))
      }
    }
    // A theme is named when the whole batch has been seen.
    for (id, theme) in themes { labels[id] = named(theme, messages.label(of: theme.fingerprint) ?? theme.label) }
    return labels
  }

  /// Forgets a person.
  package mutating func forget(writer: UInt64) { messages.forget(writer: writer) }

  /// Returns what a group is called now: a theme by all that joined it, whatever it was called when it was small.
  package func label(of tally: GroupTally) -> String {
    tally.kind == .message ? messages.label(of: tally.fingerprint) ?? tally.label : tally.label
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
    case .exposure, .deploy, .metric, .alert, .change, .session, .checkIn: return nil
    }
  }
}
