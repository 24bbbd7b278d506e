/// What the rows of a table are made of: one description for writing, reading, checking, export and import.
struct Table: Sendable {
  let name: String
  let columns: [Column]
  /// How many of the first columns are the key.
  let keyCount: Int
  /// Whether a last column `seal` holds a keyed checksum of the others: not where the ledger's chain covers them.
  let isSealed: Bool

  let selection: String
  let insertion: String
  let keyOrder: String

  /// A column's name and what is in it.
  struct Column: Sendable {
    let name: String
    let form: Form
  }

  /// What a column holds, and so how it is stored, sealed and exported.
  enum Form: Sendable {
    case integer, optionalInteger, text, optionalText, blob
    /// Bytes in a column that came later: where there are none, the seal is that of a row without the column.
    case laterBlob
    /// The bits of a double as a whole number: SQLite's own form knows no NaN and no negative zero.
    case double
  }

  init(
    _ name: String,
    key keyCount: Int,
    isSealed: Bool = true,
    isAppended: Bool = false,
    _ columns: KeyValuePairs<String, Form>
  ) {
    self.name = name
    self.columns = columns.map { Column(name: $0.key, form: $0.value) }
    self.keyCount = keyCount
    self.isSealed = isSealed
    let names = columns.map(\.key) + (isSealed ? ["seal"] : [])
    let list = names.joined(separator: ", ")
    selection = "SELECT \(list) FROM \(name)"
    let places = names.map { _ in "?" }.joined(separator: ", ")
    insertion = "INSERT \(isAppended ? "" : "OR REPLACE ")INTO \(name)(\(list)) VALUES (\(places))"
    keyOrder = " ORDER BY " + names.prefix(keyCount).joined(separator: ", ")
  }
}

extension Table {
  static let settings = Table("settings", key: 1, ["name": .text, "value": .blob])

  static let ledger = Table(
    "ledger",
    key: 1,
    isSealed: false,
    isAppended: true,
    ["seq": .integer, "line": .blob, "hash": .blob]
  )

  static let ledgerSubjects = Table("ledger_subjects", key: 2, ["subject": .text, "seq": .integer])

  static let records = Table(
    "records",
    key: 1,
    [
      "id": .text, "kind": .text, "owner": .text, "state": .text, "rank": .double, "seq": .integer, "body": .blob,
    ]
  )

  static let evidence = Table(
    "evidence",
    key: 1,
    [
      "ordinal": .integer, "id": .blob, "kind": .text, "text": .text, "origin": .text, "trust": .text,
      "erased_seq": .optionalInteger, "reason": .optionalText, "sighting": .laterBlob,
    ]
  )

  static let groups = Table(
    "groups",
    key: 1,
    [
      "id": .text, "kind": .integer, "fingerprint": .text, "label": .text, "service": .text, "surface": .text,
      "count": .integer, "first": .integer, "last": .integer, "exemplars": .blob,
    ]
  )

  static let sources = Table(
    "sources",
    key: 1,
    ["name": .text, "count": .integer, "first": .integer, "last": .integer, "received": .integer]
  )

  static let releases = Table(
    "releases",
    key: 3,
    ["service": .text, "environment": .text, "release": .text, "first": .integer]
  )

  static let series = Table("series", key: 1, ["ordinal": .integer, "text": .text])

  static let fineBuckets = Table("fine_buckets", key: 2, bucketColumns)
  static let coarseBuckets = Table("coarse_buckets", key: 2, bucketColumns)

  private static let bucketColumns: KeyValuePairs<String, Form> = [
    "series": .integer, "slot": .integer, "count": .integer, "errors": .integer, "duration": .integer, "bins": .blob,
    "measures": .laterBlob,
  ]

  static let subjectDays = Table(
    "subject_days",
    key: 3,
    [
      "series": .integer, "day": .integer, "subject": .integer, "account": .integer, "count": .integer, "sum": .double,
      "first": .integer,
    ]
  )

  static let packs = Table(
    "packs",
    key: 3,
    ["series": .integer, "kind": .integer, "first": .integer, "through": .integer, "body": .blob]
  )

  static let waiting = Table(
    "waiting",
    key: 2,
    [
      "time": .integer, "key": .blob, "kind": .integer, "due": .integer, "signal": .blob, "error": .blob,
      "format": .text,
    ]
  )

  static let echoes = Table("echoes", key: 1, ["key": .blob, "time": .integer, "twin": .blob])

  static let texts = Table(
    "texts",
    key: 1,
    ["ordinal": .integer, "digest": .blob, "words": .blob, "teaches": .integer, "theme": .integer]
  )

  static let messages = Table(
    "messages",
    key: 1,
    [
      "ordinal": .integer, "key": .blob, "text": .integer, "praise": .integer, "time": .integer, "subject": .integer,
      "account": .integer, "evidence": .blob, "service": .text, "surface": .text,
    ]
  )

  static let themes = Table(
    "themes",
    key: 1,
    ["number": .integer, "name": .text, "praise": .text, "successor": .integer]
  )

  /// Those whose rows are exported as they are, in that order; signals are exported as what they are instead.
  static let exported = [
    settings, ledger, ledgerSubjects, records, evidence, groups, sources, releases, series, fineBuckets, coarseBuckets,
    subjectDays, waiting, echoes, texts, messages, themes,
  ]

  /// Those that are made of others, and can be made again.
  static let derived = [packs]

  /// The names of all tables there are.
  static let names = (exported + derived + signals).map(\.name) + ["signal_rest"]
}
