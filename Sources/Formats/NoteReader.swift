import Bytes

/// Reads notes of Productboard, as its API and its export in JSON give them: https://developer.productboard.com.
enum NoteReader {
  /// Reads a note; false for what is none.
  static func read(_ item: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> Bool {
    guard item.has("displayUrl", bytes), item.has("content", bytes), item.has("createdAt", bytes) else { return false }
    notes.add(item, bytes, into: &batch) { message, batch in
      if message.author.isEmpty, message.email.isEmpty {
        message.author = item.text(["user.id"], bytes, into: &batch)
      }
      if message.channel.isEmpty { message.channel = batch.text("productboard") }
    }
    return true
  }

  private static let notes = MessageDialect(
    source: .productboard,
    id: ["id"],
    time: ["createdAt"],
    title: ["title"],
    body: ["content"],
    author: ["user.externalId"],
    email: ["user.email", "customer_email"],
    account: ["company.id", "company.name"],
    channel: ["source.origin"],
    url: ["displayUrl"],
    wording: .html,
    isMail: true
  )
}

/// Reads reviews of Apple's store: `customerReviews` of App Store Connect, and entries of the public feed in JSON.
///
/// https://developer.apple.com/documentation/appstoreconnectapi/customer-reviews
enum ReviewReader {
  /// Reads a review; false for what is none.
  static func read(_ item: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> Bool {
    let isOfAPI = item.word("type", bytes) == "customerreviews" && item.item("attributes", bytes) != nil
    let isOfFeed = item.item("im:rating", bytes) != nil
    guard isOfAPI || isOfFeed else {
      // The feed begins with the app itself, and one that has a single entry has no list of them.
      if item.item("im:artist", bytes) != nil {
        batch.skips.add(.otherDeliveries)
        return true
      }
      guard let entry = item.item("feed.entry", bytes) else { return false }
      return read(entry, bytes, into: &batch)
    }
    (isOfAPI ? reviews : entries).add(item, bytes, into: &batch) { message, batch in
      message.channel = batch.text("app_store")
    }
    return true
  }

  private static let reviews = MessageDialect(
    source: .appStore,
    id: ["id"],
    time: ["attributes.createdDate"],
    title: ["attributes.title"],
    body: ["attributes.body"],
    author: ["attributes.reviewerNickname"]
  )

  private static let entries = MessageDialect(
    source: .appStore,
    id: ["id.label"],
    time: ["updated.label"],
    title: ["title.label"],
    body: ["content.label"],
    author: ["author.uri.label", "author.name.label"],
    release: ["im:version.label"]
  )
}
