/// The tables as SQL, version by version.
///
/// A released version never changes; what comes later is another entry.
enum Schema {
  /// "Rckn", which tells our databases from other programs'.
  static let applicationID: Int64 = 0x5263_6b6e

  /// What brings a database from each version to the next, in order: the first entry makes version 1 of an empty one.
  static let migrations: [[String]] = [
    firstTables + signalTables, recordOrders, measures, waiting, echoes, sightings, themes, packs,
  ]

  // Strict types, so that a changed form is noticed. Where rows are short, the table itself is sorted by its key; where they
  // are long (records, evidence, groups, ledger lines), by a number: in a tree sorted by key, a row of more than a quarter
  // of a page is torn in two. Doubles are kept as their bits.
  private static let firstTables = [
    """
    CREATE TABLE settings(
      name TEXT NOT NULL, value BLOB NOT NULL, seal INTEGER NOT NULL,
      PRIMARY KEY (name)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE ledger(seq INTEGER PRIMARY KEY, line BLOB NOT NULL, hash BLOB NOT NULL) STRICT",
    """
    CREATE TABLE ledger_subjects(
      subject TEXT NOT NULL, seq INTEGER NOT NULL, seal INTEGER NOT NULL,
      PRIMARY KEY (subject, seq)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE records(
      id TEXT NOT NULL, kind TEXT NOT NULL, owner TEXT NOT NULL, state TEXT NOT NULL, rank INTEGER NOT NULL,
      seq INTEGER NOT NULL, body BLOB NOT NULL, seal INTEGER NOT NULL,
      PRIMARY KEY (id)
    ) STRICT
    """,
    "CREATE INDEX records_by_state ON records(kind, state)",
    "CREATE INDEX records_by_owner ON records(owner, kind)",
    """
    CREATE TABLE evidence(
      ordinal INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, text TEXT NOT NULL, origin TEXT NOT NULL,
      trust TEXT NOT NULL, erased_seq INTEGER, reason TEXT, seal INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE groups(
      id TEXT NOT NULL, kind INTEGER NOT NULL, fingerprint TEXT NOT NULL, label TEXT NOT NULL, service TEXT NOT NULL,
      surface TEXT NOT NULL, count INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
      exemplars BLOB NOT NULL, seal INTEGER NOT NULL,
      PRIMARY KEY (id)
    ) STRICT
    """,
    """
    CREATE TABLE sources(
      name TEXT NOT NULL, count INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
      received INTEGER NOT NULL, seal INTEGER NOT NULL,
      PRIMARY KEY (name)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE releases(
      service TEXT NOT NULL, environment TEXT NOT NULL, release TEXT NOT NULL, first INTEGER NOT NULL,
      seal INTEGER NOT NULL,
      PRIMARY KEY (service, environment, release)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE series(ordinal INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, seal INTEGER NOT NULL) STRICT",
    bucketTable("fine_buckets"),
    bucketTable("coarse_buckets"),
    """
    CREATE TABLE subject_days(
      series INTEGER NOT NULL, day INTEGER NOT NULL, subject INTEGER NOT NULL, account INTEGER NOT NULL,
      count INTEGER NOT NULL, sum INTEGER NOT NULL, first INTEGER NOT NULL, seal INTEGER NOT NULL,
      PRIMARY KEY (series, day, subject)
    ) STRICT, WITHOUT ROWID
    """,
  ]

  /// The latest record of an owner or a kind is asked for at every call, and decisions only become more.
  private static let recordOrders = [
    "DROP INDEX records_by_owner",
    "CREATE INDEX records_by_owner ON records(owner, kind, seq)",
    "CREATE INDEX records_by_kind ON records(kind, seq)",
  ]

  /// What buckets hold of metrics.
  ///
  /// Those that were there hold nothing of any: their seals stay as they were.
  private static let measures = ["fine_buckets", "coarse_buckets"].map {
    "ALTER TABLE \($0) ADD COLUMN measures BLOB NOT NULL DEFAULT x''"
  }

  /// Errors that count once it is known whether something else explains them, and parts of steps.
  private static let waiting = [
    """
    CREATE TABLE waiting(
      time INTEGER NOT NULL, key BLOB NOT NULL, kind INTEGER NOT NULL, due INTEGER NOT NULL, signal BLOB NOT NULL,
      error BLOB NOT NULL, format TEXT NOT NULL, seal INTEGER NOT NULL,
      PRIMARY KEY (time, key)
    ) STRICT
    """,
    "CREATE INDEX waiting_by_due ON waiting(due)",
    "CREATE INDEX waiting_by_key ON waiting(key)",
  ]

  /// Errors that another source had told: of what is not kept, that it was seen.
  private static let echoes = [
    """
    CREATE TABLE echoes(
      key BLOB NOT NULL, time INTEGER NOT NULL, twin BLOB NOT NULL, seal INTEGER NOT NULL,
      PRIMARY KEY (key)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX echoes_by_twin ON echoes(twin)",
  ]

  /// Where the signal that brought a text is found at its source.
  private static let sightings = ["ALTER TABLE evidence ADD COLUMN sighting BLOB NOT NULL DEFAULT x''"]

  /// Messages by theme: their different texts, which theme each is in, and which message said it.
  private static let themes = [
    """
    CREATE TABLE texts(
      ordinal INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, words BLOB NOT NULL, teaches INTEGER NOT NULL,
      theme INTEGER NOT NULL, seal INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX texts_by_theme ON texts(theme)",
    "CREATE INDEX texts_that_teach ON texts(ordinal) WHERE teaches = 1",
    """
    CREATE TABLE messages(
      ordinal INTEGER PRIMARY KEY, key BLOB NOT NULL, text INTEGER NOT NULL, praise INTEGER NOT NULL,
      time INTEGER NOT NULL, subject INTEGER NOT NULL, account INTEGER NOT NULL, evidence BLOB NOT NULL,
      service TEXT NOT NULL, surface TEXT NOT NULL, seal INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX messages_by_key ON messages(key)",
    "CREATE INDEX messages_by_text ON messages(text)",
    "CREATE INDEX messages_by_time ON messages(time)",
    """
    CREATE TABLE themes(
      number INTEGER PRIMARY KEY, name TEXT NOT NULL, praise TEXT NOT NULL, successor INTEGER NOT NULL,
      seal INTEGER NOT NULL
    ) STRICT
    """,
  ]

  /// What the rows of past days say, some days of a series in one row.
  private static let packs = [
    """
    CREATE TABLE packs(
      series INTEGER NOT NULL, kind INTEGER NOT NULL, first INTEGER NOT NULL, through INTEGER NOT NULL,
      body BLOB NOT NULL, seal INTEGER NOT NULL,
      PRIMARY KEY (series, kind, first)
    ) STRICT
    """
  ]

  private static func bucketTable(_ name: String) -> String {
    """
    CREATE TABLE \(name)(
      series INTEGER NOT NULL, slot INTEGER NOT NULL, count INTEGER NOT NULL, errors INTEGER NOT NULL,
      duration INTEGER NOT NULL, bins BLOB NOT NULL, seal INTEGER NOT NULL,
      PRIMARY KEY (series, slot)
    ) STRICT, WITHOUT ROWID
    """
  }
}
