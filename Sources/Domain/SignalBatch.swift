/// Signals on their way into the store or out of it, with the texts they point at.
package struct SignalBatch: Sendable {
  package var rows: [SignalRow] = []
  package var texts = TextTable()
  package var evidence: [Evidence] = []
  /// What rows point at instead where the texts themselves stay in the store: `evidence` is empty then.
  package var evidenceIDs: [EvidenceID] = []
  /// What few rows carry beyond their columns, packed by whoever knows their kind; the first byte names the form.
  ///
  /// An extra says nothing of who it happened to: erasing a person leaves it as it is.
  package private(set) var extras: [[UInt8]] = []

  /// The most bytes of an extra.
  package static let extraLimit = 4_096

  package init() {}

  package var isEmpty: Bool { rows.isEmpty }

  /// Returns the text at a place.
  package func text(_ place: TextPlace) -> String { texts[place] }

  /// Keeps an extra; returns its place, or -1 where there is nothing or more than an extra may have.
  package mutating func addExtra(_ bytes: [UInt8]) -> Int32 {
    guard 1...SignalBatch.extraLimit ~= bytes.count else { return -1 }
    extras.append(bytes)
    return Int32(extras.count - 1)
  }

  /// Returns what a row carries beyond its columns, if anything.
  package func extra(of row: SignalRow) -> [UInt8]? {
    extras.indices.contains(Int(row.extra)) ? extras[Int(row.extra)] : nil
  }

  /// Returns the id of the text kept as a row's proof, if it has one.
  package func evidenceID(of row: SignalRow) -> EvidenceID? {
    let place = Int(row.evidence)
    if evidence.indices.contains(place) { return evidence[place].id }
    return evidenceIDs.indices.contains(place) ? evidenceIDs[place] : nil
  }
}
