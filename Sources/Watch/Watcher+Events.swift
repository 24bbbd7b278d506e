import Domain
import Formats

extension Watcher {
  /// Makes the row of a product event, a deploy or a flag exposure.
  ///
  /// An exposure is named `flag=variant`, a deploy by its commit. A deployment of which nobody said how it ended shows no
  /// release: it may have failed, and the store cannot take back that a release was seen.
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
    if event.mayRun { row.release = name(event.release, in: records) }
    row.name =
      switch event.kind {
      case .event: name(event.name, in: records)
      case .deploy: name(event.commit, in: records)
      case .exposure: name("\(records.string(event.name))=\(records.string(event.variant))")
      }
    row.surface = place(event.surface, in: records)
    row.subject = identity(.subject, event.subject, in: records)
    row.account = identity(.account, event.account, in: records)
    row.session = identity(.session, event.session, in: records)
    row.setting = setting(event.setting, in: records)
    row.value = event.value
    row.trace = TraceID(high: event.traceHigh, low: event.traceLow)
    row.span = event.span
    if let hasSucceeded = event.hasSucceeded { row.status = hasSucceeded ? .ok : .error }
    if event.kind == .event { addFriction(row) }
    watched.batch.rows.append(row)
    guard event.kind == .deploy, event.hasSucceeded != false, row.release != .none else { return }
    note(commit: event.commit, service: row.service, row.environment, row.release, in: records)
  }

  /// Names where an event happened: of an address the path, with the ids taken out of it.
  private mutating func place(_ text: RecordText, in records: RecordBatch) -> TextPlace {
    let bytes = records.bytes[text.range]
    guard bytes.contains(UInt8(ascii: "/")), !bytes.contains(UInt8(ascii: " ")) else { return name(text, in: records) }
    return operations.places(records.bytes.span.extracting(text.range), in: &watched.batch.texts) { path in
      (OperationName.templatedPath(NameTexts.string(path)), "")
    }.0
  }

  /// Has an event grouped that tells of people for whom something did not work, whatever the program says.
  private mutating func addFriction(_ row: SignalRow) {
    let name = watched.batch.text(row.name)
    guard Friction(event: name) != nil else { return }
    watched.candidates.append(
      GroupCandidate(
        row: watched.batch.rows.count,
        kind: .event,
        errorType: name,
        service: watched.batch.text(row.service),
        surface: watched.batch.text(row.surface)
      )
    )
  }

  private func kind(of event: EventRecord) -> SignalKind {
    switch event.kind {
    case .event: .event
    case .deploy: .deploy
    case .exposure: .exposure
    }
  }

  /// Returns the key of an event: its id, or else the whole record and how often its body has said it before.
  private mutating func eventKey(_ event: EventRecord, source: String, in records: RecordBatch) -> SignalKey {
    let kind: IdentityKind =
      switch event.kind {
      case .event: .event
      case .deploy: .deploy
      case .exposure: .exposure
      }
    beginIdentity(kind, source: source)
    if event.source == .own || event.id.isEmpty { addToIdentity(UInt64(bitPattern: event.time)) }
    switch (event.source, event.id.isEmpty) {
    case (.own, _): addToIdentity(event.id.isEmpty ? event.raw : event.id, in: records)
    // Tools write the same event in more than one form, and some give ids that hold for one person only.
    case (_, false): for text in [event.id, event.name, event.subject] { addToIdentity(text, in: records) }
    case (_, true):
      addToIdentity(event.value.bitPattern)
      for text in [event.name, event.variant, event.subject, event.session] { addToIdentity(text, in: records) }
      if event.repetition > 0 { addToIdentity(UInt64(event.repetition)) }
    }
    return key(trace: TraceID(high: event.traceHigh, low: event.traceLow))
  }
}
