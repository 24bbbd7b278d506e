package import Bytes

/// What a handler hands back: an answer, or questions it needs answered first.
package enum Answer<Value: Sendable>: Sendable {
  case complete(Value)
  case inputRequired(InputRequired)
}

/// Questions for the client or its user, by key.
///
/// The handler runs again from its start once they are answered. A stateless client retries with the answers; to a
/// legacy client the questions are sent as requests of the server's.
package struct InputRequired: Sendable {
  package let questions: [(key: String, question: Question)]
  /// Comes back to the handler unchanged; signed on the wire, so that a client can read it but not forge it.
  package let state: String?

  /// Asks these questions together; the client answers all of them in one round.
  package init(_ questions: [(key: String, question: Question)], state: String? = nil) {
    self.questions = questions
    self.state = state
  }

  /// Asks questions written out as a literal.
  package init(_ questions: KeyValuePairs<String, Question>, state: String? = nil) {
    self.init(questions.map { ($0.key, $0.value) }, state: state)
  }
}

/// A question that the client declared it can answer, and then could not.
package struct QuestionRefused: Error, Equatable, Sendable {
  /// Says what became of the question, for a caller whose handler cannot do without.
  package let reason: String
}

/// One thing only the client can answer.
package enum Question: Sendable {
  /// A form; the schema is a flat object of strings, numbers, booleans and enums.
  case form(message: String, schema: JSONValue)
  /// A page for the user to visit; the id names the visit.
  case page(message: String, url: String, id: String)
  /// A completion by the client's model.
  case sample(JSONObject)
  /// The folders the client works in.
  case roots

  /// What a client must have declared to be asked.
  package var capability: ClientCapability {
    switch self {
    case .form, .page: .elicitation
    case .sample: .sampling
    case .roots: .roots
    }
  }

  /// How long a client may take to answer: a program soon, a person as long as a form stays on a screen.
  var patience: Duration {
    switch self {
    case .roots: .seconds(5)
    case .form, .page, .sample: .seconds(600)
    }
  }

  var method: String {
    switch self {
    case .form, .page: "elicitation/create"
    case .sample: "sampling/createMessage"
    case .roots: "roots/list"
    }
  }

  /// What a client would have to declare to be asked, as it would write it.
  var requirement: JSONObject {
    if case .page = self { return [capability.rawValue: ["url": [:]]] }
    return [capability.rawValue: [:]]
  }

  /// Returns the question's parameters; the mode of a form goes unsaid, as revisions before 2025-11-25 know no other.
  var params: JSONObject {
    switch self {
    case .form(let message, let schema): ["message": .string(message), "requestedSchema": schema]
    case .page(let message, let url, let id):
      ["mode": "url", "message": .string(message), "url": .string(url), "elicitationId": .string(id)]
    case .sample(let params): params
    case .roots: [:]
    }
  }

  /// True when an answer has the shape its question asks for.
  func accepts(_ answer: JSONNode) -> Bool {
    guard answer.kind == .object else { return false }
    switch self {
    case .form, .page:
      guard let action = answer["action"]?.string else { return false }
      return ["accept", "decline", "cancel"].contains(action)
    case .sample: return answer["content"] != nil
    case .roots: return answer["roots"]?.kind == .array
    }
  }
}
