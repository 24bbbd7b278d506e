import Conduct
import Domain
import Watch

/// What is wrong with one run of an agent, as far as its steps tell: no text of it is kept.
struct AgentLook {
  /// A fault, where in the run it shows, and in words.
  struct Found: Equatable {
    let fault: AgentFault
    /// The row of the step at which it begins.
    let row: SignalRow
    let text: String
  }

  private(set) var faults: [Found] = []

  /// Looks at a run, and learns from it what its agent usually takes.
  init(_ run: RunSteps.Run, habits: inout AgentHabits) {
    var rowOf: [UInt64: SignalRow] = [:]
    var parents: [UInt64: UInt64] = [:]
    var entries: [AgentRun.Entry] = []
    for row in run.rows where row.kind != .error {
      if row.span != 0, row.kind == .span {
        rowOf[row.span] = row
        parents[row.span] = row.parent
      }
      if let entry = AgentRun.Entry(row, of: run.batch) { entries.append(entry) }
    }
    guard let first = run.rows.first(where: { $0.kind != .error && $0.extra >= 0 }) else { return }
    let whole = AgentRun(entries, parents: parents)
    let name = whole.agent.isEmpty ? run.batch.text(first.service) : whole.agent
    let uses = AgentLook.uses(whole, agent: name)
    for fault in ToolFaults.find(in: uses) {
      let call = whole.toolCalls[fault.step]
      guard let kind = AgentLook.kind(fault.kind) else { continue }
      add(AgentFault(kind, agent: fault.agent, subject: fault.tool), rowOf[call.span] ?? first, fault.count)
    }
    let isExplained = !faults.isEmpty
    let service = run.batch.text(first.service)
    for excess in habits.judge(whole, agent: name, service: service) {
      // What a loop takes is the loop's.
      guard let (fault, text) = AgentLook.fault(excess, whole, agent: name), !isExplained || !excess.isOfSize
      else { continue }
      faults.append(Found(fault: fault, row: first, text: text))
    }
  }

  private mutating func add(_ fault: AgentFault, _ row: SignalRow, _ count: Int) {
    let deed = fault.kind == .loop ? "with the same arguments" : "while it failed"
    let text = "The agent \(fault.agent) called the tool \(fault.subject) \(count) times \(deed)."
    faults.append(Found(fault: fault, row: row, text: text))
  }

  private static func kind(_ kind: RunFault.Kind) -> AgentFault.Kind? {
    switch kind {
    case .loop: .loop
    case .retryStorm: .retryStorm
    default: nil
    }
  }

  /// Returns the calls of tools of a run; each one's step is its place among them.
  private static func uses(_ run: AgentRun, agent: String) -> [ToolUse] {
    var turns: [UInt64: Int] = [:]
    return run.toolCalls.enumerated().map { place, call in
      let step = call.step
      if step.turn != 0, turns[step.turn] == nil { turns[step.turn] = turns.count + 1 }
      return ToolUse(
        step: place,
        agent: step.agent.isEmpty ? agent : step.agent,
        tool: step.tool,
        arguments: step.arguments == 0 ? nil : step.arguments,
        result: step.result == 0 ? nil : step.result,
        outcome: call.isError ? .failed : .unknown,
        turn: turns[step.turn] ?? 0
      )
    }
  }

  private static func fault(
    _ excess: SpendHabit.Excess,
    _ run: AgentRun,
    agent: String
  ) -> (AgentFault, String)? {
    switch excess {
    case .tokens(let usual):
      let tokens = run.tokens.input + run.tokens.output
      return (
        AgentFault(.manyTokens, agent: agent),
        "A run of the agent \(agent) took \(tokens) tokens; 95 of 100 of its runs take at most \(usual)."
      )
    case .calls(let usual):
      return (
        AgentFault(.manyCalls, agent: agent),
        "A run of the agent \(agent) made \(run.toolCalls.count) calls; 95 of 100 of its runs make at most \(usual)."
      )
    case .cacheMiss:
      return (
        AgentFault(.cacheMiss, agent: agent),
        "A run of the agent \(agent) read nothing from the cache, from which its runs usually read."
      )
    case .dearModel(let usual, let factor):
      let model = AgentHabits.model(of: run)
      let times = Double(Int((factor * 10).rounded())) / 10
      return (
        AgentFault(.dearModel, agent: agent, subject: model),
        "The agent \(agent) ran on \(model), which cost \(times) times what \(usual) would have."
      )
    }
  }
}

extension SpendHabit.Excess {
  /// Whether it is of how much was done, and not of how.
  fileprivate var isOfSize: Bool {
    switch self {
    case .tokens, .calls: true
    case .cacheMiss, .dearModel: false
    }
  }
}
