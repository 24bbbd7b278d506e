import Bytes

// The session is the room's own business; fuzz builds enable testing.
@testable import MCP

/// A session with a hostile client, whose calls run without threads.
struct Client {
  private var session: Session
  private var waiting: [CallTicket] = []
  private let answersAtOnce: Bool

  private static let replyBytes = 32 << 10

  /// Calls run as soon as they may, or all at the end, when they may have been cancelled.
  init(answersAtOnce: Bool) {
    self.answersAtOnce = answersAtOnce
    let identity = ServerIdentity(
      implementation: Implementation(name: "fuzz", version: "1"),
      instructions: nil,
      maximumReplyBytes: Client.replyBytes
    )
    session = Session(server: identity, catalog: .fuzzed, seal: RequestStateSeal(key: [1]))
  }

  /// Hands over what the framer has found, as the server does.
  mutating func receive(_ event: LineFramer.Event) {
    let refusal = RPCError.invalidRequest("refused")
    switch event {
    case .line(let line):
      precondition(!line.isEmpty && line.count <= Stream.limit + 1)
      take(session.receive(IncomingMessage(line: line), now: 0))
    case .tooLong(let bytes), .contentLengthBody(let bytes):
      precondition(bytes.count <= Stream.limit)
      take(session.receive(.invalid(id: EnvelopeProbe.id(in: bytes), refusal), now: 0))
    case .contentLengthHeader: take(session.receive(.invalid(id: nil, refusal), now: 0))
    }
    if answersAtOnce { runAll() }
  }

  /// Ends the conversation; nothing of it may be left.
  mutating func leave() {
    take(session.inputClosed())
    runAll()
    take(session.cancelAll())
    runAll()
    precondition(session.calls.isEmpty && session.listeners.isEmpty)
    precondition(session.calls.hasRoom(for: OpenCalls.byteLimit + 1), "an ended call still weighs")
  }

  private mutating func runAll() {
    while !waiting.isEmpty {
      let ticket = waiting.removeFirst()
      let events = Events()
      let context = CallContext(ticket, deadline: .now + .seconds(3_600), emit: events.add)
      let result = Result { try ticket.work.run(context) }
      for event in events.all { take(event, from: ticket) }
      take(session.finish(serial: ticket.serial, result, partial: context.partial, now: 0))
    }
  }

  private mutating func take(_ event: CallEvent, from ticket: CallTicket) {
    switch event {
    case .notification(let method, let params): take(session.notify(serial: ticket.serial, method, params))
    case .change(let list, let body): take(session.change(list, body))
    case .updated(let uri): take(session.updated(uri: uri))
    }
  }

  private mutating func take(_ actions: [Session.Action]) {
    for action in actions {
      switch action {
      case .send(let line): Client.check(line)
      case .start(let ticket): waiting.append(ticket)
      case .interrupt, .awaitAnswers, .note: break
      }
    }
  }

  /// Traps where a line could not be sent: every line is one message, or one array of messages.
  private static func check(_ line: [UInt8]) {
    precondition(line.last == UInt8(ascii: "\n") && line.count <= replyBytes)
    precondition(!line.dropLast().contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
    guard let root = try? JSONDocument(Array(line.dropLast())).root else {  // fine because it ends in a trap
      preconditionFailure("what was sent is not JSON")
    }
    for message in root.kind == .array ? root.elements : [root] {
      precondition(message["jsonrpc"]?.string == "2.0")
      let parts = ["method", "result", "error"].filter { message[$0] != nil }
      precondition(parts.count == 1)
      precondition(message["id"] != nil || parts != ["result"])
      if let id = message["id"] { precondition(id.kind == .string || id.kind == .integer) }
    }
  }
}

/// What a handler did while it ran; one thread runs all of them.
final class Events: @unchecked Sendable {  // a fuzz target has one thread
  private(set) var all: [CallEvent] = []

  @Sendable func add(_ event: CallEvent) { all.append(event) }
}
