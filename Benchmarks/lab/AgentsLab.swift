import Bytes
import Conduct

/// Reads runs of agents and tells what went wrong in each, how likely it failed, and who broke it.
enum AgentsLab {
  /// Runs over a file of exported traces; what is usual is learned from all of them.
  static func run(_ input: String, _ output: inout LabOutput) throws {
    var ids: [String] = []
    var runs: [AgentConduct] = []
    try LabFile.forEachLine(input) { line in
      guard let id = line["id"]?.string else { throw LabError("a trace without an id") }
      ids.append(id)
      runs.append(AgentConduct((line["events"]?.elements ?? []).map(event)))
    }
    var usual = UsualRuns()
    for run in runs { usual.add(run.uses) }
    let faults = RunFaults(usual: usual)
    let risks = FailureRisk(runs.map(RunProfile.init)).risks
    for (place, run) in runs.enumerated() {
      let found = faults.find(in: run)
      let blame = Blame(run)
      var names: [String] = []
      for fault in found where !names.contains(fault.kind.rawValue) { names.append(fault.kind.rawValue) }
      output.add([
        "id": .string(ids[place]), "p_fail": .number(risks[place]), "faults": .array(names.map { .string($0) }),
        "where": .array(found.map { .string("\($0.kind.rawValue) \($0.step) \($0.tool)") }),
        "agent": .string(blame.agent), "steps": .array(blame.steps.map { .integer(Int64($0)) }),
        "category": .string(blame.category),
      ])
    }
  }

  private static func event(_ node: JSONNode) -> RunEvent {
    let role = node["role"]?.string ?? ""
    let tool = node["tool"]?.string ?? ""
    var call: RunEvent.Call?
    if let node = node["call"], !node.isNull {
      let arguments = node["args"]
      call = RunEvent.Call(tool: node["name"]?.string ?? "", arguments: arguments?.string ?? arguments?.literal ?? "")
    }
    return RunEvent(
      step: Int(node["i"]?.integer ?? 0),
      role: self.role(role, isTool: !tool.isEmpty),
      agent: node["agent"]?.string ?? "",
      text: node["text"]?.string ?? "",
      call: call
    )
  }

  private static func role(_ word: String, isTool: Bool) -> RunEvent.Role {
    if isTool || word == "tool" { return .tool }
    switch word {
    case "system": return .system
    case "user", "human": return .user
    default: return .agent
    }
  }
}
