import Domain
import Formats

extension Watcher {
  /// Makes the row of a product event, a deploy or a flag exposure.
  ///
  /// An exposure is named `flag=variant`, a deploy by its commit.
  mutating func watch(_ event: EventRecord, in records: RecordBatch) {
    guard isInTime(event.time, line: event.line) else { return }
    let source = options.source ?? event.source.rawValue
    var row = SignalRow(
      kind: kind(of: event),
      key: eventKey(event, source: source, in: records),
      time: Watcher.microseconds(event.time)
    )
    row.source = name(source)
    row.service = name(event.service, in: records)
    row.environment = name(event.environment, in: records)
    row.release = name(event.release, in: records)
    row.name =
      switch event.kind {
      case .event: name(event.name, in: records)
      case .deploy: name(event.commit, in: records)
      case .exposure: name("\(records.string(event.name))=\(records.string(event.variant))")
      }
    row.surface = name(event.surface, in: records)
    row.subject = identity(.subject, event.subject, in: records)
    row.account = identity(.account, event.account, in: records)
    row.session = identity(.session, event.session, in: records)
    row.value = event.value
    watched.batch.rows.append(row)
    guard event.kind == .deploy, row.release != .none else { return }
    note(commit: event.commit, service: row.service, row.environment, row.release, in: records)
  }

  private func kind(of event: EventRecord) -> SignalKind {
    switch event.kind {
    case .event: .event
    case .deploy: .deploy
    case .exposure: .exposure
    }
  }

  /// Returns the key of an event: its id, or else the whole record.
  private mutating func eventKey(_ event: EventRecord, source: String, in records: RecordBatch) -> SignalKey {
    let kind: IdentityKind =
      switch event.kind {
      case .event: .event
      case .deploy: .deploy
      case .exposure: .exposure
      }
    beginIdentity(kind, source: source)
    addToIdentity(UInt64(bitPattern: event.time))
    addToIdentity(event.id.isEmpty ? event.raw : event.id, in: records)
    return key(trace: .none)
  }
}
