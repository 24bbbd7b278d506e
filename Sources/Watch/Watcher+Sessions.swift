import Domain
import Formats

extension Watcher {
  /// What sessions and check-ins call their source unless told otherwise.
  private var sentrySource: String { options.source ?? ResourceRecord.Source.sentry.rawValue }

  /// Makes the row of a session, named by how it stands, with its errors as the value.
  ///
  /// A session may come several times, as it goes on: the last row of a session says how it ended. Sessions that were
  /// counted by the minute have no session's hash, and their number is the value.
  mutating func watch(_ session: SessionRecord, in records: RecordBatch) {
    guard isInTime(session.time, line: session.line) else { return }
    var row = SignalRow(
      kind: .session,
      key: sessionKey(session, in: records),
      time: Watcher.microseconds(session.time)
    )
    row.status = session.status == .crashed || session.status == .abnormal ? .error : .ok
    row.duration = session.duration / 1_000
    row.source = name(sentrySource)
    row.service = name(session.service, in: records)
    row.environment = name(session.environment, in: records)
    row.release = name(session.release, in: records)
    row.name = name(session.status.rawValue)
    row.subject = identity(.subject, session.subject, in: records)
    row.session = identity(.session, session.id, in: records)
    row.value = Double(session.count)
    watched.batch.rows.append(row)
  }

  /// Returns the key of a session: its id, time and status; counts have their sender in place of the id.
  ///
  /// Two processes may count the same in one minute: when they sent it tells them apart, and one that sends again says
  /// the same time again.
  private mutating func sessionKey(_ session: SessionRecord, in records: RecordBatch) -> SignalKey {
    beginIdentity(.session, source: sentrySource)
    addToIdentity(session.id, in: records)
    addToIdentity(UInt64(bitPattern: session.time))
    scratch.append(contentsOf: session.status.rawValue.utf8)
    scratch.append(0)
    if session.id.isEmpty {
      for text in [session.subject, session.service, session.environment, session.release] {
        addToIdentity(text, in: records)
      }
      addToIdentity(UInt64(bitPattern: session.count))
      addToIdentity(UInt64(bitPattern: session.sent))
    }
    return key(trace: .none)
  }

  /// Makes the row of what a scheduled job said of a run, named by the job.
  mutating func watch(_ checkIn: CheckInRecord, in records: RecordBatch) {
    guard isInTime(checkIn.time, line: checkIn.line) else { return }
    let trace = TraceID(high: checkIn.traceHigh, low: checkIn.traceLow)
    beginIdentity(.checkIn, source: sentrySource)
    addToIdentity(checkIn.id, in: records)
    scratch.append(contentsOf: checkIn.status.rawValue.utf8)
    var row = SignalRow(kind: .checkIn, key: key(trace: trace), time: Watcher.microseconds(checkIn.time))
    row.status =
      switch checkIn.status {
      case .inProgress: .unset
      case .ok: .ok
      case .error, .missed, .timeout: .error
      }
    row.duration = checkIn.duration / 1_000
    row.source = name(sentrySource)
    row.service = name(checkIn.service, in: records)
    row.environment = name(checkIn.environment, in: records)
    row.release = name(checkIn.release, in: records)
    row.name = name(checkIn.monitor, in: records)
    row.trace = trace
    watched.batch.rows.append(row)
  }
}
