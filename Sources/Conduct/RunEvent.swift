/// One event of an agent's run: something said, a call of a tool, or what a tool gave back.
package struct RunEvent: Equatable, Sendable {
  /// Whose event it is.
  package enum Role: Equatable, Sendable {
    case system, user, agent, tool
  }

  /// A call of a tool, with its arguments as they were written.
  package struct Call: Equatable, Sendable {
    package var tool: String
    package var arguments: String

    package init(tool: String, arguments: String) {
      self.tool = tool
      self.arguments = arguments
    }
  }

  /// The number by which whoever handed in the run knows the event.
  package var step: Int
  package var role: Role
  package var agent: String
  package var text: String
  package var call: Call?

  package init(step: Int, role: Role, agent: String, text: String, call: Call? = nil) {
    self.step = step
    self.role = role
    self.agent = agent
    self.text = text
    self.call = call
  }

  /// The name without what stands in brackets: `Planner (thought)` and `Planner (-> Surfer)` are one agent.
  var agentName: String {
    let bare = agent.prefix { $0 != "(" }
    return String(bare.reversed().drop(while: \.isWhitespace).reversed())
  }
}
