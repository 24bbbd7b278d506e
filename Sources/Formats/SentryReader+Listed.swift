import Bytes

extension SentryReader {
  /// Reads an event as Sentry's own API lists it: https://docs.sentry.io/api/events/list-a-projects-error-events/.
  ///
  /// What an envelope has in members of the event lies in entries and tags here; the id is the same.
  func readListed(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, into batch: inout RecordBatch) {
    let place = line.place("dateCreated", of: index, bytes)
    let envelope = SentryEnvelope(
      id: SentryID.text(line.place("eventID", of: index, bytes), line, bytes, into: &batch),
      time: line.time(at: place, bytes),
      line: line.lineNumber(of: index)
    )
    guard let time = envelope.time, time > 0 else {
      return rejectTime(of: "an event", place, envelope, isDatedByEnvelope: false, line, bytes, into: &batch)
    }
    if line.place("type", of: index, bytes).map({ line.folded($0, bytes) }) == "transaction" {
      return batch.skips.add(.envelopeItems)
    }
    let scope = SentryScope(index, of: envelope, isListed: true, line, bytes, into: &batch)
    let event = SentryEvent(scope: scope, time: time, place: index, line: envelope.line)
    guard let list = SentryReader.listedExceptions(line, bytes, index),
      let chain = ExceptionChain(line, bytes, list, platform: scope.platform, into: &batch)
    else { return readMessage(event, line, bytes, into: &batch) }
    var report = event.report
    (report.type, report.message, report.stack) = (chain.type, chain.message, chain.stack)
    batch.errors.append(report)
  }

  private static func listedExceptions(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> Int? {
    guard let entries = line.place("entries", of: index, bytes) else { return nil }
    var found: Int?
    line.forEachElement(of: entries) { entry in
      guard found == nil, let type = line.place("type", of: entry, bytes), line.folded(type, bytes) == "exception"
      else { return }
      found = line.place("data", "values", of: entry, bytes)
    }
    return found
  }
}
