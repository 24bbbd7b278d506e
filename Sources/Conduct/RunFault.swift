/// Something that went wrong in how an agent went about a run, and where it shows first.
package struct RunFault: Equatable, Sendable {
  /// What went wrong.
  package enum Kind: String, CaseIterable, Sendable {
    /// The same call over and over, with the same result.
    case loop
    /// One tool that fails, called again and again.
    case retryStorm = "retry_storm"
    /// One tool that has nothing, asked again and again.
    case emptyResult = "empty_result"
    /// A call failed, and the agent says that it is done, or never speaks of it.
    case errorIgnored = "error_ignored"
    /// The run ends on a message that nobody has answered.
    case abandoned
    /// The user has lost patience with the agent.
    case upsetUser = "upset_user"
    /// A result many times as long as results usually are.
    case bloat
    /// Far more calls than a run usually takes, or calls that bring nothing new.
    case slowProgress = "slow_progress"
  }

  package var kind: Kind
  package var step: Int
  package var agent: String
  /// Empty where no one tool has to do with it.
  package var tool: String
  /// Calls or messages that make it up.
  package var count: Int

  package init(_ kind: Kind, step: Int, agent: String, tool: String = "", count: Int = 1) {
    self.kind = kind
    self.step = step
    self.agent = agent
    self.tool = tool
    self.count = count
  }

  init(_ kind: Kind, _ use: ToolUse, count: Int) {
    self.init(kind, step: use.step, agent: use.agent, tool: use.tool, count: count)
  }
}
