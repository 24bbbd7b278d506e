import Bytes

/// The messages a client sends.
enum Message {
  /// The `_meta` of every stateless request.
  static func meta(_ version: String = Revision.july2026.rawValue, capabilities: JSONValue = [:]) -> JSONObject {
    [
      "io.modelcontextprotocol/protocolVersion": .string(version),
      "io.modelcontextprotocol/clientCapabilities": capabilities,
      "io.modelcontextprotocol/clientInfo": ["name": "tests", "version": "1"],
    ]
  }

  static func request(_ id: JSONValue, _ method: String, _ params: JSONObject? = nil) -> JSONValue {
    var message: JSONObject = ["jsonrpc": "2.0", "id": id, "method": .string(method)]
    message["params"] = params.map { .object($0) }
    return .object(message)
  }

  /// A request as a client of a revision sends it.
  static func request(
    _ id: JSONValue,
    _ method: String,
    _ params: JSONObject = [:],
    in revision: Revision,
    capabilities: JSONValue = [:]
  ) -> JSONValue {
    var params = params
    if revision.isStateless {
      var meta = meta(capabilities: capabilities)
      if case .object(let own)? = params["_meta"] {
        for member in own.members { meta[member.key] = member.value }
      }
      params["_meta"] = .object(meta)
    }
    return request(id, method, params)
  }

  static func notification(_ method: String, _ params: JSONObject? = nil) -> JSONValue {
    var message: JSONObject = ["jsonrpc": "2.0", "method": .string(method)]
    message["params"] = params.map { .object($0) }
    return .object(message)
  }

  static func initialize(_ id: JSONValue, _ version: String, capabilities: JSONValue = [:]) -> JSONValue {
    request(
      id,
      "initialize",
      [
        "protocolVersion": .string(version), "capabilities": capabilities,
        "clientInfo": ["name": "tests", "version": "1"],
      ]
    )
  }

  static let initialized = notification("notifications/initialized")

  static func cancelled(_ id: JSONValue) -> JSONValue {
    notification("notifications/cancelled", ["requestId": id, "reason": "test"])
  }

  /// A call of a tool.
  static func call(
    _ id: JSONValue,
    _ tool: String,
    _ arguments: JSONObject = [:],
    meta: JSONObject = [:],
    in revision: Revision,
    capabilities: JSONValue = [:]
  ) -> JSONValue {
    var params: JSONObject = ["name": .string(tool), "arguments": .object(arguments)]
    if !meta.isEmpty { params["_meta"] = .object(meta) }
    return request(id, "tools/call", params, in: revision, capabilities: capabilities)
  }
}
