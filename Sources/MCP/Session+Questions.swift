import Bytes

/// Getting a handler's questions answered: by a retry in the stateless era, by requests of the server's before it.
extension Session {
  /// Rounds of questions one call may take: enough for any dialogue, and an end to one that never settles.
  static let roundLimit = 16

  mutating func ask(_ required: InputRequired, for call: OpenCalls.Call, now: Int64) -> [Action] {
    let client = call.ticket.client
    if let missing = required.questions.first(where: { !client.canAnswer($0.question) }) {
      return close(call, .failure(.missingCapability(for: missing.question)))
    }
    guard !required.questions.isEmpty || required.state != nil else {
      return [.note("\(call.method) wants input and asks nothing")] + close(call, .failure(.internalFailure))
    }
    // What a client has refused it is not asked again, even by a handler that did not look.
    if let refused = required.questions.compactMap({ call.ticket.refusals[$0.key] }).first {
      return close(call, .failure(.unanswered(refused.reason)))
    }
    return client.revision.isStateless ? askByRetry(required, for: call, now: now) : askByRequest(required, for: call)
  }

  private mutating func askByRetry(_ required: InputRequired, for call: OpenCalls.Call, now: Int64) -> [Action] {
    var result: JSONObject = ["resultType": "input_required"]
    if !required.questions.isEmpty {
      var requests = JSONObject()
      for (key, question) in required.questions {
        requests[key] = ["method": .string(question.method), "params": .object(question.params)]
      }
      result["inputRequests"] = .object(requests)
    }
    result["requestState"] = required.state.map {
      .string(seal.seal($0, for: Session.binding(call.method, call.params), now: now))
    }
    return close(call, .success(result))
  }

  private mutating func askByRequest(_ required: InputRequired, for call: OpenCalls.Call) -> [Action] {
    guard !isClosing else { return abandon(call) }
    var call = call
    call.rounds += 1
    guard call.rounds <= Session.roundLimit else {
      return close(call, .failure(.unanswered("\(Session.roundLimit) rounds of questions settled nothing")))
    }
    guard isInitialized else { return goOn(without: required, for: call) }
    call.ticket.answers = [:]
    call.ticket.refusals = [:]
    call.ticket.state = required.state
    calls[call.serial] = call
    // A state without a question asks for nothing but another run.
    guard !required.questions.isEmpty else { return resume(call) }
    let patience = required.questions.map(\.question.patience).max() ?? .zero
    let requests: [Action] = required.questions.map { key, question in
      let id = RequestID.string("server-\(calls.nextSerial())")
      calls.ask(id, key, for: call.serial)
      let message: JSONObject = [
        "jsonrpc": "2.0", "id": id.json, "method": .string(question.method), "params": .object(question.params),
      ]
      return .send(line: Session.line(.object(message)))
    }
    return requests + [.awaitAnswers(serial: call.serial, round: call.rounds, patience: patience)]
  }

  /// Goes on without the answers of a round that are still missing: to its handler, the client has refused them.
  mutating func answersOverdue(serial: Int, round: Int) -> [Action] {
    guard var call = calls[serial], call.rounds == round, !call.unanswered.isEmpty else { return [] }
    let withdrawn = withdrawals(of: call)
    for key in call.unanswered.values {
      call.ticket.refusals[key] = QuestionRefused(reason: "The client did not answer in time")
    }
    calls[serial] = call
    calls.dropQuestions(of: serial)
    return withdrawn + resume(call)
  }

  /// Spares a client that has not finished its handshake the questions it must not be asked yet.
  private mutating func goOn(without required: InputRequired, for call: OpenCalls.Call) -> [Action] {
    var call = call
    for (key, _) in required.questions {
      call.ticket.refusals[key] = QuestionRefused(reason: "The client has not sent notifications/initialized")
    }
    calls[call.serial] = call
    return resume(call)
  }

  private mutating func resume(_ call: OpenCalls.Call) -> [Action] {
    calls.resume(call.serial)
    return [.start(call.ticket)]
  }

  /// Takes a client's answer; the handler runs again when it was the last one outstanding, or a refusal.
  mutating func receive(_ response: IncomingMessage.Response) -> [Action] {
    let hasRoom = calls.hasRoom(for: response.bytes)
    guard let (asker, key) = calls.takeAnswer(to: response.id, bytes: response.bytes) else { return [] }
    var call = asker
    switch response.outcome {
    case .success where !hasRoom:
      return withdrawals(of: call) + close(call, .failure(.busy))
    case .success(let answer):
      call.ticket.answers[key] = answer
      calls[call.serial] = call
      return call.unanswered.isEmpty ? resume(call) : []
    case .failure(let error):
      // The handler decides whether it can do without; what else it asked of this round goes with the refusal.
      call.ticket.refusals[key] = QuestionRefused(reason: "The client could not answer: \(error.message)")
      calls[call.serial] = call
      calls.dropQuestions(of: call.serial)
      return withdrawals(of: call) + resume(call)
    }
  }

  /// Tells a legacy client which questions nobody waits for any more, so that it can take its forms away.
  func withdrawals(of call: OpenCalls.Call) -> [Action] {
    call.unanswered.keys.map(\.json).sorted { $0.text < $1.text }.map { id in
      Session.notification("notifications/cancelled", ["requestId": id, "reason": "The call that asked has ended"])
    }
  }

  /// Returns what a state is bound to: the method and all that the request asks, without the answers.
  static func binding(_ method: String, _ params: JSONNode?) -> JSONValue {
    // Copied whole and then thinned: adding members one by one takes time in the square of their number.
    guard case .object(var object)? = params?.value else { return ["method": .string(method)] }
    for key in ["_meta", "inputResponses", "requestState"] { object[key] = nil }
    return ["method": .string(method), "params": .object(object)]
  }
}
