/// What SQLite knows of signals: which blocks and keys there are, and the few signals that fill no block yet.
///
/// The commit of these rows is what makes bytes in files part of the store.
extension Schema {
  /// The tables of the first version.
  static let signalTables = [
    """
    CREATE TABLE signal_state(
      id INTEGER NOT NULL, next_file INTEGER NOT NULL, expired_before INTEGER NOT NULL, seal INTEGER NOT NULL,
      PRIMARY KEY (id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE signal_days(
      day INTEGER NOT NULL, file INTEGER NOT NULL, length INTEGER NOT NULL, next_number INTEGER NOT NULL,
      first_loose INTEGER NOT NULL, seal INTEGER NOT NULL,
      PRIMARY KEY (day)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE signal_blocks(
      day INTEGER NOT NULL, number INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
      rows INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, kinds INTEGER NOT NULL,
      checksum INTEGER NOT NULL, seal INTEGER NOT NULL,
      PRIMARY KEY (day, number)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE signal_keys(
      day INTEGER NOT NULL, file INTEGER NOT NULL, count INTEGER NOT NULL, digest INTEGER NOT NULL,
      kinds INTEGER NOT NULL, seal INTEGER NOT NULL,
      PRIMARY KEY (day, file)
    ) STRICT, WITHOUT ROWID
    """,
    // A block has checksums of its own, so its row needs no seal.
    """
    CREATE TABLE signal_rest(
      day INTEGER NOT NULL, number INTEGER NOT NULL, rows INTEGER NOT NULL, first INTEGER NOT NULL,
      last INTEGER NOT NULL, kinds INTEGER NOT NULL, block BLOB NOT NULL,
      PRIMARY KEY (day, number)
    ) STRICT
    """,
  ]
}

extension Table {
  static let signalState = Table(
    "signal_state",
    key: 1,
    ["id": .integer, "next_file": .integer, "expired_before": .integer]
  )

  static let signalDays = Table(
    "signal_days",
    key: 1,
    ["day": .integer, "file": .integer, "length": .integer, "next_number": .integer, "first_loose": .integer]
  )

  static let signalBlocks = Table(
    "signal_blocks",
    key: 2,
    [
      "day": .integer, "number": .integer, "offset": .integer, "length": .integer, "rows": .integer, "first": .integer,
      "last": .integer, "kinds": .integer, "checksum": .integer,
    ]
  )

  static let signalKeys = Table(
    "signal_keys",
    key: 2,
    ["day": .integer, "file": .integer, "count": .integer, "digest": .integer, "kinds": .integer]
  )

  /// The sealed tables, for whoever checks seals.
  static let signals = [signalState, signalDays, signalBlocks, signalKeys]
}
