private import Bytes

/// A run of an agent: what was said, and the calls of tools with what came of each.
package struct AgentConduct: Sendable {
  package let events: [RunEvent]
  package let uses: [ToolUse]

  /// Pairs the calls of a run with their results, which follow them.
  package init(_ events: [RunEvent]) {
    self.events = events
    var uses: [ToolUse] = []
    var turn = 0
    for (place, event) in events.enumerated() {
      if event.role == .user { turn += 1 }
      guard let call = event.call else { continue }
      var use = ToolUse(
        step: event.step,
        agent: event.agentName,
        tool: call.tool,
        arguments: AgentConduct.hash(ofArguments: call.arguments),
        turn: turn
      )
      let next = place + 1
      if next < events.count, events[next].role == .tool {
        let text = events[next].text
        use.outcome = ToolOutcome(result: text)
        use.result = XXHash64.hash(text.utf8.span)
        use.size = text.utf8.count
      }
      uses.append(use)
    }
    self.uses = uses
  }

  /// Hashes arguments so that two spellings of the same JSON are one.
  private static func hash(ofArguments text: String) -> UInt64 {
    let bytes = Array(text.utf8)
    // fine because what is no JSON is compared as it is
    guard let root = try? JSONDocument(bytes, maximumDepth: 32).root, let canonical = try? CanonicalJSON.bytes(of: root)
    else { return XXHash64.hash(bytes) }
    return XXHash64.hash(canonical)
  }
}
