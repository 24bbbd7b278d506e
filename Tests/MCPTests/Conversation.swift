import Bytes
import Synchronization

// The session is the room's own business: the package sees only the server around it.
@testable import MCP

/// A session driven line by line, without a thread, a clock or a pipe.
struct Conversation {
  var session: Session
  var now: Int64 = 1_800_000_000
  /// Calls the session wants run, in its order.
  private(set) var waiting: [CallTicket] = []
  private(set) var interrupted: [Int] = []
  private(set) var notes: [String] = []
  private(set) var awaited: [(serial: Int, round: Int, patience: Duration)] = []
  private var lastID: Int64 = 1_000

  init(_ catalog: Catalog = .everything, implementation: Implementation = .plain, replyBytes: Int = 1 << 20) {
    let identity = ServerIdentity(
      implementation: implementation,
      instructions: "Use it.",
      maximumReplyBytes: replyBytes
    )
    session = Session(server: identity, catalog: catalog, seal: RequestStateSeal(key: [1, 2, 3]))
  }

  /// Begins a conversation in the way of a revision: with a handshake, or with nothing.
  static func opened(
    in revision: Revision,
    _ catalog: Catalog = .everything,
    replyBytes: Int = 1 << 20,
    capabilities: JSONObject = [:]
  ) -> Conversation {
    var conversation = Conversation(catalog, replyBytes: replyBytes)
    conversation.open(in: revision, capabilities: capabilities)
    return conversation
  }

  mutating func open(in revision: Revision, capabilities: JSONObject = [:]) {
    guard !revision.isStateless else { return }
    receive(Wire.initialize(0, revision.rawValue, capabilities: capabilities))
    receive(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
  }

  // MARK: The client's side

  /// Hands over one line and returns what is sent at once; calls stay waiting.
  @discardableResult
  mutating func receive(_ line: String) -> [String] {
    take(session.receive(IncomingMessage(line: Array(line.utf8)), now: now))
  }

  /// Hands over one line, runs what it starts and returns all that is sent.
  mutating func exchange(_ line: String) -> [String] {
    let sent = receive(line)
    return sent + runAll()
  }

  /// Sends a request under a new id and returns its reply.
  mutating func reply(
    _ method: String,
    _ params: JSONObject? = nil,
    in revision: Revision,
    capabilities: JSONObject = [:],
    meta: JSONObject = [:]
  ) -> Reply {
    lastID += 1
    let line = Wire.request(.integer(lastID), method, params, in: revision, capabilities: capabilities, meta: meta)
    let lines = exchange(line)
    return Reply(lines.last { Reply($0).id == .integer(lastID) } ?? "")
  }

  // MARK: The shell's side

  /// Runs the oldest waiting call; returns what it sends while it runs and at its end.
  mutating func runNext() -> [String] {
    let ticket = waiting.removeFirst()
    let (result, partial, sent) = work(ticket)
    return sent + take(session.finish(serial: ticket.serial, result, partial: partial, now: now))
  }

  /// Runs the waiting calls, and those they lead to, in order.
  mutating func runAll() -> [String] {
    var sent: [String] = []
    while !waiting.isEmpty { sent += runNext() }
    return sent
  }

  private mutating func work(_ ticket: CallTicket) -> (Result<Answer<JSONObject>, any Error>, ToolResult?, [String]) {
    let events = EventList()
    let context = CallContext(ticket, deadline: .now + .seconds(3_600), emit: events.append)
    let result = Result { try ticket.work.run(context) }
    let sent = events.all.flatMap { event in
      switch event {
      case .notification(let method, let params): take(session.notify(serial: ticket.serial, method, params))
      case .change(let list, let body): take(session.change(list, body))
      case .updated(let uri): take(session.updated(uri: uri))
      }
    }
    return (result, context.partial, sent)
  }

  /// Does what a shell would with the session's actions; returns the lines to be sent, without their endings.
  @discardableResult
  mutating func take(_ actions: [Session.Action]) -> [String] {
    var sent: [String] = []
    for action in actions {
      switch action {
      case .send(let line): sent.append(String(decoding: line.dropLast(), as: UTF8.self))
      case .start(let ticket): waiting.append(ticket)
      case .interrupt(let serial): interrupted.append(serial)
      case .awaitAnswers(let serial, let round, let patience): awaited.append((serial, round, patience))
      case .note(let note): notes.append(note)
      }
    }
    return sent
  }

  /// Lets the time pass that the oldest questions may stay open.
  mutating func runOut() -> [String] {
    let questions = awaited.removeFirst()
    return take(session.answersOverdue(serial: questions.serial, round: questions.round)) + runAll()
  }

  /// Takes the oldest waiting call out of the shell's hands.
  mutating func takeTicket() -> CallTicket { waiting.removeFirst() }
}

/// What a handler did while it ran.
final class EventList: Sendable {
  private let events = Mutex<[CallEvent]>([])

  @Sendable func append(_ event: CallEvent) { events.withLock { $0.append(event) } }

  var all: [CallEvent] { events.withLock { $0 } }
}

/// Lines as a client writes them.
enum Wire {
  static func initialize(_ id: JSONValue, _ version: String, capabilities: JSONObject = [:]) -> String {
    request(
      id,
      "initialize",
      [
        "protocolVersion": .string(version), "capabilities": .object(capabilities),
        "clientInfo": ["name": "test", "version": "0"],
      ]
    )
  }

  /// Writes a request; in the stateless revision with the keys it needs.
  static func request(
    _ id: JSONValue,
    _ method: String,
    _ params: JSONObject? = nil,
    in revision: Revision? = nil,
    capabilities: JSONObject = [:],
    meta: JSONObject = [:]
  ) -> String {
    var message: JSONObject = ["jsonrpc": "2.0", "id": id, "method": .string(method)]
    var params = params
    var all = meta
    if revision?.isStateless == true {
      all[MetaKey.protocolVersion] = "2026-07-28"
      all[MetaKey.clientCapabilities] = .object(capabilities)
    }
    if !all.isEmpty { params = (params ?? [:]).adding("_meta", .object(all)) }
    message["params"] = params.map(JSONValue.object)
    return JSONValue.object(message).text
  }

  static func notification(_ method: String, _ params: JSONObject? = nil) -> String {
    var message: JSONObject = ["jsonrpc": "2.0", "method": .string(method)]
    message["params"] = params.map(JSONValue.object)
    return JSONValue.object(message).text
  }

  static func cancel(_ id: JSONValue) -> String {
    notification("notifications/cancelled", ["requestId": id, "reason": "test"])
  }

  static func response(_ id: String, _ result: JSONValue) -> String {
    JSONValue.object(["jsonrpc": "2.0", "id": .string(id), "result": result]).text
  }
}

extension JSONObject {
  func adding(_ key: String, _ value: JSONValue) -> JSONObject {
    var object = self
    object[key] = value
    return object
  }
}

/// One line the server sent, taken apart.
struct Reply: CustomStringConvertible {
  let line: String
  private let root: JSONNode?

  init(_ line: String) {
    self.line = line
    root = try? JSONDocument(line).root  // fine because a test that looks into nothing fails
  }

  var description: String { line }
  var id: JSONValue? { root?["id"]?.value }
  /// The id of a question of the server's, which is always a text.
  var textID: String { root?["id"]?.string ?? "" }
  var code: Int64? { root?["error"]?["code"]?.integer }
  var message: String? { root?["error"]?["message"]?.string }
  var data: String? { root?["error"]?["data"]?.value.text }
  var method: String? { root?["method"]?.string }
  var params: JSONNode? { root?["params"] }
  var result: JSONNode? { root?["result"] }
  var isResult: Bool { result != nil }
  /// The text of a tool result's first block.
  var text: String? { result?["content"]?.elements.first?["text"]?.string }
}
