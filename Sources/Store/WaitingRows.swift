internal import Bytes
package import Domain

/// Errors on their way into the counts: whether they count is told once what belongs to them has come.
package struct WaitingErrors: Sendable {
  /// A row for each, without a group, and its text.
  package var batch = SignalBatch()
  /// What there is to tell the group of each.
  package var candidates: [GroupCandidate] = []
  /// The format that each came in.
  package var formats: [String] = []

  package init() {}

  /// Adds one; the texts of its row are places in the table of this batch.
  package mutating func add(_ row: SignalRow, _ evidence: Evidence, _ candidate: GroupCandidate, format: String) {
    var row = row
    var candidate = candidate
    candidate.row = batch.rows.count
    row.evidence = Int32(batch.evidence.count)
    batch.evidence.append(evidence)
    batch.rows.append(row)
    candidates.append(candidate)
    formats.append(format)
  }
}

extension StoreReader {
  /// What waits.
  package enum Waiting: Sendable {
    case errors, parts, runs

    fileprivate var condition: String {
      switch self {
      case .errors: "kind = 0"
      case .parts: "kind > 0"
      case .runs: "kind = -1"
      }
    }
  }

  /// Returns when the first of what waits is due; nil where none does.
  package func firstWaitingDue(_ waiting: Waiting = .errors) throws(StoreError) -> Int64? {
    let condition = waiting.condition
    let statement = try connection.statement("SELECT min(due) FROM waiting WHERE \(condition)")
    return try statement.step() ? try statement.optionalInteger(0) : nil
  }
}

/// Errors that wait.
extension StoreWriter {
  /// Has errors wait until some moment, in microseconds since the Unix epoch; one that waits already waits on.
  package func hold(_ errors: WaitingErrors, until due: Int64) throws(StoreError) {
    let known = try connection.statement("SELECT 1 FROM waiting WHERE time = ? AND key = ?")
    var row = try writer(.waiting)
    var lines = SignalLine(errors.batch)
    for (index, signal) in errors.batch.rows.enumerated() {
      let key = signal.key.bytes
      try known.bind(1, signal.time)
      try known.bind(2, key)
      let isKnown = try known.step()
      known.reset()
      if isKnown { continue }
      try row.put(signal.time)
      try row.put(key)
      try row.put(Int64(0))
      try row.put(due)
      try row.put(lines.line(signal, of: errors.batch))
      try row.put(WaitingError(errors, index).bytes)
      try row.put(errors.formats[index])
      try row.finish()
    }
  }

  /// Returns the first errors of some time that are due, at most so many, in the order of their time.
  package func waitingErrors(
    until due: Int64,
    within times: ClosedRange<Int64> = .min ... .max,
    limit: Int
  ) throws(StoreError) -> WaitingErrors {
    var errors = WaitingErrors()
    var rows = try rows(
      .waiting,
      " WHERE time >= ? AND time <= ? AND kind = 0 AND due <= ? ORDER BY time, key LIMIT ?"
    )
    try rows.statement.bind(1, times.lowerBound)
    try rows.statement.bind(2, times.upperBound)
    try rows.statement.bind(3, due)
    try rows.statement.bind(4, Int64(limit))
    while try rows.next() {
      let row = try WaitingRow(&rows)
      do {
        try errors.batch.append(line: try JSONDocument(row.signal).root)
        try WaitingError(JSONDocument(row.error).root).add(to: &errors)
      } catch {
        throw rows.damage("holds no error: \(error)")
      }
      errors.formats.append(row.format)
    }
    errors.batch.evidenceIDs = []
    return errors
  }

  /// Ends the waiting of some errors.
  package func removeWaiting(_ rows: [SignalRow]) throws(StoreError) {
    for row in rows { try removeWaiting(row.time, row.key.bytes) }
  }

  fileprivate func removeWaiting(_ time: Int64, _ key: [UInt8]) throws(StoreError) {
    let removal = try connection.statement("DELETE FROM waiting WHERE time = ? AND key = ?")
    try removal.bind(1, time)
    try removal.bind(2, key)
    _ = try removal.step()
  }
}

/// Runs of agents that are looked at once nothing more comes of them.
extension StoreWriter {
  private static let runKind: Int64 = -1

  /// Has runs wait until some moment, or longer where they wait already; of each its row names the run and its time.
  package func hold(runs batch: SignalBatch, format: String, until due: Int64) throws(StoreError) {
    for run in batch.rows {
      let known = try waitingRun(run.key)
      var run = run
      if let known {
        try removeWaiting(known.time, run.key.bytes)
        let end = max(run.time.adding(run.duration), known.time.adding(known.duration))
        run.time = min(run.time, known.time)
        run.duration = end.adding(-run.time)
      }
      var row = try writer(.waiting)
      var lines = SignalLine(batch)
      try row.put(run.time)
      try row.put(run.key.bytes)
      try row.put(StoreWriter.runKind)
      try row.put(due)
      try row.put(lines.line(run, of: batch))
      try row.put([UInt8]())
      try row.put(format)
      try row.finish()
    }
  }

  /// Takes the runs that have waited until some moment, at most so many, with the formats they came in.
  package func takeRuns(until due: Int64, limit: Int) throws(StoreError) -> (batch: SignalBatch, formats: [String]) {
    try take("kind = -1", until: due, limit: limit)
  }

  private func waitingRun(_ key: SignalKey) throws(StoreError) -> SignalRow? {
    var rows = try rows(.waiting, " WHERE key = ? AND kind = -1")
    try rows.statement.bind(1, key.bytes)
    guard try rows.next() else { return nil }
    var batch = SignalBatch()
    return try signal(of: WaitingRow(&rows), rows, into: &batch)
  }
}

/// Parts of steps that wait for the rest.
extension StoreWriter {
  /// Has a part wait, whose texts and extra are in a batch.
  package func hold(
    _ part: StepPart,
    of batch: SignalBatch,
    format: String,
    until due: Int64
  ) throws(StoreError) {
    var row = try writer(.waiting)
    var lines = SignalLine(batch)
    try row.put(part.row.time)
    try row.put(part.key.bytes)
    try row.put(Int64(part.told.rawValue) + 1)
    try row.put(due)
    try row.put(lines.line(part.row, of: batch))
    try row.put([UInt8]())
    try row.put(format)
    try row.finish()
  }

  /// Takes the part that waits under a key; its texts and its extra are added to the batch, and no row.
  package func takePart(_ key: SignalKey, into batch: inout SignalBatch) throws(StoreError) -> StepPart? {
    var rows = try rows(.waiting, " WHERE key = ? AND kind > 0")
    try rows.statement.bind(1, key.bytes)
    guard try rows.next() else { return nil }
    let waiting = try WaitingRow(&rows)
    let row = try signal(of: waiting, rows, into: &batch)
    try removeWaiting(waiting.time, waiting.key)
    return StepPart(row: row, key: key, told: StepPart.Told(rawValue: UInt8(clamping: waiting.kind - 1)))
  }

  /// Takes the parts that have waited until some moment, at most so many, with the formats they came in.
  package func takeParts(until due: Int64, limit: Int) throws(StoreError) -> (batch: SignalBatch, formats: [String]) {
    try take("kind > 0", until: due, limit: limit)
  }

  fileprivate func take(
    _ condition: String,
    until due: Int64,
    limit: Int
  ) throws(StoreError) -> (batch: SignalBatch, formats: [String]) {
    var batch = SignalBatch()
    var formats: [String] = []
    var places: [(time: Int64, key: [UInt8])] = []
    var rows = try rows(.waiting, " WHERE \(condition) AND due <= ? ORDER BY time, key LIMIT ?")
    try rows.statement.bind(1, due)
    try rows.statement.bind(2, Int64(limit))
    while try rows.next() {
      let waiting = try WaitingRow(&rows)
      let row = try signal(of: waiting, rows, into: &batch)
      batch.rows.append(row)
      formats.append(waiting.format)
      places.append((waiting.time, waiting.key))
    }
    for place in places { try removeWaiting(place.time, place.key) }
    return (batch, formats)
  }

  fileprivate func signal(
    of waiting: WaitingRow,
    _ rows: borrowing RowReader,
    into batch: inout SignalBatch
  ) throws(StoreError) -> SignalRow {
    do {
      try batch.append(line: try JSONDocument(waiting.signal).root)
    } catch {
      throw rows.damage("holds no part of a step: \(error)")
    }
    return batch.rows.removeLast()
  }
}

/// A row of the table as it is.
private struct WaitingRow {
  let time: Int64
  let key: [UInt8]
  let kind: Int64
  let due: Int64
  let signal: [UInt8]
  let error: [UInt8]
  let format: String

  init(_ rows: inout RowReader) throws(StoreError) {
    time = try rows.integer()
    key = try rows.blob()
    kind = try rows.integer()
    due = try rows.integer()
    signal = try rows.blob()
    error = try rows.blob()
    format = try rows.text()
    try rows.finish()
  }
}

/// What is kept of a waiting error beside its row: its text, and what tells its group.
private struct WaitingError {
  private let type: String
  private let message: String
  private let fingerprint: String
  private let stack: String
  private let text: String
  private let origin: String
  private let trust: Evidence.Trust

  init(_ errors: WaitingErrors, _ index: Int) {
    let (evidence, candidate) = (errors.batch.evidence[index], errors.candidates[index])
    (type, message, text) = (candidate.errorType, candidate.message, evidence.text)
    (fingerprint, stack) = (candidate.fingerprint, candidate.stack)
    (origin, trust) = (evidence.origin, evidence.trust)
  }

  init(_ node: JSONNode) throws(StoreError) {
    guard let type = node["type"]?.exactString, let message = node["message"]?.exactString,
      let text = node["text"]?.exactString, let origin = node["origin"]?.exactString,
      let trust = Evidence.Trust(rawValue: node["trust"]?.string ?? "")
    else { throw StoreError.unfit(table: "waiting", detail: "a member is missing or of another form") }
    (self.type, self.message, self.text) = (type, message, text)
    // Only there where there is something to be said.
    fingerprint = node["fingerprint"]?.exactString ?? ""
    stack = node["stack"]?.exactString ?? ""
    (self.origin, self.trust) = (origin, trust)
  }

  var bytes: [UInt8] {
    var object: JSONObject = [
      "type": .string(type), "message": .string(message), "text": .string(text), "origin": .string(origin),
      "trust": .string(trust.rawValue),
    ]
    if !fingerprint.isEmpty { object["fingerprint"] = .string(fingerprint) }
    if !stack.isEmpty { object["stack"] = .string(stack) }
    return Array(JSONValue.object(object).text.utf8)
  }

  /// Adds it to errors of which it has the last row.
  func add(to errors: inout WaitingErrors) throws(StoreError) {
    let place = errors.batch.rows.count - 1
    guard place >= 0, errors.batch.evidenceIDs.count == place + 1 else {
      throw StoreError.unfit(table: "waiting", detail: "its row names no text")
    }
    let row = errors.batch.rows[place]
    let id = errors.batch.evidenceIDs[place]
    errors.batch.evidence.append(Evidence(id: id, kind: .error, text: text, origin: origin, trust: trust))
    errors.candidates.append(
      GroupCandidate(
        row: place,
        kind: .error,
        errorType: type,
        message: message,
        fingerprint: fingerprint,
        stack: stack,
        service: errors.batch.text(row.service),
        surface: errors.batch.text(row.surface)
      )
    )
  }
}
