import Bytes

/// A stateless client's open request to be told of changes.
struct Listener: Sendable {
  let id: RequestID
  let lists: Set<CatalogList>
  let uris: Set<String>

  /// Marks a notification or the closing result as this listener's.
  func tagged(_ params: JSONObject) -> JSONObject {
    var params = params
    var meta = JSONObject()
    if case .object(let given)? = params["_meta"] { meta = given }
    meta[MetaKey.subscriptionID] = id.json
    params["_meta"] = .object(meta)
    return params
  }

  func closingResult(_ result: JSONObject) -> JSONObject { tagged(result) }
}

/// Telling clients what has changed, in the way of each era.
extension Session {
  /// Subscriptions and listeners one pipe may hold: far more than a client has use for.
  static let subscriptionLimit = 1_000
  /// Bytes of an address that is subscribed to and so kept.
  static let longestURI = 2_048

  mutating func listen(_ request: IncomingMessage.Request) throws(RPCError) -> [Action] {
    guard let filter = request.params?["notifications"], filter.kind == .object else {
      throw .invalidParams("subscriptions/listen needs the object notifications")
    }
    let wanted = filter["resourceSubscriptions"]?.elements.compactMap(\.string) ?? []
    guard listeners.count < Session.subscriptionLimit, hasRoom(for: wanted) else { throw Session.tooManySubscriptions }
    let lists = catalog.changing.filter { filter[$0.filterKey]?.bool == true }
    let uris = catalog.announcesUpdates ? wanted : []
    let listener = Listener(id: request.id, lists: lists, uris: Set(uris))
    var honoured = JSONObject()
    for list in CatalogList.allCases where lists.contains(list) { honoured[list.filterKey] = true }
    if !uris.isEmpty { honoured["resourceSubscriptions"] = .array(uris.map(JSONValue.string)) }
    let params = listener.tagged(["notifications": .object(honoured)])
    let line = Session.notificationLine("notifications/subscriptions/acknowledged", params)
    guard line.count <= server.maximumReplyBytes else { throw Session.tooManySubscriptions }
    listeners.append(listener)
    return [.send(line: line)]
  }

  mutating func changeSubscription(_ method: Method, _ params: JSONNode?) throws(RPCError) -> JSONObject {
    guard let uri = params?["uri"]?.string else { throw .invalidParams("\(method.rawValue) needs the string uri") }
    if method == .unsubscribe {
      subscriptions.remove(uri)
      return [:]
    }
    guard subscriptions.contains(uri) || hasRoom(for: [uri]) else { throw Session.tooManySubscriptions }
    subscriptions.insert(uri)
    return [:]
  }

  private func hasRoom(for uris: [String]) -> Bool {
    let kept = listeners.reduce(subscriptions.count) { $0 + $1.uris.count }
    return kept + uris.count <= Session.subscriptionLimit && uris.allSatisfy { $0.utf8.count <= Session.longestURI }
  }

  private static let tooManySubscriptions = RPCError.invalidParams(
    "At most \(subscriptionLimit) subscriptions are kept, to addresses of at most \(longestURI) bytes"
  )

  /// Applies a change to what is offered and announces it where it was declared and asked for.
  mutating func change(_ list: CatalogList, _ body: (inout Catalog) -> Void) -> [Action] {
    body(&catalog)
    guard catalog.changing.contains(list) else { return [] }
    var actions = listeners.filter { $0.lists.contains(list) }.map {
      Session.notification(list.notification, $0.tagged([:]))
    }
    if isInitialized { actions.append(Session.notification(list.notification, nil)) }
    return actions
  }

  /// Announces that a resource has new content.
  func updated(uri: String) -> [Action] {
    guard catalog.announcesUpdates else { return [] }
    let params: JSONObject = ["uri": .string(uri)]
    var actions = listeners.filter { $0.uris.contains(uri) }.map {
      Session.notification("notifications/resources/updated", $0.tagged(params))
    }
    if isInitialized, subscriptions.contains(uri) {
      actions.append(Session.notification("notifications/resources/updated", params))
    }
    return actions
  }

  /// Takes a notification; those it does not know are no one's business.
  mutating func receive(notification method: String, _ params: JSONNode?) -> [Action] {
    switch method {
    case "notifications/initialized":
      isInitialized = handshake != nil
      return []
    case "notifications/cancelled":
      guard let id = RequestID(params?["requestId"]) else { return [] }
      listeners.removeAll { $0.id == id }
      return calls[id].map { withdrawals(of: $0) + abandon($0) } ?? []
    default: return []
    }
  }
}
