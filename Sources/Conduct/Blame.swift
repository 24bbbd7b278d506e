/// The agent and the steps most likely to have broken a run that failed.
///
/// In runs of several agents the one who acts first decides the way that the others go, and what is wrong then stays
/// wrong: the first code that is run, the first change that is made.
package struct Blame: Equatable, Sendable {
  /// Empty where no agent has done anything.
  package let agent: String
  /// The likeliest first, three at most.
  package let steps: [Int]
  /// What kind of fault it is, as far as its form tells.
  package let category: String

  private static let limit = 3

  /// Looks at a run of which it is known that it failed.
  package init(_ run: AgentConduct) {
    let cast = RunCast(run.events)
    let acts = Blame.acts(of: run, cast)
    steps = Array(acts.prefix(Blame.limit).map(\.step))
    agent = acts.first?.agentName ?? ""
    category = Blame.category(of: run, at: acts.first)
  }

  /// Returns the events that may have broken it, the likeliest first.
  private static func acts(of run: AgentConduct, _ cast: RunCast) -> [RunEvent] {
    let own = run.events.filter { cast.isActor($0) }
    // What opens a run states the task, unless it does something at once.
    let behind = own.filter { $0.step != run.events.first?.step }
    let changes = own.filter { event in
      guard let call = event.call else { return false }
      let name = ToolName(call.tool)
      return !name.isReading && !name.isHandOff
    }
    var acts: [RunEvent] = []
    if let first = changes.first {
      acts = [first]
      if let last = changes.last, last.step != first.step { acts.append(last) }
      if let proposal = own.last(where: { $0.step < first.step && !$0.text.isEmpty }) { acts.append(proposal) }
    } else if cast.hasCoordinator {
      let busiest = cast.busiest(of: own)
      let mine = own.filter { $0.agentName == busiest }
      // The answer may be what is wrong, whoever gives it.
      let answer = run.events.last { $0.role == .agent }
      acts = [mine.first, answer, mine.last].compactMap(\.self)
    } else {
      acts = own.filter { $0.text.contains("```") }
    }
    acts += own.filter { $0.call.map { ToolName($0.tool).isHandOff } ?? false }
    var steps: Set<Int> = []
    return (acts + (changes.isEmpty ? behind : behind.reversed())).filter { steps.insert($0.step).inserted }
  }

  private static func category(of run: AgentConduct, at act: RunEvent?) -> String {
    if let act, let use = run.uses.first(where: { $0.step == act.step }) {
      if use.outcome == .failedForNow { return "System Failure" }
      if use.outcome == .failed { return "Invalid Invocation" }
    }
    return "Instruction/Plan Adherence Failure"
  }
}
