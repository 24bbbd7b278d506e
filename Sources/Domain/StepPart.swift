/// What was told of a step before it had ended, or only of its end: the row as far as it is known.
package struct StepPart: Sendable {
  /// Its texts are places in the table of the batch, its extra one in the batch's.
  package var row: SignalRow
  /// What the parts of one step have in common.
  package let key: SignalKey
  package var told: Told

  package init(row: SignalRow, key: SignalKey, told: Told) {
    self.row = row
    self.key = key
    self.told = told
  }

  /// Which ends of it have been told.
  package struct Told: OptionSet, Sendable {
    package let rawValue: UInt8
    package static let beginning = Told(rawValue: 1)
    package static let end = Told(rawValue: 2)
    package static let all: Told = [.beginning, .end]

    package init(rawValue: UInt8) {
      self.rawValue = rawValue
    }
  }
}
