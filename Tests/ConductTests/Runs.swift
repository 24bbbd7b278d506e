import Conduct

/// Runs in few words.
enum Runs {
  /// Numbers the events of a run.
  static func run(_ parts: [RunEvent]...) -> AgentConduct {
    var events: [RunEvent] = []
    for part in parts.joined() {
      var event = part
      event.step = events.count
      events.append(event)
    }
    return AgentConduct(events)
  }

  static func user(_ text: String) -> [RunEvent] { [RunEvent(step: 0, role: .user, agent: "user", text: text)] }

  static func agent(_ text: String, _ name: String = "assistant") -> [RunEvent] {
    [RunEvent(step: 0, role: .agent, agent: name, text: text)]
  }

  static func terminal(_ text: String) -> [RunEvent] { [RunEvent(step: 0, role: .tool, agent: "terminal", text: text)] }

  /// A call and what comes back.
  static func call(_ tool: String, _ arguments: String, _ result: String, by name: String = "assistant") -> [RunEvent] {
    let call = RunEvent.Call(tool: tool, arguments: arguments)
    return [
      RunEvent(step: 0, role: .agent, agent: name, text: "", call: call),
      RunEvent(step: 0, role: .tool, agent: tool, text: result),
    ]
  }

  /// The same several times.
  static func times(_ count: Int, _ part: (Int) -> [RunEvent]) -> [RunEvent] { (0..<count).flatMap(part) }

  /// The kinds of the faults of a run, held against no other.
  static func faults(_ run: AgentConduct, usual: UsualRuns = UsualRuns()) -> [RunFault.Kind] {
    RunFaults(usual: usual).find(in: run).map(\.kind)
  }
}
