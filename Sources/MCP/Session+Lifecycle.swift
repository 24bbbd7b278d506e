import Bytes

/// Who is asking, and the requests that settle it.
extension Session {
  /// What a request comes to before anything runs.
  enum Outcome {
    case reply(JSONObject)
    case call(CallTicket)
    case listening([Action])
  }

  /// Returns the client behind a request: named in its `_meta`, or known from a handshake.
  func client(of request: IncomingMessage.Request) throws(RPCError) -> Client {
    if let meta = request.meta, MetaKey.envelope.contains(where: { meta[$0] != nil }) {
      // Before all else: it tells a client of the future that this method is not the way.
      guard request.method != Method.initialize.rawValue else { throw .methodNotFound(request.method) }
      return try statelessClient(meta)
    }
    if request.method == Method.initialize.rawValue || request.method == Method.ping.rawValue {
      return Client(revision: handshake?.revision ?? .latestLegacy, name: nil, version: nil, capabilities: nil)
    }
    let modern =
      "the 2026-07-28 keys \(MetaKey.protocolVersion) and \(MetaKey.clientCapabilities) in params._meta"
    if request.method == Method.discover.rawValue {
      throw .invalidParams("server/discover needs \(modern)")
    }
    guard var client = handshake else {
      throw .invalidParams("Send initialize first, or put \(modern)")
    }
    client.logLevel = catalog.writesLog ? legacyLogLevel : nil
    return client
  }

  /// Reads the `_meta` of a stateless request: first its keys, then its version.
  private func statelessClient(_ meta: JSONNode) throws(RPCError) -> Client {
    guard let version = meta[MetaKey.protocolVersion]?.string else {
      throw .invalidParams("params._meta needs the string \(MetaKey.protocolVersion)")
    }
    guard let capabilities = meta[MetaKey.clientCapabilities], capabilities.kind == .object else {
      throw .invalidParams("params._meta needs the object \(MetaKey.clientCapabilities)")
    }
    let info = meta[MetaKey.clientInfo]
    guard info == nil || (info?["name"]?.string != nil && info?["version"]?.string != nil) else {
      throw .invalidParams("\(MetaKey.clientInfo) is an object with a name and a version")
    }
    guard let revision = Revision(rawValue: version), revision.isStateless else {
      throw .unsupportedVersion(version)
    }
    let level = meta[MetaKey.logLevel]
    guard level == nil || level?.string.flatMap(LogLevel.init(rawValue:)) != nil else {
      throw .invalidParams("\(MetaKey.logLevel) is one of \(LogLevel.names)")
    }
    return Client(
      revision: revision,
      name: info?["name"]?.string,
      version: info?["version"]?.string,
      capabilities: capabilities,
      logLevel: catalog.writesLog ? level?.string.flatMap(LogLevel.init(rawValue:)) : nil
    )
  }

  /// Routes a request whose client and method are known.
  mutating func outcome(
    of method: Method,
    _ request: IncomingMessage.Request,
    _ client: Client,
    now: Int64
  ) throws(RPCError) -> Outcome {
    switch method {
    case .initialize: return .reply(try initialize(request.params))
    case .ping: return .reply([:])
    case .discover: return .reply(discovery(for: client.revision))
    case .listTools, .listResources, .listTemplates, .listPrompts:
      return .reply(try list(method, request.params, for: client.revision))
    case .subscribe, .unsubscribe: return .reply(try changeSubscription(method, request.params))
    case .setLogLevel: return .reply(try setLogLevel(request.params))
    case .listen: return .listening(try listen(request))
    case .callTool, .readResource, .getPrompt, .complete:
      return .call(try ticket(for: method, request, client, now: now))
    }
  }

  /// Answers the legacy handshake, at any time and as often as it is asked; each begins a session of its own.
  private mutating func initialize(_ params: JSONNode?) throws(RPCError) -> JSONObject {
    guard let requested = params?["protocolVersion"]?.string else {
      throw .invalidParams("initialize needs the string protocolVersion")
    }
    let asked = Revision(rawValue: requested)
    let revision = asked.flatMap { $0.isStateless ? nil : $0 } ?? .latestLegacy
    handshake = Client(
      revision: revision,
      name: params?["clientInfo"]?["name"]?.string,
      version: params?["clientInfo"]?["version"]?.string,
      capabilities: params?["capabilities"]
    )
    isInitialized = false
    legacyLogLevel = .info
    subscriptions = []
    var result: JSONObject = [
      "protocolVersion": .string(revision.rawValue), "capabilities": catalog.capabilities(for: revision),
      "serverInfo": server.implementation.json(for: revision),
    ]
    result["instructions"] = server.instructions.map(JSONValue.string)
    return result
  }

  private func discovery(for revision: Revision) -> JSONObject {
    var result: JSONObject = [
      "supportedVersions": .array(Revision.stateless.map { .string($0.rawValue) }),
      "capabilities": catalog.capabilities(for: revision),
      "_meta": [MetaKey.serverInfo: server.implementation.json(for: revision)],
    ]
    result["instructions"] = server.instructions.map(JSONValue.string)
    return Session.cached(result, for: revision, milliseconds: Session.listLifetime, isPublic: true)
  }

  private mutating func setLogLevel(_ params: JSONNode?) throws(RPCError) -> JSONObject {
    guard let level = params?["level"]?.string.flatMap(LogLevel.init(rawValue:)) else {
      throw .invalidParams("level is one of \(LogLevel.names)")
    }
    legacyLogLevel = level
    return [:]
  }
}

extension LogLevel {
  fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
