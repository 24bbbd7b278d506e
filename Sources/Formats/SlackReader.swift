import Bytes

/// Reads messages of Slack: files of an export, and what the Events API sends.
///
/// https://docs.slack.dev/reference/events/message and https://slack.com/help/articles/220556107
struct SlackReader: Sendable {
  let file: FileFacts

  /// Kinds of message that people write; all others tell of joins, topics, files and robots.
  private static let spoken: Set<String> = ["", "thread_broadcast", "file_share", "me_message"]

  /// Reads a message, an event, or an entry of a list; false for what is none.
  func read(_ item: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> Bool {
    let type = item.word("type", bytes)
    if type == "event_callback", let event = item.item("event", bytes) {
      // What mentions the app comes as a message too.
      if event.word("type", bytes) == "message" {
        add(event, bytes, into: &batch)
      } else {
        batch.skips.add(.otherDeliveries)
      }
      return true
    }
    if type == "url_verification", item.has("challenge", bytes) {
      batch.skips.add(.otherDeliveries)
      return true
    }
    if type == "message", item.has("ts", bytes) {
      add(item, bytes, into: &batch)
      return true
    }
    guard isListed(item, bytes) else { return false }
    batch.skips.add(.directories)
    return true
  }

  /// Reports whether it is a user, a channel, or a change of an integration in an export.
  private func isListed(_ item: JSONItem, _ bytes: Span<UInt8>) -> Bool {
    guard !["text", "body", "message", "comment", "content"].contains(where: { item.has($0, bytes) }) else {
      return false
    }
    if item.item("profile", bytes) != nil { return item.has("id", bytes) && item.has("name", bytes) }
    if item.has("members", bytes) { return item.has("id", bytes) && item.has("created", bytes) }
    return item.has("change_type", bytes) && item.has("user_id", bytes)
  }

  private static let dialect = MessageDialect(
    source: .slack,
    id: ["ts"],
    time: ["ts"],
    body: ["text"],
    author: ["user"],
    channel: ["channel"],
    thread: ["thread_ts"],
    url: ["permalink"],
    wording: .slack
  )

  private func add(_ message: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    guard SlackReader.spoken.contains(message.word("subtype", bytes)), message.scalar(["bot_id"], bytes) == nil else {
      return batch.skips.add(.teamMessages)
    }
    SlackReader.dialect.add(message, bytes, into: &batch) { record, batch in
      // An export has the channel's name and an event its id, so that the key is the time, to the microsecond, and who.
      record.id = batch.text("\(batch.string(record.id))/\(batch.string(record.author))")
      if record.channel.isEmpty, file.day != nil, file.stem.utf8.count == 10 {
        record.channel = batch.text(file.folder)
      }
    }
  }
}
