import Domain
import Formats
import Language

extension Watcher {
  /// Makes the row of a customer's message, with its text as evidence.
  ///
  /// The text is the title, an empty line and the body, as far as there is any of them.
  mutating func watch(_ message: MessageRecord, in records: RecordBatch) {
    guard isInTime(message.time, line: message.line) else { return }
    let source = options.source ?? sourceName(message)
    var row = SignalRow(
      kind: .message,
      key: messageKey(message, source: source, in: records),
      time: Watcher.microseconds(message.time)
    )
    row.source = name(source)
    row.service = name(message.service, in: records)
    row.environment = name(message.environment, in: records)
    row.release = name(message.release, in: records)
    row.name = name(message.channel, in: records)
    row.surface = surface(message.surface, in: records)
    row.subject = identity(.subject, message.author, in: records)
    if row.subject == 0 { row.subject = identity(.subject, message.email, in: records) }
    row.account = identity(.account, message.account, in: records)
    row.session = identity(.session, message.session.isEmpty ? message.thread : message.session, in: records)
    row.setting = setting(message.setting, in: records)
    row.value = message.value
    row.evidence = Int32(watched.batch.evidence.count)
    let text = add(message, in: records)
    watched.candidates.append(
      GroupCandidate(
        row: watched.batch.rows.count,
        kind: .message,
        service: watched.batch.text(row.service),
        surface: watched.batch.text(row.surface),
        text: text
      )
    )
    watched.batch.rows.append(row)
  }

  private func sourceName(_ message: MessageRecord) -> String {
    message.isCSV && message.source == .messages ? "csv" : message.source.rawValue
  }

  /// Adds the evidence of a message; returns its text.
  private mutating func add(_ message: MessageRecord, in records: RecordBatch) -> String {
    let title = CleanText(records.bytes.span.extracting(message.title.range), isCut: message.title.isCut)
    let body = CleanText(records.bytes.span.extracting(message.body.range), isCut: message.body.isCut)
    let parts = [title.text, body.text].filter { !$0.isEmpty }
    let whole = parts.count > 1 ? CleanText(joined: parts.joined(separator: "\n\n")) : nil
    let text = whole?.text ?? parts.first ?? ""
    watched.redacted += title.redactions + body.redactions + (whole?.redactions ?? 0)
    let isConcealing = message.isConcealing || title.hidden + body.hidden > 0
    if isConcealing { watched.concealed.append(watched.batch.rows.count) }
    mark(text, isConcealing: isConcealing)
    watched.batch.evidence.append(
      Evidence(
        id: digest.id(of: .message, text),
        kind: .message,
        text: text,
        origin: address(message.url, line: message.line, in: records),
        // Surveys and feedback come with keys that are public.
        trust: message.source == .postHog || message.source == .sentry ? .attackerWritable : .thirdParty,
        nativeID: nativeID(message.id, in: records)
      )
    )
    return text
  }

  /// The longest address that is kept.
  private static let addressLimit = 2 << 10

  /// Returns where the original is: its own address, or else its place in the file.
  func address(_ url: RecordText, line: Int, in records: RecordBatch) -> String {
    guard !url.isEmpty, url.count <= Watcher.addressLimit else { return origin(line: line) }
    return CleanText(records.bytes.span.extracting(url.range), limit: Watcher.addressLimit).text
  }

  /// Notes that the text of the row to come reads like an order to a machine, where it does.
  mutating func mark(_ text: String, isConcealing: Bool) {
    var marks = InstructionMarks(in: text)
    if isConcealing { marks.insert(.concealed) }
    guard !marks.isEmpty else { return }
    watched.instructed.append(MarkedText(row: watched.batch.rows.count, marks: marks))
  }

  /// Returns the key of a message.
  ///
  /// A known tool's id is its own. Another's goes with channel and time, because tools number their own, and because a
  /// table may have a ticket's id on each of its comments. Without an id the whole record tells it apart. A file may be
  /// copied, which changes its time, but not what it says.
  private mutating func messageKey(_ message: MessageRecord, source: String, in records: RecordBatch) -> SignalKey {
    beginIdentity(.message, source: source)
    if message.source == .files {
      for text in [message.id, message.raw] { addToIdentity(text, in: records) }
      return key(trace: .none)
    }
    if message.source == .messages || message.id.isEmpty { addToIdentity(UInt64(bitPattern: message.time)) }
    addToIdentity(message.id.isEmpty ? message.raw : message.id, in: records)
    if message.source == .messages, !message.id.isEmpty { addToIdentity(message.channel, in: records) }
    return key(trace: .none)
  }
}
