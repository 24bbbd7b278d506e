import Bytes

/// Something a client may declare it can do for a server.
package enum ClientCapability: String, Sendable, CaseIterable {
  case elicitation, sampling, roots
}

/// Severity of a log message, least first.
package enum LogLevel: String, Comparable, CaseIterable, Sendable {
  case debug, info, notice, warning, error, critical, alert, emergency

  /// Orders levels by severity.
  package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }

  private var rank: Int { LogLevel.allCases.firstIndex(of: self) ?? 0 }
}

/// What is known of the client behind one request: from its `_meta`, or from the handshake before it.
package struct Client: Sendable {
  package let revision: Revision
  package let name: String?
  package let version: String?
  let capabilities: JSONNode?
  /// The least severe log message this request wants; nil for none.
  var logLevel: LogLevel?

  /// True when the client declared the capability.
  package func supports(_ capability: ClientCapability) -> Bool {
    capabilities?[capability.rawValue]?.kind == .object
  }

  /// True when the client has declared all it takes to be asked this.
  package func canAnswer(_ question: Question) -> Bool {
    guard supports(question.capability) else { return false }
    switch question {
    case .form: return !supportsElicitationByURL || capabilities?["elicitation"]?["form"] != nil
    case .page: return supportsElicitationByURL
    case .sample, .roots: return true
    }
  }

  /// True when the client can open a page for the user; a bare `elicitation: {}` means forms only.
  package var supportsElicitationByURL: Bool {
    capabilities?["elicitation"]?["url"]?.kind == .object
  }
}
