/// How many signals make what: measured for the usual ones; small ones let a test meet everything with few signals.
package struct SignalSizes: Equatable, Sendable {
  /// So many signals of a day become a block at once; fewer wait with the rest for others.
  package var blockWorth: Int
  /// The most signals in a block: a trace costs the reading of one.
  package var blockRows: Int
  /// So many blocks with loose keys, and their keys go into a file.
  package var looseBlocks: Int
  /// So many parts of the rest, and they are joined: a reader of the day looks into each.
  package var restParts: Int
  /// So many signals are put in order at once for an export.
  package var exported: Int

  /// So many rows of past days of a series are packed; fewer are read as fast one by one.
  package var packedRows = 16
  /// So many of such rows that were read one by one, and their days are packed.
  package var looseRows = 20_000

  package static let usual = SignalSizes(
    blockWorth: 4_096,
    blockRows: 16_384,
    looseBlocks: 4,
    restParts: 8,
    exported: 200_000
  )
}
