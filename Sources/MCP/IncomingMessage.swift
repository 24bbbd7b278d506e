import Bytes

/// One message from the client, told apart by its envelope alone.
enum IncomingMessage: Sendable {
  case request(Request)
  case notification(method: String, params: JSONNode?)
  case response(id: RequestID, outcome: Result<JSONNode, RPCError>)
  case batch([IncomingMessage])
  case invalid(id: RequestID?, RPCError)

  /// A request with its envelope checked and nothing else.
  struct Request: Sendable {
    let id: RequestID
    let method: String
    let params: JSONNode?

    var meta: JSONNode? { params?["_meta"] }
  }

  /// Reads one line.
  init(line: [UInt8]) {
    do {
      let root = try JSONDocument(line).root
      guard root.kind == .array else {
        self = IncomingMessage(object: root)
        return
      }
      self = .batch(root.elements.map(IncomingMessage.init(object:)))
    } catch {
      self = IncomingMessage(unreadable: line, because: error)
    }
  }

  /// Says why a line could not be read, to its sender by name where its id can still be made out.
  private init(unreadable line: [UInt8], because error: JSONError) {
    switch error.reason {
    case .tooDeep, .tooLarge:
      self = .invalid(id: EnvelopeProbe.id(in: line), .invalidRequest("Message refused: \(error)"))
    default: self = .invalid(id: nil, .parse("Parse error: \(error)"))
    }
  }

  private init(object: JSONNode) {
    guard object.kind == .object else {
      self = .invalid(id: nil, .invalidRequest("A message is a JSON object"))
      return
    }
    let id = RequestID(object["id"])
    guard object["jsonrpc"]?.string == "2.0" else {
      self = .invalid(id: id, .invalidRequest("\"jsonrpc\" must be \"2.0\""))
      return
    }
    switch (object["method"], object["id"]) {
    case (let method?, let idNode):
      self = IncomingMessage(method: method, idNode: idNode, id: id, params: object["params"])
    case (nil, _?):
      self = IncomingMessage(responseTo: id, object)
    case (nil, nil):
      self = .invalid(id: nil, .invalidRequest("A message has a \"method\", or answers an \"id\""))
    }
  }

  private init(method: JSONNode, idNode: JSONNode?, id: RequestID?, params: JSONNode?) {
    guard let method = method.string else {
      self = .invalid(id: id, .invalidRequest("\"method\" must be a string"))
      return
    }
    guard params == nil || params?.kind == .object else {
      self = .invalid(id: id, .invalidRequest("\"params\" must be an object"))
      return
    }
    switch (idNode, id) {
    case (nil, _): self = .notification(method: method, params: params)
    case (_?, let id?): self = .request(Request(id: id, method: method, params: params))
    case (_?, nil):
      self = .invalid(id: nil, RequestID.refused)
    }
  }

  private init(responseTo id: RequestID?, _ object: JSONNode) {
    if let id, let result = object["result"] {
      self = .response(id: id, outcome: .success(result))
    } else if let id, let error = object["error"] {
      let code = error["code"]?.integer.flatMap(Int.init(exactly:)) ?? -32603
      let message = Excerpt.of(error["message"]?.string ?? "the client sent an error without a message")
      self = .response(id: id, outcome: .failure(RPCError(code: code, message: message)))
    } else {
      self = .invalid(id: id, .invalidRequest("A message has a \"method\", a \"result\" or an \"error\""))
    }
  }
}
