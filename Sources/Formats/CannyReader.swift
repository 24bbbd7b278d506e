import Bytes

/// Reads posts and comments of Canny: its webhooks, and answers of its API.
///
/// https://developers.canny.io/webhooks and https://developers.canny.io/api-reference
enum CannyReader {
  /// Reads a webhook, a post or a comment; false for what is none.
  static func read(_ item: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> Bool {
    if item.has("objectType", bytes), item.has("type", bytes), let object = item.item("object", bytes) {
      // A vote has no words, and what changes later is no new message.
      if !["post.created", "comment.created"].contains(item.word("type", bytes))
        || !readObject(object, bytes, into: &batch)
      {
        batch.skips.add(.otherDeliveries)
      }
      return true
    }
    return readObject(item, bytes, into: &batch)
  }

  private static func readObject(_ item: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> Bool {
    guard item.item("board", bytes) != nil, item.has("created", bytes) else { return false }
    if item.has("voter", bytes) {
      batch.skips.add(.otherDeliveries)
      return true
    }
    let isPost = item.has("details", bytes) && item.has("title", bytes)
    guard isPost || item.has("value", bytes), item.item("author", bytes) != nil || isPost else { return false }
    guard !item.isTrue("author.isAdmin", bytes), !item.isTrue("internal", bytes), !item.isTrue("private", bytes) else {
      batch.skips.add(.teamMessages)
      return true
    }
    (isPost ? posts : comments).add(item, bytes, into: &batch) { message, batch in
      if message.thread.isEmpty { message.thread = message.id }
      if message.author.isEmpty, message.email.isEmpty {
        message.author = item.text(["author.id"], bytes, into: &batch)
      }
    }
    return true
  }

  private static let posts = MessageDialect(
    source: .canny,
    id: ["id"],
    time: ["created"],
    title: ["title"],
    body: ["details"],
    author: ["author.userID"],
    email: ["author.email"],
    account: ["author.companies.0.id"],
    channel: ["board.name"],
    url: ["url"],
    value: ["author.companies.0.monthlySpend"]
  )

  private static let comments = MessageDialect(
    source: .canny,
    id: ["id"],
    time: ["created"],
    body: ["value"],
    author: ["author.userID"],
    email: ["author.email"],
    account: ["author.companies.0.id"],
    channel: ["board.name"],
    thread: ["post.id"],
    url: ["post.url"],
    value: ["author.companies.0.monthlySpend"]
  )
}
