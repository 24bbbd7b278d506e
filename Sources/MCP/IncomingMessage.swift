import Bytes

/// One message from the client, told apart by its envelope alone.
enum IncomingMessage: Sendable {
  case request(Request)
  case notification(method: String, params: JSONNode?)
  case response(Response)
  case batch([IncomingMessage])
  case invalid(id: RequestID?, RPCError)

  /// A request with its envelope checked and nothing else.
  struct Request: Sendable {
    let id: RequestID
    let method: String
    let params: JSONNode?
    /// Length of the text that stays in memory as long as the request does.
    let bytes: Int

    var meta: JSONNode? { params?["_meta"] }
  }

  /// A client's answer to a question of the server's.
  struct Response: Sendable {
    let id: RequestID
    let outcome: Result<JSONNode, RPCError>
    /// Length of the text that stays in memory as long as the answer does.
    let bytes: Int
  }

  /// Messages of one batch: its answers together must stay within what clients take as one line.
  static let batchLimit = 100

  /// Reads one line.
  init(line: [UInt8]) {
    do {
      let root = try JSONDocument(line).root
      guard root.kind == .array else {
        self = IncomingMessage(object: root, bytes: line.count)
        return
      }
      guard root.count <= IncomingMessage.batchLimit else {
        self = .invalid(id: nil, .invalidRequest("A batch has at most \(IncomingMessage.batchLimit) messages"))
        return
      }
      self = .batch(root.elements.map { IncomingMessage(object: $0, bytes: line.count / root.count) })
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

  private init(object: JSONNode, bytes: Int) {
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
      self = IncomingMessage(method: method, idNode: idNode, id: id, params: object["params"], bytes: bytes)
    case (nil, _?):
      self = IncomingMessage(responseTo: id, object, bytes: bytes)
    case (nil, nil):
      self = .invalid(id: nil, .invalidRequest("A message has a \"method\", or answers an \"id\""))
    }
  }

  private init(method: JSONNode, idNode: JSONNode?, id: RequestID?, params: JSONNode?, bytes: Int) {
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
    case (_?, let id?): self = .request(Request(id: id, method: method, params: params, bytes: bytes))
    case (_?, nil):
      self = .invalid(id: nil, RequestID.refused)
    }
  }

  private init(responseTo id: RequestID?, _ object: JSONNode, bytes: Int) {
    if let id, let result = object["result"] {
      self = .response(Response(id: id, outcome: .success(result), bytes: bytes))
    } else if let id, let error = object["error"] {
      let code = error["code"]?.integer.flatMap(Int.init(exactly:)) ?? -32603
      let message = Excerpt.of(error["message"]?.string ?? "the client sent an error without a message")
      self = .response(Response(id: id, outcome: .failure(RPCError(code: code, message: message)), bytes: bytes))
    } else {
      self = .invalid(id: id, .invalidRequest("A message has a \"method\", a \"result\" or an \"error\""))
    }
  }
}
