import Bytes

/// Makes a message of the values of a record, whose names said which is what.
enum MessageBuilder {
  /// Adds a message to the batch, or says why it is none.
  ///
  /// `texts` are the record's values in the order of its names.
  static func add(
    _ texts: [RecordText],
    as columns: MessageColumns,
    raw: RecordText,
    line: Int,
    isCSV: Bool,
    into batch: inout RecordBatch
  ) {
    func text(_ field: MessageColumns.Field) -> RecordText {
      guard let place = columns[field], place < texts.count else { return .none }
      return texts[place]
    }
    var message = MessageRecord(line: line)
    message.title = text(.title)
    message.body = text(.body)
    if HTMLText.isHTML(batch.bytes[message.body.range]) {
      (message.body, message.isConcealing) = MessageWording.html.readable(message.body, isMail: false, in: &batch)
    }
    guard !message.isBlank(in: batch) else { return batch.skips.add(.emptyMessages) }
    let time = text(.time)
    guard let nanoseconds = LooseTime.nanoseconds(batch.bytes.span, time.range) else {
      let reason = reason(time, batch)
      return batch.rejects.add(
        Reject(line: line, reason: reason, expected: EpochTime.expected)
      )
    }
    message.time = nanoseconds
    message.id = text(.id)
    message.author = text(.author)
    message.email = text(.email)
    if message.author.isEmpty, message.email.isEmpty { message.author = text(.person) }
    message.account = text(.account)
    message.session = text(.session)
    message.channel = text(.channel)
    message.url = text(.url)
    message.setting[.plan] = text(.plan)
    message.service = text(.service)
    message.surface = text(.surface)
    message.release = text(.release)
    message.environment = text(.environment)
    message.value = number(text(.value), batch)
    message.raw = raw
    message.isCSV = isCSV
    if columns.isOfPlay { setReview(&message, in: &batch) }
    batch.messages.append(message)
  }

  /// The export gives a review no id, but its page has one.
  private static func setReview(_ message: inout MessageRecord, in batch: inout RecordBatch) {
    message.source = .googlePlay
    message.channel = batch.text(message.source.rawValue)
    if message.id.isEmpty { message.id = message.url }
  }

  private static func reason(_ time: RecordText, _ batch: RecordBatch) -> String {
    time.isEmpty ? "no time" : "the time \"\(VisibleText.escape(batch.string(time).prefix(200), limit: 40))\""
  }

  /// Returns a plain number, or NaN.
  private static func number(_ text: RecordText, _ batch: RecordBatch) -> Double {
    guard !text.isEmpty, text.count <= 32, let value = JSONNumber.decimal(batch.string(text)) else { return .nan }
    return value.isFinite ? value : .nan
  }
}
