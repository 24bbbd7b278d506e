import Domain

/// What is known of some traces: which of their spans failed because of an error in them or below them, and who it
/// happened to.
struct FailureCauses {
  private struct SpanID: Hashable {
    let trace: TraceID
    let span: UInt64
  }

  /// A service within a trace.
  private struct Part: Hashable {
    let trace: TraceID
    let service: String
  }

  private let known: SignalBatch
  /// Where the row of each span stands.
  private var places: [SpanID: Int] = [:]
  /// The spans that an error explains: those it was in, and all above them.
  private var explained: Set<SpanID> = []
  /// The types of the errors that were told in a span.
  private var types: [SpanID: Set<String>] = [:]
  /// Where errors were told whose span is not known.
  private var parts: Set<Part> = []

  private static let ancestorLimit = 32

  /// Looks at the stored signals of traces, and at failures that wait: one with a name explains those above it.
  init(_ known: SignalBatch, waiting: [SignalBatch]) {
    self.known = known
    for (place, row) in known.rows.enumerated() where row.kind == .span && row.span != 0 {
      places[SpanID(trace: row.trace, span: row.span)] = place
    }
    for row in known.rows where row.kind == .error && FailureCauses.hasName(row, in: known) { note(row, in: known) }
    for batch in waiting {
      for row in batch.rows where FailureCauses.hasName(row, in: batch) {
        guard let place = places[SpanID(trace: row.trace, span: row.span)] else { continue }
        noteAncestors(from: known.rows[place].parent, in: row.trace)
      }
    }
  }

  /// A failure that has only its status for a name, `HTTP 500`, explains nothing, nor does what is wrong with a whole run.
  private static func hasName(_ row: SignalRow, in batch: SignalBatch) -> Bool {
    let name = batch.text(row.name).utf8
    return !name.isEmpty && !AgentFault.isErrorName(batch.text(row.name))
      && !(name.count == 8 && name.starts(with: "HTTP ".utf8))
  }

  private mutating func note(_ row: SignalRow, in batch: SignalBatch) {
    if row.span != 0, places[SpanID(trace: row.trace, span: row.span)] != nil {
      types[SpanID(trace: row.trace, span: row.span), default: []].insert(Twins.simpleName(batch.text(row.name)))
      noteAncestors(from: row.span, in: row.trace)
    } else {
      // Another SDK has spans of its own, and a sampler may have dropped this one.
      parts.insert(Part(trace: row.trace, service: batch.text(row.service)))
    }
  }

  private mutating func noteAncestors(from span: UInt64, in trace: TraceID) {
    var span = span
    for _ in 0..<FailureCauses.ancestorLimit where span != 0 {
      let id = SpanID(trace: trace, span: span)
      guard explained.insert(id).inserted, let place = places[id] else { break }
      span = known.rows[place].parent
    }
  }

  /// Reports whether an error with a name explains a failure.
  func explain(_ row: SignalRow, in batch: SignalBatch) -> Bool {
    explained.contains(SpanID(trace: row.trace, span: row.span))
      || parts.contains(Part(trace: row.trace, service: batch.text(row.service)))
      || isToldAbove(row, Twins.simpleName(batch.text(row.name)))
  }

  /// Reports whether an error of the same type was told further up, where it was raised to.
  private func isToldAbove(_ row: SignalRow, _ type: String) -> Bool {
    var found = false
    forEachAncestor(of: row) { ancestor in
      found = found || types[SpanID(trace: row.trace, span: ancestor.span)]?.contains(type) == true
    }
    return found
  }

  /// Hands out the rows of the spans above the span of a row, the nearest first.
  private func forEachAncestor(of row: SignalRow, _ body: (SignalRow) -> Void) {
    var parent = row.parent
    for _ in 0..<FailureCauses.ancestorLimit where parent != 0 {
      guard let place = places[SpanID(trace: row.trace, span: parent)] else { break }
      body(known.rows[place])
      parent = known.rows[place].parent
    }
  }

  /// Fills in what the failed span itself says: its failure may have come with the half of it that says less.
  func complete(_ index: Int, in batch: inout SignalBatch) {
    var row = batch.rows[index]
    guard let place = places[SpanID(trace: row.trace, span: row.span)] else { return }
    let own = known.rows[place]
    if row.subject == 0 { row.subject = own.subject }
    if row.account == 0 { row.account = own.account }
    if row.session == 0 { row.session = own.session }
    for word in [\SignalRow.service, \.environment, \.release, \.surface, \.setting]
    where row[keyPath: word] == .none && own[keyPath: word] != .none {
      row[keyPath: word] = batch.texts.place(of: known.text(own[keyPath: word]))
    }
    if row.parent == 0 { row.parent = own.parent }
    batch.rows[index] = row
  }

  /// Fills in who a failure happened to and where from the spans above it.
  func fill(_ index: Int, in batch: inout SignalBatch) {
    var row = batch.rows[index]
    forEachAncestor(of: batch.rows[index]) { ancestor in
      if row.subject == 0 { row.subject = ancestor.subject }
      if row.account == 0 { row.account = ancestor.account }
      if row.session == 0 { row.session = ancestor.session }
      if row.setting == .none, ancestor.setting != .none {
        row.setting = batch.texts.place(of: known.text(ancestor.setting))
      }
      // Another service's route is not where this one failed.
      if row.surface == .none, ancestor.surface != .none, known.text(ancestor.service) == batch.text(row.service) {
        row.surface = batch.texts.place(of: known.text(ancestor.surface))
      }
    }
    batch.rows[index] = row
  }
}
