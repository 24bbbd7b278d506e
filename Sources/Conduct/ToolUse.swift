/// One call of a tool: what it was given and what came of it.
package struct ToolUse: Equatable, Sendable {
  /// The number of its event.
  package var step: Int
  package var agent: String
  package var tool: String
  /// A hash of what it was given; nil where nobody knows.
  package var arguments: UInt64?
  /// A hash of what came back; nil where nobody knows.
  package var result: UInt64?
  package var outcome: ToolOutcome
  /// Bytes that came back.
  package var size: Int
  /// How many messages of a user came before it.
  package var turn: Int

  package init(
    step: Int,
    agent: String,
    tool: String,
    arguments: UInt64?,
    result: UInt64? = nil,
    outcome: ToolOutcome = .unknown,
    size: Int = 0,
    turn: Int = 0
  ) {
    self.step = step
    self.agent = agent
    self.tool = tool
    self.arguments = arguments
    self.result = result
    self.outcome = outcome
    self.size = size
    self.turn = turn
  }

  /// Whether it is the same call as another, to which the same came back.
  func repeats(_ other: ToolUse) -> Bool {
    guard let arguments, arguments == other.arguments, tool == other.tool else { return false }
    return result == other.result || outcome.isFailure && other.outcome.isFailure
  }
}
