import Domain
import Themes

/// What the group of an agent's fault is known and called by: the agent, what goes wrong, and the tool.
struct AgentFaultLabel {
  /// Checked words only, such as `%agent loop support-bot lookup_order shop`; no error's fingerprint begins so.
  let fingerprint: String
  /// A sentence without its full stop, such as `Agent support-bot repeats the same call of lookup_order`.
  let text: String

  private static let mark = "%agent "

  init(_ fault: AgentFault, service: String, key: DigestKey) {
    let agent = AgentFaultLabel.checked(fault.agent)
    let subject = AgentFaultLabel.checked(fault.subject)
    // What cannot be shown still tells one group from another.
    let parts = [
      fault.kind.rawValue, agent.isEmpty ? "~" + key.digest(fault.agent) : agent,
      subject.isEmpty && !fault.subject.isEmpty ? "~" + key.digest(fault.subject) : subject, service,
    ]
    fingerprint = AgentFaultLabel.mark + parts.filter { !$0.isEmpty }.joined(separator: " ")
    let who = agent.isEmpty ? service.isEmpty ? "An agent" : "An agent of \(service)" : "Agent \(agent)"
    text = "\(who) \(AgentFaultLabel.deed(fault.kind, subject))"
  }

  /// Reports whether a group is of such a fault.
  static func names(_ tally: GroupTally) -> Bool { tally.kind == .error && tally.fingerprint.hasPrefix(mark) }

  /// Names of agents may have spaces, which no name of a service has.
  private static func checked(_ name: String) -> String {
    let words = name.split(separator: " ").map(String.init)
    let shown = words.map(CheckedName.service)
    guard words.count <= 4, name.utf8.count <= CheckedName.limit, !shown.contains(""), !Suspicion.isIn(name: name)
    else { return "" }
    return shown.joined(separator: "-")
  }

  private static func deed(_ kind: AgentFault.Kind, _ subject: String) -> String {
    let tool = subject.isEmpty ? "one tool" : subject
    switch kind {
    case .loop: return "repeats the same call of \(tool)"
    case .retryStorm: return "calls \(tool) again and again while it fails"
    case .manyCalls: return "makes far more calls of tools than usual"
    case .manyTokens: return "takes far more tokens than usual"
    case .cacheMiss: return "no longer reads its prompts from the cache"
    case .dearModel: return "runs on \(subject.isEmpty ? "a model" : subject), which costs more than its usual model"
    }
  }
}
