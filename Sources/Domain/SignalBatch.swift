/// Signals on their way into the store or out of it, with the texts they point at.
package struct SignalBatch: Sendable {
  package var rows: [SignalRow] = []
  package var texts = TextTable()
  package var evidence: [Evidence] = []

  package init() {}

  package var isEmpty: Bool { rows.isEmpty }

  /// Returns the text at a place.
  package func text(_ place: TextPlace) -> String { texts[place] }
}
