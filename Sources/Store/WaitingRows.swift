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
  /// Returns when the first error is due that waits; nil where none does.
  package func firstWaitingDue() throws(StoreError) -> Int64? {
    let statement = try connection.statement("SELECT min(due) FROM waiting")
    return try statement.step() ? try statement.optionalInteger(0) : nil
  }
}

extension StoreWriter {
  /// Has errors wait until some moment, in microseconds since the Unix epoch; one that waits already waits on.
  package func hold(_ errors: WaitingErrors, until due: Int64) throws(StoreError) {
    let known = try connection.statement("SELECT 1 FROM waiting WHERE time = ? AND key = ?")
    var row = try writer(.waiting)
    var lines = SignalLine(errors.batch)
    for (index, signal) in errors.batch.rows.enumerated() {
      let key = WaitingKey.bytes(signal.key)
      try known.bind(1, signal.time)
      try known.bind(2, key)
      let isKnown = try known.step()
      known.reset()
      if isKnown { continue }
      try row.put(signal.time)
      try row.put(key)
      try row.put(due)
      try row.put(lines.line(signal, of: errors.batch))
      try row.put(WaitingError(errors, index).bytes)
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
    var rows = try rows(.waiting, " WHERE time >= ? AND time <= ? AND due <= ? ORDER BY time, key LIMIT ?")
    try rows.statement.bind(1, times.lowerBound)
    try rows.statement.bind(2, times.upperBound)
    try rows.statement.bind(3, due)
    try rows.statement.bind(4, Int64(limit))
    while try rows.next() {
      _ = try rows.integer()
      _ = try rows.blob()
      _ = try rows.integer()
      let (signal, error) = (try rows.blob(), try rows.blob())
      try rows.finish()
      do {
        try errors.batch.append(line: try JSONDocument(signal).root)
        try WaitingError(JSONDocument(error).root).add(to: &errors)
      } catch {
        throw rows.damage("holds no error: \(error)")
      }
    }
    errors.batch.evidenceIDs = []
    return errors
  }

  /// Ends the waiting of some errors.
  package func removeWaiting(_ rows: [SignalRow]) throws(StoreError) {
    let removal = try connection.statement("DELETE FROM waiting WHERE time = ? AND key = ?")
    for row in rows {
      try removal.bind(1, row.time)
      try removal.bind(2, WaitingKey.bytes(row.key))
      _ = try removal.step()
      removal.reset()
    }
  }
}

/// The key of a signal as bytes.
private enum WaitingKey {
  static func bytes(_ key: SignalKey) -> [UInt8] {
    let prefix = (0..<4).map { UInt8(truncatingIfNeeded: key.prefix >> UInt32(24 - 8 * $0)) }
    return prefix + (0..<6).map { UInt8(truncatingIfNeeded: key.rest >> UInt64(40 - 8 * $0)) }
  }
}

/// What is kept of a waiting error beside its row: its text, and what tells its group.
private struct WaitingError {
  private let type: String
  private let message: String
  private let text: String
  private let origin: String
  private let trust: Evidence.Trust
  private let format: String

  init(_ errors: WaitingErrors, _ index: Int) {
    let (evidence, candidate) = (errors.batch.evidence[index], errors.candidates[index])
    (type, message, text) = (candidate.errorType, candidate.message, evidence.text)
    (origin, trust, format) = (evidence.origin, evidence.trust, errors.formats[index])
  }

  init(_ node: JSONNode) throws(StoreError) {
    guard let type = node["type"]?.exactString, let message = node["message"]?.exactString,
      let text = node["text"]?.exactString, let origin = node["origin"]?.exactString,
      let trust = Evidence.Trust(rawValue: node["trust"]?.string ?? ""), let format = node["format"]?.exactString
    else { throw StoreError.unfit(table: "waiting", detail: "a member is missing or of another form") }
    (self.type, self.message, self.text) = (type, message, text)
    (self.origin, self.trust, self.format) = (origin, trust, format)
  }

  var bytes: [UInt8] {
    let object: JSONObject = [
      "type": .string(type), "message": .string(message), "text": .string(text), "origin": .string(origin),
      "trust": .string(trust.rawValue), "format": .string(format),
    ]
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
    errors.formats.append(format)
    errors.candidates.append(
      GroupCandidate(
        row: place,
        kind: .error,
        errorType: type,
        message: message,
        service: errors.batch.text(row.service),
        surface: errors.batch.text(row.surface)
      )
    )
  }
}
