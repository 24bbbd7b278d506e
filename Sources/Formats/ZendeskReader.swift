import Bytes

/// Reads tickets of Zendesk and their comments: lines of exports, answers of its API, and its webhooks.
///
/// https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/
enum ZendeskReader {
  /// Reads a ticket, a comment or an event; false for what is none.
  static func read(_ item: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> Bool {
    if item.word("type", bytes).hasPrefix("zen:event-type:") {
      readEvent(item, bytes, into: &batch)
      return true
    }
    if let ticket = item.item("ticket", bytes), isTicket(ticket, bytes) {
      addTicket(ticket, bytes, into: &batch)
      return true
    }
    if isTicket(item, bytes) {
      addTicket(item, bytes, into: &batch)
      return true
    }
    guard isComment(item, bytes) else { return false }
    rejectLone(item, into: &batch)
    return true
  }

  /// Other help desks have tickets much like these, with somebody who responds.
  private static func isTicket(_ item: JSONItem, _ bytes: Span<UInt8>) -> Bool {
    item.has("requester_id", bytes) && item.has("description", bytes) && item.has("subject", bytes)
      && !item.has("responder_id", bytes)
  }

  private static func isComment(_ item: JSONItem, _ bytes: Span<UInt8>) -> Bool {
    item.has("author_id", bytes) && item.has("body", bytes) && item.has("public", bytes)
  }

  private static let tickets = MessageDialect(
    source: .zendesk,
    id: ["id"],
    time: ["created_at"],
    title: ["subject"],
    body: ["description"],
    author: ["requester.external_id"],
    email: ["requester.email", "via.source.from.address"],
    account: ["organization.external_id", "organization_id"],
    channel: ["via.channel"],
    isMail: true
  )

  private static let comments = MessageDialect(
    source: .zendesk,
    id: ["id"],
    time: ["created_at"],
    body: ["plain_body", "body"],
    author: ["author_id"],
    email: ["via.source.from.address"],
    channel: ["via.channel"],
    isMail: true
  )

  private static func addTicket(_ ticket: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    let page = page(of: ticket, bytes, into: &batch)
    tickets.add(ticket, bytes, into: &batch) { message, batch in
      message.thread = message.id
      message.id = batch.text("ticket/\(batch.string(message.id))")
      message.url = page
      if message.author.isEmpty, message.email.isEmpty {
        message.author = ticket.text(["requester_id"], bytes, into: &batch)
      }
    }
    let thread = ticket.text(["id"], bytes, into: &batch)
    let account = ticket.text(tickets.account, bytes, into: &batch)
    let asker = ticket.word("requester_id", bytes)
    // The first comment is the description.
    var isRepeated = ticket.scalar(["description"], bytes) != nil
    ticket.forEachItem("comments", bytes) { comment in
      if isRepeated {
        isRepeated = false
        return
      }
      guard comment.isTrue("public", bytes), comment.word("author_id", bytes) == asker else {
        return batch.skips.add(.teamMessages)
      }
      addComment(comment, bytes, into: &batch) { message in
        message.thread = thread
        message.account = account
        message.url = page
      }
    }
  }

  // MARK: Comments

  /// People of an answer whose roles are looked at.
  private static let peopleLimit = 10_000

  /// Reads an answer with the comments of a ticket, if it brings the people too: alone nobody can tell who is a customer.
  static func readComments(_ item: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> Bool {
    guard let first = item.item("comments.0", bytes), isComment(first, bytes), !item.has("id", bytes) else {
      return false
    }
    var customers: Set<String> = []
    item.forEachItem("users", bytes) { person in
      guard customers.count < peopleLimit, person.word("role", bytes) == "end-user" else { return }
      customers.insert(person.word("id", bytes))
    }
    let hasPeople = item.item("users.0", bytes) != nil
    item.forEachItem("comments", bytes) { comment in
      guard hasPeople else { return rejectLone(comment, into: &batch) }
      guard comment.isTrue("public", bytes), customers.contains(comment.word("author_id", bytes)) else {
        return batch.skips.add(.teamMessages)
      }
      addComment(comment, bytes, into: &batch) { _ in }
    }
    return true
  }

  private static func rejectLone(_ comment: JSONItem, into batch: inout RecordBatch) {
    batch.rejects.add(
      Reject(
        line: comment.lineNumber,
        reason: "a comment of zendesk without its ticket: nobody can tell whether a customer wrote it",
        expected: "tickets with their comments, or an answer with include=users"
      )
    )
  }

  private static func addComment(
    _ comment: JSONItem,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch,
    finish: (inout MessageRecord) -> Void
  ) {
    comments.add(comment, bytes, into: &batch) { message, batch in
      message.id = batch.text("comment/\(batch.string(message.id))")
      finish(&message)
    }
  }

  /// Returns the address of a ticket's page; the ticket itself has that of the API.
  private static func page(of ticket: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> RecordText {
    let address = ticket.string(["url"], bytes, into: &batch)
    let id = ticket.string(["id"], bytes, into: &batch)
    guard address.hasPrefix("https://"), let end = address.firstRange(of: "/api/v2/")?.lowerBound,
      !id.isEmpty, id.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return .none }
    return batch.text("\(address[..<end])/agent/tickets/\(id)")
  }

  // MARK: Events

  private static func readEvent(_ item: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    switch item.word("type", bytes).dropFirst("zen:event-type:".count) {
    case "ticket.created":
      guard let ticket = item.item("detail", bytes), isTicket(ticket, bytes) else { break }
      return addTicket(ticket, bytes, into: &batch)
    case "ticket.comment_added":
      guard let comment = item.item("event.comment", bytes) else { break }
      return addSaid(comment, item, bytes, into: &batch)
    default: break
    }
    batch.skips.add(.otherDeliveries)
  }

  private static let said = MessageDialect(
    source: .zendesk,
    id: ["id"],
    time: ["created_at"],
    body: ["body"],
    author: ["author.id"],
    isMail: true
  )

  private static func addSaid(
    _ comment: JSONItem,
    _ item: JSONItem,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    guard comment.isTrue("is_public", bytes), !comment.isTrue("author.is_staff", bytes) else {
      return batch.skips.add(.teamMessages)
    }
    said.add(comment, bytes, time: item.scalar(["time"], bytes), into: &batch) { message, batch in
      message.id = batch.text("comment/\(batch.string(message.id))")
      message.thread = item.text(["detail.id"], bytes, into: &batch)
      message.channel = item.text(["detail.via.channel"], bytes, into: &batch)
      message.account = item.text(["detail.organization_id"], bytes, into: &batch)
    }
  }
}
