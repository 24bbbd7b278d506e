/// Faults that show in the calls of tools alone: no text is needed for them.
package enum ToolFaults {
  /// So many times the same call in a row is no coincidence, with nothing new coming of it.
  static let loopLength = 4
  /// A round of two to four calls, gone through so many times.
  static let roundCount = 3
  private static let longestRound = 4
  /// Failures of a tool without a success between, where another try might have helped and where not.
  static let passingFailures = 3
  static let failures = 4
  static let emptyAnswers = 3

  /// Finds loops, retry storms and series of empty answers; at most one of a kind for each agent and tool.
  package static func find(in uses: [ToolUse]) -> [RunFault] {
    var found = loops(in: uses)
    found += streaks(in: uses)
    return joined(found)
  }

  /// Keeps of faults of the same kind, agent and tool the first, which counts the longest.
  private static func joined(_ faults: [RunFault]) -> [RunFault] {
    struct Name: Hashable {
      let kind: RunFault.Kind
      let agent: String
      let tool: String
    }
    var places: [Name: Int] = [:]
    var kept: [RunFault] = []
    for fault in faults {
      let name = Name(kind: fault.kind, agent: fault.agent, tool: fault.tool)
      if let place = places[name] {
        kept[place].count = max(kept[place].count, fault.count)
        kept[place].step = min(kept[place].step, fault.step)
      } else {
        places[name] = kept.count
        kept.append(fault)
      }
    }
    return kept
  }

  // MARK: Loops

  private static func loops(in uses: [ToolUse]) -> [RunFault] {
    var found: [RunFault] = []
    for length in 1...longestRound {
      let least = length == 1 ? loopLength : roundCount * length
      var repeated = 0
      for place in uses.indices {
        let isRepeat = place >= length && uses[place].repeats(uses[place - length])
        if isRepeat { repeated += 1 }
        guard !isRepeat || place == uses.count - 1 else { continue }
        let end = isRepeat ? place + 1 : place
        let count = repeated + length
        let start = end - count
        repeated = 0
        guard count >= least, start >= 0, length == 1 || !isUniform(uses[start..<start + length]) else { continue }
        found.append(RunFault(.loop, uses[start], count: count))
      }
    }
    return found
  }

  /// Whether a round is one call, which is told by itself.
  private static func isUniform(_ round: ArraySlice<ToolUse>) -> Bool {
    round.dropFirst().allSatisfy { $0.tool == round.first?.tool && $0.arguments == round.first?.arguments }
  }

  // MARK: Failures and empty answers

  /// Calls of one tool with the same outcome, behind one another as far as that tool goes.
  private struct Streak {
    var first: ToolUse
    var failures = 0
    var passing = 0
    var empty = 0
  }

  /// A tool of an agent.
  private struct Owner: Hashable {
    let agent: String
    let tool: String
  }

  private static func streaks(in uses: [ToolUse]) -> [RunFault] {
    var streaks: [Owner: Streak] = [:]
    var found: [RunFault] = []
    for use in uses {
      let owner = Owner(agent: use.agent, tool: use.tool)
      var streak = streaks[owner] ?? Streak(first: use)
      // What a user says in between makes it another try.
      if streak.first.turn != use.turn { streak = Streak(first: use) }
      switch use.outcome {
      case .failed, .failedForNow:
        if streak.empty > 0 { streak = Streak(first: use) }
        streak.failures += 1
        if use.outcome == .failedForNow { streak.passing += 1 }
      case .empty:
        if streak.failures > 0 { streak = Streak(first: use) }
        streak.empty += 1
      case .answered, .blank, .unknown:
        streaks[owner] = nil
        continue
      }
      streaks[owner] = streak
      if streak.failures >= failures || streak.passing >= passingFailures {
        found.append(RunFault(.retryStorm, streak.first, count: streak.failures))
      }
      if streak.empty >= emptyAnswers { found.append(RunFault(.emptyResult, streak.first, count: streak.empty)) }
    }
    return found
  }
}
