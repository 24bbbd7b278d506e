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

  /// What all parts of a conversation have in common.
  private struct Conversation {
    let id: String
    let time: Int?
    let channel: RecordText
    let account: RecordText
    let url: RecordText
    let surface: RecordText
    /// The ids that the team's own product gives its people, by Intercom's: they join a conversation with all else.
    var people: [String: RecordText] = [:]
  }

  /// Contacts of a conversation that are looked at.
  private static let contactLimit = 64

  private static func read(_ item: JSONItem, _ bytes: Span<UInt8>, app: RecordText, into batch: inout RecordBatch) {
    let first = item.item("source", bytes) ?? item.item("conversation_message", bytes)
    let conversation = conversation(item, first, bytes, app: batch.string(app), into: &batch)
    if let first { add(first, of: conversation, bytes, into: &batch) }
    let isNested = item.item("conversation_parts", bytes) != nil
    item.forEachItem(isNested ? "conversation_parts.conversation_parts" : "conversation_parts", bytes) {
      add($0, of: conversation, bytes, into: &batch)
    }
  }

  private static func conversation(
    _ item: JSONItem,
    _ first: JSONItem?,
    _ bytes: Span<UInt8>,
    app: String,
    into batch: inout RecordBatch
  ) -> Conversation {
    let id = item.string(["id"], bytes, into: &batch)
    let channel = item.text(["source.type"], bytes, into: &batch)
    let page = first?.string(["url"], bytes, into: &batch) ?? ""
    let address = "https://app.intercom.com/a/inbox/\(app)/inbox/conversation/\(id)"
    var conversation = Conversation(
      id: id,
      time: item.scalar(["created_at"], bytes),
      channel: channel.isEmpty ? batch.text("intercom") : channel,
      account: item.text(["company.company_id", "company.id"], bytes, into: &batch),
      url: app.isEmpty || id.isEmpty ? .none : batch.text(address),
      surface: batch.text(PagePath.of(page))
    )
    item.forEachItem("contacts.contacts", bytes) { contact in
      guard conversation.people.count < contactLimit else { return }
      conversation.people[contact.word("id", bytes)] = contact.text(["external_id"], bytes, into: &batch)
    }
    if let user = item.item("user", bytes) {
      conversation.people[user.word("id", bytes)] = user.text(["user_id"], bytes, into: &batch)
    }
    return conversation
  }

  /// Adds what somebody has said, unless the team, or a robot of it, has.
  private static func add(
    _ part: JSONItem,
    of conversation: Conversation,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    let type = part.word("part_type", bytes)
    guard !team.contains(part.word("author.type", bytes)), type.isEmpty || spoken.contains(type) else {
      return batch.skips.add(.teamMessages)
    }
    // The first has no time of its own.
    let time = part.scalar(["created_at"], bytes) ?? conversation.time
    dialect.add(part, bytes, time: time, into: &batch) { message, batch in
      message.id = batch.text("\(conversation.id)/\(batch.string(message.id))")
      message.thread = batch.text(conversation.id)
      message.channel = conversation.channel
      message.account = conversation.account
      message.url = conversation.url
      message.surface = conversation.surface
      message.author = conversation.people[part.word("author.id", bytes)] ?? .none
      if message.author.isEmpty, message.email.isEmpty {
        message.author = part.text(["author.id"], bytes, into: &batch)
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
