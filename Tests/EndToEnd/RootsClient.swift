import Bytes
import Foundation
import TestSupport

/// A client that declares roots and tells them when it is asked.
struct RootsClient {
  private let server: Program
  private let revision: Revision
  private let roots: [String]?

  /// Stands for a client that works in `roots`; with nil it declares none.
  init(_ server: Program, _ revision: Revision, roots: [String]?) {
    self.server = server
    self.revision = revision
    self.roots = roots
  }

  private var capabilities: JSONValue { roots == nil ? [:] : ["roots": ["listChanged": true]] }

  private var answer: JSONValue {
    let allowed = CharacterSet.urlPathAllowed
    let uris = (roots ?? []).map { "file://" + ($0.addingPercentEncoding(withAllowedCharacters: allowed) ?? $0) }
    return ["roots": .array(uris.map { ["uri": .string($0), "name": "root"] })]
  }

  /// Returns the text of get_status, after as many questions as the server has.
  func status(codexWorkspace: String?) throws -> String {
    try server.open(revision, capabilities: capabilities)
    var meta = JSONObject()
    if let codexWorkspace {
      meta["x-codex-turn-metadata"] = ["turn_id": "1", "workspaces": [codexWorkspace: ["latest_git_commit_hash": "x"]]]
    }
    let call = Message.call(1, "get_status", meta: meta, in: revision, capabilities: capabilities)
    try server.send(call)
    while true {
      let message = try server.message()
      if message["method"]?.string == "roots/list" {
        try server.send(["jsonrpc": "2.0", "id": message["id"]?.value ?? .null, "result": answer])
      } else if message["result"]?["resultType"]?.string == "input_required" {
        try server.send(retry(call, after: message))
      } else if let text = message.answerText {
        return text
      } else {
        throw ProgramFailure("no status came of it: \(message.value.text)")
      }
    }
  }

  /// Returns the call with the answers its first round asked for, under a new id.
  private func retry(_ call: JSONValue, after message: JSONNode) -> JSONValue {
    guard case .object(var retry) = call, case .object(var params)? = retry["params"] else { return call }
    var answers = JSONObject()
    for (key, question) in message["result"]?["inputRequests"]?.members ?? []
    where question["method"]?.string == "roots/list" {
      answers[key] = answer
    }
    params["inputResponses"] = .object(answers)
    params["requestState"] = message["result"]?["requestState"]?.value
    retry["id"] = 2
    retry["params"] = .object(params)
    return .object(retry)
  }
}
