package import Bytes
package import Domain

extension StoreReader {
  /// Returns the signals of a trace, ordered by time and key.
  package func signals(of trace: TraceID) throws(StoreError) -> SignalBatch {
    try signals(of: trace.isNone ? [] : [trace], within: .min ... .max)
  }

  /// Returns the signals of some traces within a time, ordered by time and key, with the wanted fields, words and traces.
  package func signals(
    of traces: Set<TraceID>,
    within times: ClosedRange<Int64>,
    fields: SignalFields = .all
  ) throws(StoreError) -> SignalBatch {
    let prefixes = Set(traces.map { SignalKey.prefix(of: $0, secret: context.signalSecret) })
    return try signals.rows(of: traces, prefixes: prefixes, within: times, fields)
  }

  /// Hands out the signals a filter takes, a block at a time and the newest day first, until the body says false.
  ///
  /// Only the wanted fields are unpacked; kind, time and words always are. Rows of one batch are in the order of time and
  /// key; batches of a day may overlap in time.
  package func scan(
    _ filter: SignalFilter,
    fields: SignalFields = .all,
    _ body: (SignalBatch) throws -> Bool
  ) throws {
    try signals.scan(filter, fields, body)
  }

  /// Hands out every signal as a line of JSON without its end, by time and key.
  package func exportSignals(_ line: ([UInt8]) throws -> Void) throws {
    try signals.export(line)
  }

  /// Looks at every byte of every signal, and reports what is wrong.
  package func verifySignals(_ report: (RowFault) throws -> Void) throws {
    try signals.verify(report)
  }

  /// The day before which signals have been removed, in days since the Unix epoch; nil where none have been.
  package func expiredBefore() throws(StoreError) -> Int32? {
    let limit = try signals.state().expiredBefore
    return limit > .min ? limit : nil
  }

  /// Returns the oldest day with signals from a day on.
  package func oldestSignalDay(from first: Int32) throws(StoreError) -> Int32? {
    try signals.days().last { $0.day >= first }?.day
  }

  /// Returns what each day takes of the disk, the newest first.
  package func signalDays() throws(StoreError) -> [SignalDayUsage] {
    try signals.usage()
  }

  /// Looks at a day that is to be removed, which takes as long as the reading of the texts of its blocks.
  package func expiring(_ day: Int32) throws(StoreError) -> ExpiringDay? {
    try signals.expiring(day)
  }

  /// Counts what there is and what it costs.
  package func statistics() throws(StoreError) -> StoreStatistics {
    StoreStatistics(
      signals: try signals.statistics(),
      databaseBytes: context.files.databaseSize,
      logBytes: context.files.logSize
    )
  }
}

/// How much there is in a store, and what it takes of the disk.
package struct StoreStatistics: Equatable, Sendable {
  package let signals: SignalStatistics
  /// The database with everything but files of signals, and its log.
  package let databaseBytes: Int64
  package let logBytes: Int64
}

extension StoreWriter {
  /// Returns a batch without the signals that are known already, or there twice.
  package func fresh(_ batch: SignalBatch) throws(StoreError) -> SignalBatch {
    try signals.fresh(batch)
  }

  /// Takes in fresh signals, the texts they point at, and what they add to the counts.
  package func add(_ batch: SignalBatch, _ rollUp: RollUp) throws(StoreError) {
    try addEvidence(of: batch)
    try signals.append(batch)
    try merge(rollUp)
  }

  /// Takes in signals that `exportSignals` has handed out; those that are known stay as they are.
  ///
  /// What they add to the counts is not added: that comes with the tables of the same export.
  package func importSignals(_ lines: [JSONNode]) throws(StoreError) {
    var batch = SignalBatch()
    for line in lines { try batch.append(line: line) }
    // Of days that were removed, an export has what stays.
    try signals.append(signals.fresh(batch, takesExpired: true))
  }

  /// Takes a person off all signals and subject-days; returns the ids of the texts that came with those signals.
  ///
  /// The old files go with this commit or, where somebody still reads them, with a later one; see `Store.settle`.
  package func erase(subject: UInt64) throws(StoreError) -> [EvidenceID] {
    _ = try eraseSubjectDays(of: subject)
    return try signals.erase(subject: subject)
  }

  /// Removes the signals of old days but for those that `SignalStore.stays`, and lets none of those days be taken in again.
  ///
  /// What they have added to counts stays. Returns how many have gone, or nil, with nothing changed, where a day is no
  /// longer what was looked at. The files go with this commit or, where somebody still reads them, with a later one.
  package func expire(_ days: [ExpiringDay], before limit: Int32) throws(StoreError) -> Int64? {
    guard let gone = try signals.expire(days, before: limit) else { return nil }
    try removeEchoes(before: limit)
    return gone
  }

  /// Returns how many signals of a batch are of days that have been removed, and are left out by `fresh` for that.
  package func countExpired(in batch: SignalBatch) throws(StoreError) -> Int {
    try signals.countExpired(batch.rows)
  }

  /// Merges what a batch adds to the counts.
  func merge(_ rollUp: RollUp) throws(StoreError) {
    try merge(rollUp.groups)
    try merge(rollUp.sources)
    try merge(rollUp.releases)
    try merge(rollUp.buckets)
    try merge(rollUp.subjectDays)
  }
}
