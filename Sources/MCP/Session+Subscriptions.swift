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

  mutating func listen(_ request: IncomingMessage.Request) throws(RPCError) -> [Action] {
    guard let filter = request.params?["notifications"], filter.kind == .object else {
      throw .invalidParams("subscriptions/listen needs the object notifications")
    }
    let wanted = filter["resourceSubscriptions"]?.elements.compactMap(\.string) ?? []
    guard listeners.count < Session.subscriptionLimit, wanted.count <= Session.subscriptionLimit else {
      throw .invalidParams("At most \(Session.subscriptionLimit) subscriptions are kept")
    }
    let lists = catalog.changing.filter { filter[$0.filterKey]?.bool == true }
    let uris = catalog.announcesUpdates ? wanted : []
    let listener = Listener(id: request.id, lists: lists, uris: Set(uris))
    listeners.append(listener)
    var honoured = JSONObject()
    for list in CatalogList.allCases where lists.contains(list) { honoured[list.filterKey] = true }
    if !uris.isEmpty { honoured["resourceSubscriptions"] = .array(uris.map(JSONValue.string)) }
    let params = listener.tagged(["notifications": .object(honoured)])
    return [Session.notification("notifications/subscriptions/acknowledged", params)]
  }

  mutating func changeSubscription(_ method: Method, _ params: JSONNode?) throws(RPCError) -> JSONObject {
    guard let uri = params?["uri"]?.string else { throw .invalidParams("\(method.rawValue) needs the string uri") }
    if method == .unsubscribe {
      subscriptions.remove(uri)
      return [:]
    }
    guard subscriptions.count < Session.subscriptionLimit else {
      throw .invalidParams("At most \(Session.subscriptionLimit) subscriptions are kept")
    }
    subscriptions.insert(uri)
    return [:]
  }

  /// Applies a change to what is offered and announces it where it was declared and asked for.
  mutating func change(_ list: CatalogList, _ body: (inout Catalog) -> Void) -> [Action] {
    body(&catalog)
    guard catalog.changing.contains(list) else { return [] }
    var actions = listeners.filter { $0.lists.contains(list) }.map {
      Session.notification(list.notification, $0.tagged([:]))
    }
    if handshake != nil { actions.append(Session.notification(list.notification, nil)) }
    return actions
  }

  /// Announces that a resource has new content.
  func updated(uri: String) -> [Action] {
    guard catalog.announcesUpdates else { return [] }
    let params: JSONObject = ["uri": .string(uri)]
    var actions = listeners.filter { $0.uris.contains(uri) }.map {
      Session.notification("notifications/resources/updated", $0.tagged(params))
    }
    if subscriptions.contains(uri) { actions.append(Session.notification("notifications/resources/updated", params)) }
    return actions
  }

  /// Takes a notification; those it does not know are no one's business.
  mutating func receive(notification method: String, _ params: JSONNode?) -> [Action] {
    guard method == "notifications/cancelled", let id = RequestID(params?["requestId"]) else { return [] }
    listeners.removeAll { $0.id == id }
    guard let call = calls[id] else { return [] }
    return withdrawals(of: call) + abandon(call)
  }
}
