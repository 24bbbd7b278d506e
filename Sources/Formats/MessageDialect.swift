import Bytes

/// How one tool writes messages: where what lies in the object of each.
///
/// Of several paths the first that is there counts.
struct MessageDialect: Sendable {
  let source: MessageRecord.Source
  let id: [String]
  let time: [String]
  var title: [String] = []
  let body: [String]
  var author: [String] = []
  var email: [String] = []
  var account: [String] = []
  var channel: [String] = []
  var thread: [String] = []
  var url: [String] = []
  var plan: [String] = []
  var release: [String] = []
  var value: [String] = []
  var wording = MessageWording.plain
  /// Whether it may be a mail, with what it answers quoted below it.
  var isMail = false

  /// Adds the message of an object to the batch, or says why it is none; `finish` may say more of it.
  func add(
    _ item: JSONItem,
    _ bytes: Span<UInt8>,
    time given: Int? = nil,
    into batch: inout RecordBatch,
    finish: (inout MessageRecord, inout RecordBatch) -> Void = { _, _ in }
  ) {
    var message = MessageRecord(line: item.lineNumber)
    message.source = source
    message.title = item.text(title, bytes, into: &batch)
    let body = item.text(body, bytes, into: &batch)
    (message.body, message.isConcealing) = wording.readable(body, isMail: isMail, in: &batch)
    guard !message.isBlank(in: batch) else { return batch.skips.add(.emptyMessages) }
    let place = given ?? item.scalar(time, bytes)
    guard let place, let nanoseconds = item.line.time(place, bytes) else {
      let found = place.map { "the time \(item.line.shown($0, bytes))" } ?? "no time"
      return batch.rejects.add(
        Reject(
          line: message.line,
          reason: "a message of \(source.rawValue) has \(found)",
          expected: EpochTime.expected
        )
      )
    }
    message.time = nanoseconds
    message.id = item.text(id, bytes, into: &batch)
    message.author = item.text(author, bytes, into: &batch)
    message.email = item.text(email, bytes, into: &batch)
    message.account = item.text(account, bytes, into: &batch)
    message.channel = item.text(channel, bytes, into: &batch)
    message.thread = item.text(thread, bytes, into: &batch)
    message.url = item.text(url, bytes, into: &batch)
    message.setting[.plan] = item.text(plan, bytes, into: &batch)
    message.release = item.text(release, bytes, into: &batch)
    message.value = item.scalar(value, bytes).flatMap { item.line.number($0, bytes) } ?? .nan
    if !message.value.isFinite { message.value = .nan }
    message.raw = item.line.raw(item.index, into: &batch)
    finish(&message, &batch)
    batch.messages.append(message)
  }
}

extension MessageRecord {
  /// Whether nobody has said anything in it.
  func isBlank(in batch: RecordBatch) -> Bool {
    [title, body].allSatisfy { batch.bytes[$0.range].allSatisfy { $0 <= 0x20 } }
  }
}

extension RecordBatch {
  /// Returns a text that is made of others and of words of ours.
  mutating func text(_ words: String) -> RecordText { add(words.utf8.span) }
}
