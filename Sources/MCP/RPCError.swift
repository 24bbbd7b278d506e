package import Bytes

/// A JSON-RPC error as it goes on the wire.
package struct RPCError: Error, Equatable, Sendable {
  package let code: Int
  package let message: String
  package let data: JSONValue?

  package init(code: Int, message: String, data: JSONValue? = nil) {
    self.code = code
    self.message = message
    self.data = data
  }

  static func parse(_ message: String) -> RPCError { RPCError(code: -32700, message: message) }
  static func invalidRequest(_ message: String) -> RPCError { RPCError(code: -32600, message: message) }
  static func methodNotFound(_ method: String) -> RPCError {
    RPCError(code: -32601, message: "Method not found: \(Excerpt.of(method))")
  }
  /// Returns the error for parameters that are missing, of a wrong type or unknown.
  package static func invalidParams(_ message: String, data: JSONValue? = nil) -> RPCError {
    RPCError(code: -32602, message: message, data: data)
  }
  package static let internalFailure = RPCError(code: -32603, message: "Internal error; details are on stderr")

  /// The error for a call whose questions to the client came to nothing.
  static func unanswered(_ message: String) -> RPCError { RPCError(code: -32603, message: message) }

  /// The error for a call that finds too many others before it.
  static let busy = RPCError(
    code: internalFailure.code,
    message: "The server is busy: too many requests are waiting for their answers. Send this again once some have come."
  )

  /// The error for a version in `_meta` that is not served, with both members the specification requires.
  static func unsupportedVersion(_ requested: String) -> RPCError {
    RPCError(
      code: -32022,
      message: "Unsupported protocol version",
      data: [
        "supported": .array(Revision.stateless.map { .string($0.rawValue) }), "requested": .string(requested),
      ]
    )
  }

  /// The error for a call that cannot be served without something the client did not declare.
  package static func missingCapability(_ capability: ClientCapability) -> RPCError {
    missingCapability(capability, requirement: [capability.rawValue: [:]])
  }

  /// The same for a question, which may need more than the bare capability.
  static func missingCapability(for question: Question) -> RPCError {
    missingCapability(question.capability, requirement: question.requirement)
  }

  private static func missingCapability(_ capability: ClientCapability, requirement: JSONObject) -> RPCError {
    RPCError(
      code: missingCapabilityCode,
      message: "This needs the client capability \(capability.rawValue)",
      data: ["requiredCapabilities": .object(requirement)]
    )
  }

  private static let missingCapabilityCode = -32021

  /// Returns the error as a revision may say it: the code for a missing capability came with the stateless one.
  func translated(for revision: Revision) -> RPCError {
    guard !revision.isStateless, code == RPCError.missingCapabilityCode else { return self }
    return RPCError(code: RPCError.internalFailure.code, message: message, data: data)
  }

  /// The error for a resource that does not exist: its code changed with the stateless revision.
  static func resourceNotFound(_ uri: String, in revision: Revision) -> RPCError {
    RPCError(code: revision.isStateless ? -32602 : -32002, message: "Resource not found", data: ["uri": .string(uri)])
  }

  var json: JSONValue {
    var object: JSONObject = ["code": .integer(Int64(code)), "message": .string(message)]
    object["data"] = data
    return .object(object)
  }
}

/// Bounded, single-line renderings of foreign text for error messages.
enum Excerpt {
  /// Returns at most 80 characters, with those that cannot be seen escaped.
  static func of(_ text: String) -> String { VisibleText.escape(text, limit: 80) }
}
