/// How far a sender's clock is from ours, as its body shows by the time at which it says that it was sent.
///
/// Phones and computers of customers are wrong by minutes and by hours: what is the future to them would be rejected. The
/// vendors' servers correct it too: https://segment.com/docs/connections/spec/common/#timestamps. A body that is older than
/// a day is one that somebody sends again, and right.
struct ClockSkew {
  /// What is to be added, in nanoseconds: whole minutes, so that sending again gives the same times.
  private let nanoseconds: Int64

  private static let minute: Int64 = 60_000_000_000
  private static let limit: UInt64 = 1_440

  /// How much there was in a batch before the body.
  struct Mark {
    fileprivate let events: Int
    fileprivate let errors: Int
    fileprivate let messages: Int
    fileprivate let spans: Int

    init(_ batch: RecordBatch) {
      (events, errors) = (batch.events.count, batch.errors.count)
      (messages, spans) = (batch.messages.count, batch.spans.count)
    }
  }

  /// Finds it in a body that was received at a moment; nil where it says no time, or one that will do.
  init?(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, received: Int64) {
    let place =
      line.place("sentAt", of: index, bytes) ?? line.place("sent_at", of: index, bytes)
      ?? line.place("client_upload_time", of: index, bytes)
    guard let sent = line.time(at: place, bytes), received > 0, sent > 0 else { return nil }
    let minutes = (received - sent + (received < sent ? -1 : 1) * ClockSkew.minute / 2) / ClockSkew.minute
    guard minutes != 0, minutes.magnitude <= ClockSkew.limit else { return nil }
    nanoseconds = minutes * ClockSkew.minute
  }

  /// Sets the clock of what has been read since the mark.
  func correct(_ batch: inout RecordBatch, since mark: Mark) {
    for index in mark.events..<batch.events.count { shift(&batch.events[index].time) }
    for index in mark.errors..<batch.errors.count { shift(&batch.errors[index].time) }
    for index in mark.messages..<batch.messages.count { shift(&batch.messages[index].time) }
    for index in mark.spans..<batch.spans.count {
      shift(&batch.spans[index].start)
      shift(&batch.spans[index].end)
    }
  }

  private func shift(_ time: inout Int64) {
    let (shifted, isTooFar) = time.addingReportingOverflow(nanoseconds)
    if !isTooFar, shifted > 0 { time = shifted }
  }
}
