import Bytes

/// Reads conversations of Intercom: notifications of either version, answers of its API, and lines of exports.
///
/// https://developers.intercom.com/docs/references/webhooks/webhook-models
enum IntercomReader {
  private static let team: Set<String> = ["admin", "bot", "team", "operator"]
  /// Parts in which somebody says something.
  private static let spoken: Set<String> = ["comment", "open", "reopen", "quick_reply", "conversation"]

  /// Reads a notification or a conversation; false for what is neither.
  static func read(_ item: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> Bool {
    if item.word("type", bytes) == "notification_event" {
      let app = item.text(["app_id"], bytes, into: &batch)
      if let conversation = item.item("data.item", bytes), isConversation(conversation, bytes) {
        read(conversation, bytes, app: app, into: &batch)
      } else {
        batch.skips.add(.otherDeliveries)
      }
      return true
    }
    guard isConversation(item, bytes) else { return false }
    read(item, bytes, app: item.text(["app_id"], bytes, into: &batch), into: &batch)
    return true
  }

  private static func isConversation(_ item: JSONItem, _ bytes: Span<UInt8>) -> Bool {
    let first = item.item("source", bytes) ?? item.item("conversation_message", bytes)
    guard first?.item("author", bytes) != nil else { return false }
    return item.word("type", bytes).hasPrefix("conversation") || item.has("conversation_parts", bytes)
  }

  private static func read(
    _ conversation: JSONItem,
    _ bytes: Span<UInt8>,
    app: RecordText,
    into batch: inout RecordBatch
  ) {
    let id = conversation.string(["id"], bytes, into: &batch)
    var parts = conversation.items("conversation_parts.conversation_parts", bytes) ?? []
    if parts.isEmpty { parts = conversation.items("conversation_parts", bytes) ?? [] }
    let first = conversation.item("source", bytes) ?? conversation.item("conversation_message", bytes)
    for part in [first].compactMap(\.self) + parts {
      let type = part.word("part_type", bytes)
      guard !team.contains(part.word("author.type", bytes)), type.isEmpty || spoken.contains(type) else {
        batch.skips.add(.teamMessages)
        continue
      }
      // The first has no time of its own.
      let time = part.scalar(["created_at"], bytes) ?? conversation.scalar(["created_at"], bytes)
      dialect.add(part, bytes, time: time, into: &batch) { message, batch in
        message.id = batch.text("\(id)/\(batch.string(message.id))")
        message.thread = batch.text(id)
        message.channel = conversation.text(["source.type"], bytes, into: &batch)
        if message.channel.isEmpty { message.channel = batch.text("intercom") }
        message.author = person(part, conversation, bytes, into: &batch)
        if message.author.isEmpty, message.email.isEmpty {
          message.author = part.text(["author.id"], bytes, into: &batch)
        }
        message.account = conversation.text(["company.company_id", "company.id"], bytes, into: &batch)
        if !app.isEmpty, !id.isEmpty {
          let app = batch.string(app)
          message.url = batch.text("https://app.intercom.com/a/inbox/\(app)/inbox/conversation/\(id)")
        }
        let page = first?.text(["url"], bytes, into: &batch) ?? .none
        message.surface = batch.text(PagePath.of(batch.string(page)))
      }
    }
  }

  private static let dialect = MessageDialect(
    source: .intercom,
    id: ["id"],
    time: ["created_at"],
    title: ["subject"],
    body: ["body"],
    email: ["author.email"],
    wording: .html,
    isMail: true
  )

  /// Returns the id that the team's own product gives the writer: it joins a conversation with everything else.
  private static func person(
    _ part: JSONItem,
    _ conversation: JSONItem,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) -> RecordText {
    let writer = part.word("author.id", bytes)
    for contact in conversation.items("contacts.contacts", bytes) ?? [] where contact.word("id", bytes) == writer {
      return contact.text(["external_id"], bytes, into: &batch)
    }
    guard conversation.word("user.id", bytes) == writer || writer.isEmpty else { return .none }
    return conversation.text(["user.user_id"], bytes, into: &batch)
  }
}

/// The path of an address: the page, without what was asked of it.
enum PagePath {
  /// Returns the path; empty for what is no address of a page.
  static func of(_ address: String) -> String {
    guard let scheme = address.firstRange(of: "://") else { return "" }
    let rest = address[scheme.upperBound...]
    guard let start = rest.firstIndex(of: "/") else { return "" }
    return String(rest[start...].prefix { $0 != "?" && $0 != "#" })
  }
}
