import Bytes
import Host

/// Starts `reckon serve` as some client does and looks at what that client would see.
struct ServeRehearsal: Sendable {
  /// What a client does with a server it has started.
  private enum Script: Sendable {
    case handshake(revision: String)
    case statelessFirst
    case probeAndKill
  }

  private let subject: String
  private let script: Script
  private let closesErrors: Bool

  static let all: [ServeRehearsal] = [
    ServeRehearsal(subject: "serve, 2025-06-18", script: .handshake(revision: "2025-06-18"), closesErrors: false),
    ServeRehearsal(subject: "serve, 2025-11-25", script: .handshake(revision: "2025-11-25"), closesErrors: false),
    ServeRehearsal(subject: "serve, 2026-07-28", script: .statelessFirst, closesErrors: false),
    ServeRehearsal(subject: "serve, stderr closed", script: .handshake(revision: "2025-11-25"), closesErrors: true),
    ServeRehearsal(subject: "serve, probed and killed", script: .probeAndKill, closesErrors: false),
  ]

  /// Rehearses in the barest surroundings clients are known to give: four variables, and the wrong folder.
  func finding(_ environment: Environment, _ patience: Doctor.Patience) -> Doctor.Finding {
    let bare = environment.variables.filter { ["HOME", "PATH", "USER", "TERM"].contains($0.key) }
    let words = "cd / && exec \"$0\" serve" + (closesErrors ? " 2>&-" : "")
    guard let child = ChildProcess("/bin/sh", ["-c", words, environment.executable], environment: bare) else {
      return failure("could not be started")
    }
    let start = ContinuousClock.now
    do throws(Failure) {
      let tools = try rehearse(child, patience.answer)
      let answered = ContinuousClock.now - start
      try end(child, patience.end)
      return Doctor.Finding(subject, .good, "\(tools) in \(ServeRehearsal.milliseconds(answered)) ms, ended cleanly")
    } catch {
      return failure(error.reason)
    }
  }

  private struct Failure: Error {
    let reason: String
  }

  private func failure(_ reason: String) -> Doctor.Finding {
    Doctor.Finding(
      subject,
      .failure,
      reason,
      fix: "Run reckon serve --trace FILE by hand and report what the file shows"
    )
  }

  private func rehearse(_ child: ChildProcess, _ patience: Duration) throws(Failure) -> String {
    switch script {
    case .handshake(let revision):
      let params: JSONObject = [
        "protocolVersion": .string(revision), "capabilities": [:],
        "clientInfo": ["name": "reckon-doctor", "version": "1"],
      ]
      let reply = try ask(child, "initialize", params, patience)
      guard reply["protocolVersion"]?.string == revision else {
        throw Failure(reason: "the handshake agreed on another revision")
      }
      return try listTools(child, [:], patience)
    case .statelessFirst:
      return try listTools(child, ["_meta": ServeRehearsal.statelessMeta], patience)
    case .probeAndKill:
      _ = try ask(child, "server/discover", ["_meta": ServeRehearsal.statelessMeta], patience)
      return "discovered"
    }
  }

  private static let statelessMeta: JSONValue = [
    "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": [:],
  ]

  private func listTools(
    _ child: ChildProcess,
    _ params: JSONObject,
    _ patience: Duration
  ) throws(Failure) -> String {
    let count = try ask(child, "tools/list", params, patience)["tools"]?.count ?? 0
    guard count > 0 else { throw Failure(reason: "the list of tools is empty") }
    return "\(count) tool\(count == 1 ? "" : "s")"
  }

  private func ask(
    _ child: ChildProcess,
    _ method: String,
    _ params: JSONObject,
    _ patience: Duration
  ) throws(Failure) -> JSONNode {
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": 1, "method": .string(method), "params": .object(params),
    ]
    let isSent = child.send(request.text)
    guard let line = child.receive(within: patience) else {
      let isOver = !isSent || child.hasClosedOutput
      throw Failure(reason: isOver ? "ended before it answered \(method)" : "no answer to \(method)")
    }
    do {
      let reply = try JSONDocument(line).root
      guard let result = reply["result"] else { throw Failure(reason: "\(method) was refused") }
      return result
    } catch let error as Failure {
      throw error
    } catch {
      throw Failure(reason: "something other than the protocol was written to stdout")
    }
  }

  private func end(_ child: ChildProcess, _ patience: Duration) throws(Failure) {
    if case .probeAndKill = script {
      child.terminate()
      guard child.timeToEnd(within: patience) != nil else {
        throw Failure(reason: "ignored SIGTERM")
      }
      return
    }
    child.closeInput()
    guard child.timeToEnd(within: patience) != nil else {
      throw Failure(reason: "went on after its input was closed")
    }
    guard child.exitCode == 0 else { throw Failure(reason: "ended with an error") }
    guard child.unreceived.isEmpty else { throw Failure(reason: "wrote to stdout without being asked") }
  }

  private static func milliseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
  }
}
