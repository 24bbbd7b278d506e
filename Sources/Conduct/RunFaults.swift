/// Finds what went wrong in runs, the texts of which are at hand.
package struct RunFaults: Sendable {
  private let usual: UsualRuns

  /// Holds runs against what is usual.
  package init(usual: UsualRuns) { self.usual = usual }

  /// Finds the faults of a run, in the order of their steps.
  package func find(in run: AgentConduct) -> [RunFault] {
    var found = ToolFaults.find(in: run.uses)
    found += ignoredErrors(in: run.events)
    found += UnusualRun.find(in: run.uses, usual: usual)
    if let fault = Patience.lost(in: run.events) { found.append(fault) }
    if let fault = Patience.abandoned(run.events) { found.append(fault) }
    return found.sorted { ($0.step, $0.kind.rawValue, $0.tool) < ($1.step, $1.kind.rawValue, $1.tool) }
  }

  // MARK: Errors that nobody speaks of

  /// What of an answer is held against the error: the rest of it is courtesy.
  private static let answerWords = 40
  /// An answer comes within so many events, or not at all.
  private static let answerReach = 200

  private func ignoredErrors(in events: [RunEvent]) -> [RunFault] {
    events.indices.compactMap { place in
      guard let call = events[place].call, place + 1 < events.count, events[place + 1].role == .tool,
        ToolOutcome(result: events[place + 1].text).isFailure,
        isIgnored(call, behind: place + 1, in: events)
      else { return nil }
      return RunFault(.errorIgnored, step: events[place + 1].step, agent: events[place].agentName, tool: call.tool)
    }
  }

  /// Reports whether an agent says that all is done after a failed call, or never says that it was not.
  private func isIgnored(_ call: RunEvent.Call, behind place: Int, in events: [RunEvent]) -> Bool {
    var hasSpoken = false
    for event in events[(place + 1)...].prefix(RunFaults.answerReach) {
      if let next = event.call {
        // Trying again, or having somebody else do it, is no way of ignoring it.
        if next.tool == call.tool || ToolName(next.tool).isHandOff { return false }
        if !ToolName(next.tool).isReading, !hasSpoken { return false }
      }
      guard event.role == .agent, !event.text.isEmpty else { continue }
      let words = RunWords(event.text).prefix(RunFaults.answerWords)
      if words.holds(.admission) { return false }
      // Later on, the talk has moved to something else.
      if !hasSpoken, words.holds(.success) { return true }
      hasSpoken = true
    }
    return hasSpoken && !ToolName(call.tool).isReading
  }
}
