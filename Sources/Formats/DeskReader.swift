import Bytes

/// Reads what help desks, chats, forums, stores and GitHub send and export: an object at a time.
struct DeskReader: Sendable {
  let file: FileFacts

  /// How deep lists may lie in lists.
  private static let depth = 4

  /// Members by one of which at least each tool is told: most objects have none, and are looked at no further.
  private static let marks = NameTable<Bool>(
    [
      "payload", "repository", "sender", "zen", "number", "tagName", "tag_name", "sha", "deployment_url", "issue_url",
      "type", "conversation_parts", "requester_id", "author_id", "ticket", "profile", "members", "change_type", "board",
      "objectType", "displayUrl", "feed", "im:rating", "im:artist", "conversations", "tickets", "comments", "posts",
      "votes", "data", "messages",
    ].map { (spelling: $0, name: true) },
    unknown: false
  )

  /// Reads an object; false for what is of no known tool.
  func read(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, into batch: inout RecordBatch) -> Bool {
    var hasMark = false
    line.forEachMember(of: index) { key, _ in
      if !hasMark { hasMark = DeskReader.marks.name(of: bytes, line.source(key)) }
    }
    guard hasMark else { return false }
    return read(JSONItem(line: line, index: index), bytes, depth: DeskReader.depth, into: &batch)
  }

  private func read(_ item: JSONItem, _ bytes: Span<UInt8>, depth: Int, into batch: inout RecordBatch) -> Bool {
    if ZendeskReader.readComments(item, bytes, into: &batch) { return true }
    if readList(item, bytes, depth: depth, into: &batch) { return true }
    return GitHubReader.read(item, bytes, into: &batch) || GitHubReader.readListed(item, bytes, into: &batch)
      || SlackReader(file: file).read(item, bytes, into: &batch) || IntercomReader.read(item, bytes, into: &batch)
      || ZendeskReader.read(item, bytes, into: &batch) || CannyReader.read(item, bytes, into: &batch)
      || ReviewReader.read(item, bytes, into: &batch) || NoteReader.read(item, bytes, into: &batch)
  }

  /// The members under which answers of an API have their list.
  private static let lists = [
    "conversations", "tickets", "comments", "posts", "votes", "data", "feed.entry", "messages",
  ]

  /// Reads the list of an answer, if the first of its objects is of a known tool.
  private func readList(_ item: JSONItem, _ bytes: Span<UInt8>, depth: Int, into batch: inout RecordBatch) -> Bool {
    // An object with an id is a record itself, whatever lists it has.
    guard depth > 0, !item.has("id", bytes), !item.has("number", bytes) else { return false }
    for name in DeskReader.lists {
      guard let first = item.item("\(name).0", bytes), read(first, bytes, depth: depth - 1, into: &batch) else {
        continue
      }
      item.forEachItem(name, bytes) { other in
        guard other.index != first.index, !read(other, bytes, depth: depth - 1, into: &batch) else { return }
        batch.rejects.add(
          Reject(
            line: other.lineNumber,
            reason: "an entry of \(name) is of another kind than the first",
            expected: "entries of one kind"
          )
        )
      }
      return true
    }
    return false
  }
}
