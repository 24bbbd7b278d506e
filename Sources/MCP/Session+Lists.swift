import Bytes

/// The four lists, a page at a time.
extension Session {
  /// Lists change only with the program, so a client may keep them for an hour; those that change are announced.
  static let listLifetime: Int64 = 3_600_000
  /// More than any client is known to page through correctly; a list this long is unusual.
  static let pageLength = 100

  func list(_ method: Method, _ params: JSONNode?, for revision: Revision) throws(RPCError) -> JSONObject {
    let (key, entries): (String, [JSONValue]) =
      switch method {
      case .listResources: ("resources", catalog.resources.map { $0.json(for: revision) })
      case .listTemplates: ("resourceTemplates", catalog.templates.map { $0.json(for: revision) })
      case .listPrompts: ("prompts", catalog.prompts.map { $0.json(for: revision) })
      default: ("tools", catalog.tools.map { $0.json(for: revision) })
      }
    let start = try position(of: params?["cursor"], in: entries.count)
    let end = min(start + Session.pageLength, entries.count)
    var result: JSONObject = [key: .array(Array(entries[start..<end]))]
    if end < entries.count { result["nextCursor"] = .string("\(end)") }
    return Session.cached(result, for: revision, milliseconds: Session.listLifetime, isPublic: true)
  }

  /// A cursor is the number of the first entry of its page, so that it works in any process.
  private func position(of cursor: JSONNode?, in count: Int) throws(RPCError) -> Int {
    guard let cursor, !cursor.isNull, cursor.string != "" else { return 0 }
    guard let position = cursor.string.flatMap(Int.init), position > 0, position < count,
      position.isMultiple(of: Session.pageLength)
    else { throw .invalidParams("This cursor is not one of this server's; leave it out to start at the first page") }
    return position
  }
}
