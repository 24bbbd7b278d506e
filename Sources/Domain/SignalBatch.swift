/// Signals on their way into the store or out of it, with the texts they point at.
package struct SignalBatch: Sendable {
  package var rows: [SignalRow] = []
  package var texts = TextTable()
  package var evidence: [Evidence] = []
  /// What rows point at instead where the texts themselves stay in the store: `evidence` is empty then.
  package var evidenceIDs: [EvidenceID] = []

  package init() {}

  package var isEmpty: Bool { rows.isEmpty }

  /// Returns the text at a place.
  package func text(_ place: TextPlace) -> String { texts[place] }

  /// Returns the id of the text kept as a row's proof, if it has one.
  package func evidenceID(of row: SignalRow) -> EvidenceID? {
    let place = Int(row.evidence)
    if evidence.indices.contains(place) { return evidence[place].id }
    return evidenceIDs.indices.contains(place) ? evidenceIDs[place] : nil
  }
}
