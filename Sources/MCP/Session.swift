import Bytes

/// The protocol as a pure state machine: messages and outcomes in, actions out.
///
/// It has no thread, no clock and no file. The era is decided for each message by what the message carries, and
/// nothing a message says locks the pipe.
struct Session: Sendable {
  /// What the shell has to do, in this order.
  enum Action: Sendable {
    case send(line: [UInt8])
    case start(CallTicket)
    case interrupt(serial: Int)
    /// Call `answersOverdue` with these after a while.
    case awaitAnswers(serial: Int, round: Int, patience: Duration)
    case note(String)
  }

  let server: ServerIdentity
  let seal: RequestStateSeal
  var catalog: Catalog
  /// The client of the last `initialize`, for requests that say nothing of themselves.
  var handshake: Client?
  /// True once that client has said that it is ready; before, nothing is announced to it.
  var isInitialized = false
  var legacyLogLevel = LogLevel.info
  var subscriptions: Set<String> = []
  var listeners: [Listener] = []
  var calls = OpenCalls()
  /// True once the client has closed its end and can be asked nothing more.
  private(set) var isClosing = false
  private var batches: [Int: Batch] = [:]
  private var unaddressedErrors = Session.unaddressedErrorLimit

  /// Errors that name no request are rationed: clients log each, and none can act on it.
  ///
  /// A good message earns one back.
  static let unaddressedErrorLimit = 10

  init(server: ServerIdentity, catalog: Catalog, seal: RequestStateSeal) {
    self.server = server
    self.catalog = catalog
    self.seal = seal
  }

  // MARK: Messages

  /// Takes one message; `now` is in seconds since 1970 and dates the seals of states handed to clients.
  mutating func receive(_ message: IncomingMessage, now: Int64) -> [Action] {
    guard case .batch(let messages) = message else { return receive(message, batch: nil, now: now) }
    guard handshake?.revision.hasBatches == true else {
      return unaddressed(.invalidRequest("Only protocol 2025-03-26 has batches; send one message a line"))
    }
    guard !messages.isEmpty else { return unaddressed(.invalidRequest("A batch must not be empty")) }
    let batch = calls.nextSerial()
    batches[batch] = Batch()
    var actions: [Action] = []
    for message in messages { actions += receive(message, batch: batch, now: now) }
    batches[batch]?.isOpen = false
    return actions + flush(batch)
  }

  private mutating func receive(_ message: IncomingMessage, batch: Int?, now: Int64) -> [Action] {
    switch message {
    case .request(let request):
      unaddressedErrors = min(unaddressedErrors + 1, Session.unaddressedErrorLimit)
      return receive(request, batch: batch, now: now)
    case .notification(let method, let params):
      return receive(notification: method, params)
    case .response(let response):
      return receive(response)
    case .invalid(let id?, let error) where calls.isAsked(id):
      return receive(IncomingMessage.Response(id: id, outcome: .failure(error), bytes: 0))
    case .invalid(let id?, let error):
      return reply(to: id, .failure(error), batch: batch)
    case .invalid(nil, let error):
      return batch == nil ? unaddressed(error) : []
    case .batch:
      return []  // an array within an array never parses as a message
    }
  }

  private mutating func receive(_ request: IncomingMessage.Request, batch: Int?, now: Int64) -> [Action] {
    guard !calls.contains(request.id), !listeners.contains(where: { $0.id == request.id }) else {
      return reply(
        to: request.id,
        .failure(.invalidRequest("This id is in use by a request not yet answered")),
        batch: batch
      )
    }
    do throws(RPCError) {
      let client = try client(of: request)
      guard batch == nil || !client.revision.isStateless else {
        throw RPCError.invalidRequest("Protocol \(client.revision.rawValue) has no batches; send one message a line")
      }
      guard let method = Method(rawValue: request.method), method.isServed(in: client.revision, by: catalog) else {
        throw RPCError.methodNotFound(request.method)
      }
      guard batch == nil || method != .initialize else {
        throw RPCError.invalidRequest("initialize must not be part of a batch")
      }
      switch try outcome(of: method, request, client, now: now) {
      case .reply(let object):
        return reply(to: request.id, .success(envelope(object, for: client.revision)), batch: batch)
      case .call(let ticket):
        if let batch { batches[batch]?.pending += 1 }
        calls.open(ticket, for: request, batch: batch)
        return [.start(ticket)]
      case .listening(let actions): return actions
      }
    } catch {
      return reply(to: request.id, .failure(error), batch: batch)
    }
  }

  // MARK: Calls

  /// Takes what a call's handler returned or threw.
  mutating func finish(
    serial: Int,
    _ result: Result<Answer<JSONObject>, any Error>,
    partial: ToolResult? = nil,
    now: Int64
  ) -> [Action] {
    calls.handlerReturned(serial)
    guard let call = calls[serial] else { return [] }
    switch result {
    case .success(.complete(let object)): return close(call, .success(object))
    case .success(.inputRequired(let required)): return ask(required, for: call, now: now)
    case .failure(let error as RPCError): return close(call, .failure(error))
    case .failure(let refused as QuestionRefused): return close(call, .failure(.unanswered(refused.reason)))
    case .failure(CallInterruption.deadline):
      // The thread that watches deadlines may be a moment behind.
      return expire(serial: serial, partial: partial)
    case .failure(let error):
      return [.note("\(call.method) failed: \(error)")] + close(call, .failure(.internalFailure))
    }
  }

  /// Answers a call whose time is up with what it had published.
  mutating func expire(serial: Int, partial: ToolResult?) -> [Action] {
    guard let call = calls[serial] else { return [] }
    return [.interrupt(serial: serial)] + close(call, call.ticket.work.late(partial))
  }

  /// Passes on a notification of a running call; nothing once it has been answered or cancelled.
  func notify(serial: Int, _ method: String, _ params: JSONObject) -> [Action] {
    guard calls[serial] != nil else { return [] }
    let line = Session.notificationLine(method, params)
    guard line.count <= server.maximumReplyBytes else {
      return [.note("\(method) of \(line.count) bytes dropped: clients are sent \(server.maximumReplyBytes) at most")]
    }
    return [.send(line: line)]
  }

  /// Ends what never ends by itself, because the client has gone.
  mutating func inputClosed() -> [Action] {
    isClosing = true
    defer { listeners = [] }
    let waiting = calls.waitingForClient
    var actions: [Action] = listeners.flatMap {
      reply(to: $0.id, .success($0.closingResult(envelope([:], for: .july2026))), batch: nil)
    }
    for call in waiting { actions += abandon(call) }
    return actions
  }

  /// Cancels every open call.
  mutating func cancelAll() -> [Action] {
    calls.all.flatMap { abandon($0) }
  }

  mutating func close(_ call: OpenCalls.Call, _ result: Result<JSONObject, RPCError>) -> [Action] {
    calls.close(call.serial)
    if let batch = call.batch { batches[batch]?.pending -= 1 }
    let revision = call.ticket.client.revision
    let actions = reply(
      to: call.id,
      result.map { envelope(cacheHints($0, for: call, revision), for: revision) }
        .mapError { $0.translated(for: revision) },
      batch: call.batch
    )
    return actions + (call.batch.map { flush($0) } ?? [])
  }

  /// Stops a call and says nothing more about it.
  mutating func abandon(_ call: OpenCalls.Call) -> [Action] {
    calls.close(call.serial)
    if let batch = call.batch { batches[batch]?.pending -= 1 }
    return [.interrupt(serial: call.serial)] + (call.batch.map { flush($0) } ?? [])
  }

  // MARK: Writing

  private mutating func reply(to id: RequestID, _ result: Result<JSONObject, RPCError>, batch: Int?) -> [Action] {
    let line = replyLine(id, result)
    guard let batch, let state = batches[batch] else { return [.send(line: line)] }
    let fits = state.hasRoom(for: line.count, within: server.maximumReplyBytes)
    let reply = fits ? line : Session.line(Session.response(id, .failure(tooLong(line))))
    batches[batch]?.add(reply)
    return []
  }

  private mutating func flush(_ batch: Int) -> [Action] {
    guard let state = batches[batch], state.isComplete else { return [] }
    batches[batch] = nil
    return state.line.map { [.send(line: $0)] } ?? []
  }

  /// Encodes a reply; one too long for clients to take is replaced by an error that says so.
  private func replyLine(_ id: RequestID, _ result: Result<JSONObject, RPCError>) -> [UInt8] {
    let line = Session.line(Session.response(id, result))
    guard line.count > server.maximumReplyBytes else { return line }
    // What is long in an error is what it quotes of its request.
    let error = result.failure.map { RPCError(code: $0.code, message: Excerpt.of($0.message)) }
    return Session.line(Session.response(id, .failure(error ?? tooLong(line))))
  }

  private func tooLong(_ line: [UInt8]) -> RPCError {
    RPCError(
      code: RPCError.internalFailure.code,
      message:
        "The answer has \(line.count) bytes; this server sends at most \(server.maximumReplyBytes). Ask for less."
    )
  }

  private mutating func unaddressed(_ error: RPCError) -> [Action] {
    guard unaddressedErrors > 0 else { return [] }
    unaddressedErrors -= 1
    return [.send(line: Session.line(["jsonrpc": "2.0", "error": error.json])), .note(error.message)]
  }

  private static func response(_ id: RequestID, _ result: Result<JSONObject, RPCError>) -> JSONValue {
    switch result {
    case .success(let object): ["jsonrpc": "2.0", "id": id.json, "result": .object(object)]
    case .failure(let error): ["jsonrpc": "2.0", "id": id.json, "error": error.json]
    }
  }

  static func notification(_ method: String, _ params: JSONObject?) -> Action {
    .send(line: notificationLine(method, params))
  }

  static func notificationLine(_ method: String, _ params: JSONObject?) -> [UInt8] {
    var message: JSONObject = ["jsonrpc": "2.0", "method": .string(method)]
    message["params"] = params.map(JSONValue.object)
    return line(.object(message))
  }

  static func line(_ message: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    writer.value(message)
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  /// Adds what every stateless result carries; an earlier revision's result stays as it is.
  func envelope(_ object: JSONObject, for revision: Revision) -> JSONObject {
    guard revision.isStateless else { return object }
    var object = object
    if object["resultType"] == nil { object["resultType"] = "complete" }
    var meta = JSONObject()
    if case .object(let given)? = object["_meta"] { meta = given }
    if meta[MetaKey.serverInfo] == nil { meta[MetaKey.serverInfo] = server.implementation.shortJSON }
    // Taken out first, so that it always stands last.
    object["_meta"] = nil
    object["_meta"] = .object(meta)
    return object
  }

  private func cacheHints(_ object: JSONObject, for call: OpenCalls.Call, _ revision: Revision) -> JSONObject {
    guard call.method == Method.readResource.rawValue, object["resultType"] == nil else { return object }
    return Session.cached(object, for: revision, milliseconds: 0, isPublic: false)
  }

  /// Adds how long a result of the stateless revision may be kept, and by whom.
  static func cached(
    _ object: JSONObject,
    for revision: Revision,
    milliseconds: Int64,
    isPublic: Bool
  ) -> JSONObject {
    guard revision.isStateless else { return object }
    var object = object
    object["ttlMs"] = .integer(milliseconds)
    object["cacheScope"] = isPublic ? "public" : "private"
    return object
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let failure) = self { failure } else { nil }
  }
}

/// Keys of `_meta` that the protocol owns.
enum MetaKey {
  static let protocolVersion = "io.modelcontextprotocol/protocolVersion"
  static let clientCapabilities = "io.modelcontextprotocol/clientCapabilities"
  static let clientInfo = "io.modelcontextprotocol/clientInfo"
  static let serverInfo = "io.modelcontextprotocol/serverInfo"
  static let logLevel = "io.modelcontextprotocol/logLevel"
  static let subscriptionID = "io.modelcontextprotocol/subscriptionId"
  /// Any of these makes a request stateless.
  static let envelope = [protocolVersion, clientCapabilities, clientInfo]
}

/// What a server says of itself, and its bounds.
struct ServerIdentity: Sendable {
  let implementation: Implementation
  let instructions: String?
  let maximumReplyBytes: Int
}
