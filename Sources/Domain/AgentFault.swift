/// What an agent goes wrong with again and again: a group is made of it and named by it.
package struct AgentFault: Hashable, Sendable {
  /// What goes wrong.
  package enum Kind: String, CaseIterable, Sendable {
    /// The same call of a tool over and over.
    case loop
    /// A tool that fails, called again and again.
    case retryStorm = "retry_storm"
    /// Far more calls, or far more tokens, than its runs usually take.
    case manyCalls = "many_calls"
    case manyTokens = "many_tokens"
    /// Prompts that usually come from the cache, and do not.
    case cacheMiss = "cache_miss"
    /// A model that costs more than the one it usually runs on.
    case dearModel = "dear_model"

    /// The name that its errors have, as others have the name of their type.
    package var errorName: String {
      switch self {
      case .loop: "AgentLoop"
      case .retryStorm: "AgentRetryStorm"
      case .manyCalls: "AgentCallExcess"
      case .manyTokens: "AgentTokenExcess"
      case .cacheMiss: "AgentCacheMiss"
      case .dearModel: "AgentModelCost"
      }
    }
  }

  package let kind: Kind
  package let agent: String
  /// The tool or the model that it is about; empty where it is about neither.
  package let subject: String

  package init(_ kind: Kind, agent: String, subject: String = "") {
    self.kind = kind
    self.agent = agent
    self.subject = subject
  }

  /// Reports whether an error has the name of such a fault.
  package static func isErrorName(_ name: String) -> Bool { names.contains(name) }

  private static let names = Set(Kind.allCases.map(\.errorName))
}
