private import Bytes
private import Glibc

/// Everything Reckon keeps for one project, in one folder, for many threads and processes at once.
///
/// This is the seam: stages get values, and only the loop calls a store. Another engine would offer the same functions on
/// readers and writers; nothing above this room knows of SQLite, files or locks.
package final class Store: Sendable {
  private let context: StoreContext
  private let options: StoreOptions
  /// Whether the files lie where nothing can be written.
  private let isImmutable: Bool
  /// The file that was opened.
  private let identity: FileIdentity
  /// Connections nobody reads through at the moment.
  private let readers = Monitor<[Connection]>([])
  /// The connection for writing, while nobody writes.
  private let writer = Monitor<Connection?>(nil)
  /// The thread that writes, so that it does not wait for itself.
  private let writingThread = Monitor<pthread_t?>(nil)
  private let leftovers = Monitor(Leftovers.unknown)

  /// Files of signals that nobody needs any more: a process may have died before this store was opened, or somebody may
  /// still have read them when they were replaced.
  private enum Leftovers { case unknown, some, none }

  private static let idleReaders = 8
  /// How long a checkpoint that matters waits for readers to come to their end, in milliseconds.
  private static let readersPatience: CInt = 100

  package var folder: String { files.folder }
  /// What identities and digests are keyed with; made with the store and kept in it.
  package var secret: [UInt8] { context.secret }
  /// How much makes what.
  package var sizes: SignalSizes { options.signals }
  private var files: StoreFiles { context.files }

  /// Opens the store in a folder; nil when there is none and it may not be made.
  package static func open(
    at folder: String,
    creating: Bool,
    options: StoreOptions = StoreOptions()
  ) throws(StoreError) -> Store? {
    let files = StoreFiles(folder: folder)
    if try files.hasDatabase() {
      let (connection, isImmutable) = try files.connect()
      let version = try Schema.version(of: connection)
      if version == Schema.migrations.count {
        return try Store(files, connection, isImmutable: isImmutable, options)
      }
      if isImmutable { throw StoreError.readOnly(path: files.database) }
      // An empty database is what a process leaves that died while it made one.
      guard version > 0 || creating else { return nil }
    } else {
      guard creating else { return nil }
      try files.makeFolder()
    }
    let lock = try files.lock(within: options.patience)
    if try !files.hasDatabase() { try files.makeDatabase() }
    // Before anybody can read, for that is where readers show themselves.
    try SignalFolder(files.signals).make()
    let connection = try files.connect().connection
    try Schema.migrate(connection) { () throws(StoreError) in
      try Settings.writeSecret(options.secret ?? randomSecret(), to: connection)
    }
    try connection.checkpoint(.truncate)
    try files.settleNames()
    _ = consume lock
    return try Store(files, connection, isImmutable: false, options)
  }

  private init(
    _ files: StoreFiles,
    _ connection: Connection,
    isImmutable: Bool,
    _ options: StoreOptions
  ) throws(StoreError) {
    context = StoreContext(files, secret: try Settings.secret(of: connection), options.signals)
    self.options = options
    self.isImmutable = isImmutable
    identity = try files.identity()
    try Store.prepareForReading(connection)
    readers.change { $0.append(connection) }
  }

  private static func randomSecret() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// Throws when somebody has removed the store, or put another in its place: what is open then is nobody's any more.
  private func checkIdentity() throws(StoreError) {
    guard try files.identity() == identity else {
      throw StoreError.unreadable(path: files.database, reason: "it has been removed or replaced since it was opened")
    }
  }

  // MARK: Reading

  /// Runs `body` on one consistent snapshot; it waits for nobody.
  package func read<Result>(_ body: (StoreReader) throws -> Result) throws -> Result {
    try checkIdentity()
    let connection = try takeReader()
    // Before the snapshot begins, so that no file it knows of is removed.
    let presence = SignalPresence(context.signals.presence)
    try connection.execute("BEGIN")
    let reader = StoreReader(connection, context)
    defer {
      reader.end()
      // There is nothing to commit, and SQLite refuses it to a reader that has met damage.
      connection.rollBack()
      giveBack(connection)
    }
    let result = try body(reader)
    _ = consume presence
    return result
  }

  private func takeReader() throws(StoreError) -> Connection {
    if let idle = readers.change({ $0.popLast() }) { return idle }
    let connection = try files.connect().connection
    try Store.prepareForReading(connection)
    return connection
  }

  private func giveBack(_ connection: Connection) {
    guard !connection.isInTransaction else { return }
    readers.change { idle in
      if idle.count < Store.idleReaders { idle.append(connection) }
    }
  }

  private static func prepareForReading(_ connection: Connection) throws(StoreError) {
    // 8 MiB of pages at most, for each of the few; a page with impossible contents is refused.
    for pragma in ["cache_size = -8192", "query_only = ON", "temp_store = MEMORY", "cell_size_check = ON"] {
      try connection.execute("PRAGMA " + pragma)
    }
  }

  // MARK: Writing

  /// Runs `body` in a transaction of its own, one writer at a time over all processes; what it throws undoes everything.
  ///
  /// Where the disk then refuses the log, `unsettled` is thrown: the change is there, but a power cut may take it.
  ///
  /// Waits in line for `limit`, or as long as the store's options say. Not to be called within another write of the same
  /// thread, which would wait for itself.
  package func write<Result>(
    within limit: Duration? = nil,
    _ body: (StoreWriter) throws -> Result
  ) throws -> Result {
    let thread = pthread_self()
    precondition(writingThread.change { $0 } != thread, "a write within a write")
    if isImmutable { throw StoreError.readOnly(path: files.database) }
    try checkIdentity()
    // Opened before the wait, so that nobody waits for that; and the log before the commit, for a descriptor opened later
    // may not be told that the system could not write what was committed.
    let connection = try takeWriter()
    let log = try files.openLog()
    let result = try write(within: limit ?? options.patience, thread, connection, body)
    try log.settle()
    return result
  }

  /// The part of a write that is done under the lock.
  private func write<Result>(
    within limit: Duration,
    _ thread: pthread_t,
    _ connection: Connection,
    _ body: (StoreWriter) throws -> Result
  ) throws -> Result {
    let lock: WriteLock
    do {
      lock = try files.lock(within: limit)
    } catch {
      // Whoever gave up may come again soon.
      giveBackWriter(connection)
      throw error
    }
    try checkIdentity()
    writingThread.change { $0 = thread }
    // The next writer may have come in already.
    defer { writingThread.change { if $0 == thread { $0 = nil } } }

    try connection.execute("BEGIN IMMEDIATE")
    let writer = StoreWriter(connection, context)
    defer { writer.end() }
    let result: Result
    do {
      // A newer version may have changed the tables since they were opened.
      _ = try Schema.version(of: connection)
      result = try body(writer)
      try connection.execute("COMMIT")
    } catch {
      // New files may be there that no row speaks of.
      leftovers.change { $0 = .some }
      connection.rollBack()
      giveBackWriter(connection)
      _ = consume lock
      throw error
    }
    if writer.mustTidySignals { leftovers.change { $0 = .some } }
    tidySignals(connection)
    tidyLog(connection)
    giveBackWriter(connection)
    _ = consume lock
    return result
  }

  /// Waits until all that was ever committed has reached the disk.
  ///
  /// A writer does so after it has let go of the lock, before it is answered: the next one need not wait for the disk too,
  /// and those who come together share the waiting. What a read sees may be lost with the machine's power until then, so
  /// whoever tells others of it, in a file of its own, settles the log first.
  package func settleLog() throws(StoreError) {
    try files.openLog().settle()
  }

  private func takeWriter() throws(StoreError) -> Connection {
    if let idle = writer.change({ $0.take() }) { return idle }
    let connection = try files.connect().connection
    let pragmas = [
      // The log is settled after each commit, outside the lock; what is deleted is overwritten.
      "synchronous = NORMAL", "secure_delete = ON", "cache_size = -16384", "temp_store = MEMORY",
      "cell_size_check = ON",
    ]
    for pragma in pragmas { try connection.execute("PRAGMA " + pragma) }
    return connection
  }

  private func giveBackWriter(_ connection: Connection) {
    writer.change { if $0 == nil, !connection.isInTransaction { $0 = connection } }
  }

  /// Removes files of signals that nobody needs any more; only to be called under the lock, after a commit.
  private func tidySignals(_ connection: Connection) {
    guard leftovers.change({ $0 != .none }) else { return }
    let signals = SignalStore(connection, context.key, context.signals)
    // fine because what is left over does no harm, and the next write tries again
    guard (try? signals.tidy(settling: settleLog)) != nil else { return }
    leftovers.change { $0 = signals.mustTidy ? .some : .none }
  }

  /// Copies the log into the database once it is long; only to be called under the lock.
  private func tidyLog(_ connection: Connection) {
    // A reader that stays keeps the log from starting anew, so after each attempt it may grow as much again.
    let lastAttempt = connection.logPagesAtCheckpoint
    let isNew = connection.logPages < lastAttempt
    guard connection.logPages >= (isNew ? 0 : lastAttempt) + options.logPages else { return }
    // Readers that come and go without a pause keep it too; for a much too long log they are waited for, a little.
    let isOverdue = connection.logPages >= 4 * options.logPages
    // fine because the change is safe in the log, and a later write tries again
    try? connection.checkpoint(isOverdue ? .truncate : .passive, patience: Store.readersPatience)
  }

  /// Copies the whole log into the database and empties it, unless somebody is writing: the next start is faster then.
  ///
  /// After erasures this also removes the last copies of what was erased, unless somebody still reads them; `waiting` waits for writers.
  package func settle(waiting: Bool = false) throws(StoreError) {
    guard !isImmutable else { return }
    let free = waiting ? try WriteLock(path: files.lock, within: options.patience) : try files.lockIfFree()
    guard let lock = free else { return }
    let connection = try takeWriter()
    defer { giveBackWriter(connection) }
    tidySignals(connection)
    try connection.checkpoint(.truncate, patience: waiting ? Store.readersPatience : 0)
    _ = consume lock
  }
}
