import Bytes
import TestSupport

/// What a client does with a server it has started.
extension Program {
  /// Opens the conversation as a client of the revision does; a stateless client has nothing to open.
  func open(_ revision: Revision, capabilities: JSONValue = [:]) throws {
    guard !revision.isStateless else { return }
    try send(Message.initialize("opening", revision.rawValue, capabilities: capabilities))
    let reply = try reply(to: "opening")
    guard reply["result"]?["protocolVersion"]?.string == revision.rawValue else {
      throw ProgramFailure("the handshake failed: \(reply.value.text)")
    }
    try send(Message.initialized)
  }

  /// Sends a request and returns its reply.
  func ask(_ message: JSONValue, within time: Duration = patience) throws -> JSONNode {
    try send(message)
    return try reply(to: message["id"] ?? .null, within: time)
  }

  /// Returns the reply to a request; what comes before it is dropped.
  func reply(to id: JSONValue, within time: Duration = patience) throws -> JSONNode {
    let deadline = ContinuousClock.now + time
    while true {
      let message = try message(within: ContinuousClock.now.duration(to: deadline))
      if message["id"]?.value == id, message["method"] == nil { return message }
    }
  }

  /// Proves that the server still serves, and that it has dealt with everything sent before.
  func expectAlive() throws {
    let reply = try ask(Message.request("alive", "ping"))
    guard reply["result"]?.kind == .object else {
      throw ProgramFailure("ping was answered by \(reply.value.text)")
    }
  }

  /// Closes the input and returns how the server ended.
  func hangUp() throws -> Ending {
    closeInput()
    return try end()
  }
}

extension JSONNode {
  /// The first text of a tool's answer.
  var answerText: String? { self["result"]?["content"]?.elements.first?["text"]?.string }
  /// The code of an error.
  var errorCode: Int64? { self["error"]?["code"]?.integer }
}
