import Bytes

extension SentryReader {
  /// Reads how one session stands.
  func readSession(
    of envelope: SentryEnvelope,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    let began = line.time(at: line.place("started", of: 0, bytes), bytes)
    let place = line.place("timestamp", of: 0, bytes)
    guard let time = line.time(at: place, bytes) ?? began ?? envelope.time else {
      return rejectTime(of: "a session", place, envelope, line, bytes, into: &batch)
    }
    let id = SentryID.text(line.place("sid", of: 0, bytes), line, bytes, into: &batch)
    let word = line.place("status", of: 0, bytes).map { line.folded($0, bytes) } ?? "ok"
    guard !id.isEmpty, let status = SessionRecord.Status(rawValue: word) else {
      let found =
        id.isEmpty ? "no sid" : "the status \(line.place("status", of: 0, bytes).map { line.shown($0, bytes) } ?? "")"
      return reject(envelope, "a session has \(found)", "a sid and a status such as exited", into: &batch)
    }
    var session = session(at: time, envelope, line, bytes, into: &batch)
    session.id = id
    session.status = status
    let errors = line.place("errors", of: 0, bytes).flatMap { line.integer($0, bytes) } ?? 0
    session.count = SentryReader.bounded(errors)
    session.duration = nanoseconds(line.place("duration", of: 0, bytes), line, bytes)
    session.subject = line.text(at: line.place("did", of: 0, bytes), bytes, into: &batch)
    batch.sessions.append(session)
  }

  /// Reads counts of sessions, by the minute in which they began and how they ended.
  func readSessions(
    of envelope: SentryEnvelope,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    guard let list = line.place("aggregates", of: 0, bytes) else {
      return reject(envelope, "sessions without aggregates", "a list of counts", into: &batch)
    }
    let names: [(StaticString, SessionRecord.Status)] = [
      ("exited", .exited), ("errored", .errored), ("crashed", .crashed), ("abnormal", .abnormal),
    ]
    var common = session(at: 0, envelope, line, bytes, into: &batch)
    common.sent = envelope.sent ?? 0
    line.forEachElement(of: list) { entry in
      let began = line.place("started", of: entry, bytes)
      guard let time = line.time(at: began, bytes) else {
        return rejectTime(
          of: "a count of sessions",
          began,
          envelope,
          isDatedByEnvelope: false,
          line,
          bytes,
          into: &batch
        )
      }
      var session = common
      session.time = time
      session.subject = line.text(at: line.place("did", of: entry, bytes), bytes, into: &batch)
      for (name, status) in names {
        let count = line.place(name, of: entry, bytes).flatMap { line.integer($0, bytes) } ?? 0
        guard count > 0 else { continue }
        session.status = status
        session.count = SentryReader.bounded(count)
        batch.sessions.append(session)
      }
    }
  }

  private func session(
    at time: Int64,
    _ envelope: SentryEnvelope,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) -> SessionRecord {
    var session = SessionRecord(line: envelope.line)
    session.time = time
    let release = line.text(at: line.place("attrs", "release", of: 0, bytes), bytes, into: &batch)
    let name = SentryRelease(release, in: batch)
    (session.service, session.release) = (name.package, name.version)
    session.environment = line.text(at: line.place("attrs", "environment", of: 0, bytes), bytes, into: &batch)
    return session
  }

  /// Reads what a scheduled job says of a run.
  func readCheckIn(
    of envelope: SentryEnvelope,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    let scope = SentryScope(0, of: envelope, line, bytes, into: &batch)
    guard let time = scope.time else {
      return rejectTime(of: "a check-in", line.place("timestamp", of: 0, bytes), envelope, line, bytes, into: &batch)
    }
    let word = line.place("status", of: 0, bytes).map { line.folded($0, bytes) } ?? ""
    let monitor = line.text(at: line.place("monitor_slug", of: 0, bytes), bytes, into: &batch)
    let id = SentryID.text(line.place("check_in_id", of: 0, bytes), line, bytes, into: &batch)
    guard let status = CheckInRecord.Status(rawValue: word), !monitor.isEmpty, !id.isEmpty else {
      let expected = "a check_in_id, a monitor_slug and a status such as ok"
      return reject(envelope, "a check-in without its id, monitor or status", expected, into: &batch)
    }
    var checkIn = CheckInRecord(line: envelope.line)
    (checkIn.id, checkIn.monitor, checkIn.status, checkIn.time) = (id, monitor, status, time)
    checkIn.duration = nanoseconds(line.place("duration", of: 0, bytes), line, bytes)
    (checkIn.service, checkIn.environment, checkIn.release) = (scope.service, scope.environment, scope.release)
    (checkIn.traceHigh, checkIn.traceLow) = (scope.traceHigh, scope.traceLow)
    batch.checkIns.append(checkIn)
  }

  /// Counts what a sender says it has discarded: nobody else knows of it.
  func readClientReport(_ line: JSONLine, _ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    let lists: [StaticString] = [
      "discarded_events", "rate_limited_events", "filtered_events", "filtered_sampling_events",
    ]
    for list in lists {
      guard let places = line.place(list, of: 0, bytes) else { continue }
      line.forEachElement(of: places) { entry in
        let quantity = line.place("quantity", of: entry, bytes).flatMap { line.integer($0, bytes) } ?? 1
        batch.skips.add(.lostBySenders, Int(SentryReader.bounded(quantity)))
      }
    }
  }

  // MARK: Numbers

  /// More than anybody has of anything in one report.
  private static let countLimit: Int64 = 1_000_000_000

  private static func bounded(_ count: Int64) -> Int64 { min(max(0, count), countLimit) }

  /// Returns the nanoseconds of a number of seconds, up to a year of them; 0 for anything else.
  private func nanoseconds(_ place: Int?, _ line: JSONLine, _ bytes: Span<UInt8>) -> Int64 {
    guard let seconds = line.number(at: place, bytes), seconds > 0, seconds < 31_536_000 else { return 0 }
    return Int64(seconds * 1_000_000_000)
  }
}
