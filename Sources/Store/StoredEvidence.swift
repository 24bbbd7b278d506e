package import Domain
private import Bytes

/// A text kept as proof, or what is left of it after it was erased.
package struct StoredEvidence: Equatable, Sendable {
  package let id: EvidenceID
  package let kind: Evidence.Kind
  package let origin: String
  package let trust: Evidence.Trust
  package let content: Content
  /// Where a signal that brought it is found at its source; nil for what no signal brought, and once it is erased.
  package let sighting: Sighting?

  /// The text itself, or why and by which entry of the ledger it is gone.
  package enum Content: Equatable, Sendable {
    case text(String)
    case erased(seq: Int64, reason: String)
  }

  /// The evidence as it came; nil once it is erased.
  package var evidence: Evidence? {
    switch content {
    case .text(let text):
      Evidence(id: id, kind: kind, text: text, origin: origin, trust: trust, nativeID: sighting?.id ?? "")
    case .erased: nil
    }
  }
}

extension StoreReader {
  /// Returns a text, or what is left of it.
  package func evidence(_ id: EvidenceID) throws(StoreError) -> StoredEvidence? {
    var rows = try rows(.evidence, " WHERE id = ?")
    try rows.statement.bind(1, id.bytes)
    return try rows.next() ? try evidence(&rows).evidence : nil
  }

  /// Returns the number of a text, which keeps texts in the order they came.
  func ordinal(of id: EvidenceID) throws(StoreError) -> Int64? {
    let statement = try connection.statement("SELECT ordinal FROM evidence WHERE id = ?")
    try statement.bind(1, id.bytes)
    return try statement.step() ? try statement.integer(0) : nil
  }

  fileprivate func evidence(_ rows: inout RowReader) throws(StoreError) -> (ordinal: Int64, evidence: StoredEvidence) {
    let ordinal = try rows.integer()
    let id = try rows.evidenceID()
    let kind = Evidence.Kind(rawValue: try rows.text())
    let text = try rows.text()
    let origin = try rows.text()
    let trust = Evidence.Trust(rawValue: try rows.text())
    let seq = try rows.optionalInteger()
    let reason = try rows.optionalText()
    let place = try rows.laterBlob()
    try rows.finish()
    let sighting: Sighting?
    do throws(RecordError) {
      sighting = place.isEmpty ? nil : try Sighting(body: place)
    } catch {
      throw rows.damage("names no place at its source: \(error)")
    }
    guard let kind, let trust else { throw rows.damage("is of no known kind or trust") }
    let content: StoredEvidence.Content
    if let seq {
      content = .erased(seq: seq, reason: reason ?? "")
    } else {
      content = .text(text)
    }
    return (
      ordinal, StoredEvidence(id: id, kind: kind, origin: origin, trust: trust, content: content, sighting: sighting)
    )
  }
}

extension StoreWriter {
  /// Keeps texts that are not there yet; one that was erased stays erased.
  package func addEvidence(_ evidence: [Evidence]) throws(StoreError) {
    _ = try ordinals(adding: evidence)
  }

  /// Keeps the texts of a batch that are not there yet, each with where one of its signals is found at its source.
  func addEvidence(of batch: SignalBatch) throws(StoreError) {
    let rows = batch.rowsOfEvidence
    _ = try ordinals(adding: batch.evidence) { place in
      rows[place] < 0 ? nil : Sighting(batch.rows[rows[place]], batch, id: batch.evidence[place].nativeID)
    }
  }

  /// Keeps texts that are not there yet; returns the numbers of all, in their order.
  ///
  /// `sighting` is asked by their places, of those alone that are new.
  func ordinals(
    adding evidence: [Evidence],
    sighting: (Int) -> Sighting? = { _ in nil }
  ) throws(StoreError) -> [Int64] {
    var ordinals: [Int64] = []
    ordinals.reserveCapacity(evidence.count)
    guard !evidence.isEmpty else { return ordinals }
    var next = try connection.integer("SELECT ifnull(max(ordinal), 0) + 1 FROM evidence")
    var row = try writer(.evidence)
    for (place, text) in evidence.enumerated() {
      if let known = try ordinal(of: text.id) {
        ordinals.append(known)
        continue
      }
      try put(&row, next, StoredEvidence(text, sighting(place)))
      ordinals.append(next)
      next += 1
    }
    return ordinals
  }

  /// Erases a text and where it came from, and keeps why and by which entry of the ledger; false when there is none.
  @discardableResult
  package func erase(evidence id: EvidenceID, seq: Int64, reason: String) throws(StoreError) -> Bool {
    var rows = try rows(.evidence, " WHERE id = ?")
    try rows.statement.bind(1, id.bytes)
    guard try rows.next() else { return false }
    let (ordinal, known) = try evidence(&rows)
    rows.reset()
    // What was erased first stays as it was explained then.
    guard known.evidence != nil else { return true }
    var row = try writer(.evidence)
    let erased = StoredEvidence.Content.erased(seq: seq, reason: reason)
    let trace = StoredEvidence(
      id: id,
      kind: known.kind,
      origin: "",
      trust: known.trust,
      content: erased,
      sighting: nil
    )
    try put(&row, ordinal, trace)
    return true
  }

  private func put(_ row: inout RowWriter, _ ordinal: Int64, _ evidence: StoredEvidence) throws(StoreError) {
    try row.put(ordinal)
    try row.put(evidence.id.bytes)
    try row.put(evidence.kind.rawValue)
    switch evidence.content {
    case .text(let text):
      try row.put(text)
      try row.put(evidence.origin)
      try row.put(evidence.trust.rawValue)
      try row.put(Int64?.none)
      try row.put(String?.none)
    case .erased(let seq, let reason):
      try row.put("")
      try row.put(evidence.origin)
      try row.put(evidence.trust.rawValue)
      try row.put(Int64?.some(seq))
      try row.put(String?.some(reason))
    }
    try row.put(later: evidence.sighting.map { Array($0.json.text.utf8) } ?? [])
    try row.finish()
  }
}

extension StoredEvidence {
  fileprivate init(_ evidence: Evidence, _ sighting: Sighting?) {
    id = evidence.id
    kind = evidence.kind
    origin = evidence.origin
    trust = evidence.trust
    content = .text(evidence.text)
    self.sighting = sighting
  }
}

extension SignalBatch {
  /// For each text the place of the first row that has a trace among those that came with it, or else of the first; -1
  /// where no row did.
  fileprivate var rowsOfEvidence: [Int] {
    var places = [Int](repeating: -1, count: evidence.count)
    for (index, row) in rows.enumerated() where places.indices.contains(Int(row.evidence)) {
      let known = places[Int(row.evidence)]
      if known < 0 || (rows[known].trace.isNone && !row.trace.isNone) { places[Int(row.evidence)] = index }
    }
    return places
  }
}

extension RowReader {
  /// Reads the next column, the id of a text.
  mutating func evidenceID() throws(StoreError) -> EvidenceID {
    let bytes = try blob()
    guard let id = EvidenceID(bytes: bytes.span) else { throw damage("has an id of \(bytes.count) bytes") }
    return id
  }
}
