/// Who takes part in a run: those who act, those who only tell others what to do, and what is no agent.
struct RunCast {
  /// Agents that mostly speak of and to the others.
  private var coordinators: Set<String> = []

  /// Of so many messages of a coordinator's, so large a share is about others.
  private static let leastTalk = 3
  private static let shareOfTalk = 2.0 / 3
  private static let shareOfPrograms = 0.1
  /// So many agents take part; who comes later is not known by name.
  private static let agentLimit = 32

  init(_ events: [RunEvent]) {
    let names = RunCast.agents(of: events)
    var messages: [String: (all: Int, toOthers: Int, programs: Int)] = [:]
    // What opens a run may name all who take part.
    for event in events.dropFirst() where event.role == .agent {
      let name = event.agentName
      messages[name, default: (0, 0, 0)].all += 1
      let isToOthers = names.contains { $0 != name && RunCast.names($0, in: event) }
      if isToOthers { messages[name, default: (0, 0, 0)].toOthers += 1 }
      if event.text.contains("```") { messages[name, default: (0, 0, 0)].programs += 1 }
    }
    // One agent with its tools has nobody to tell.
    guard messages.count > 1 else { return }
    for (name, count) in messages where count.all >= RunCast.leastTalk {
      // Whoever writes programs does something.
      if Double(count.programs) > RunCast.shareOfPrograms * Double(count.all) { continue }
      if Double(count.toOthers) >= RunCast.shareOfTalk * Double(count.all) { coordinators.insert(name) }
    }
    if coordinators.count == messages.count { coordinators = [] }
  }

  /// Returns the names of the first agents of a run, in their order.
  private static func agents(of events: [RunEvent]) -> [String] {
    var names: [String] = []
    for event in events where event.role == .agent && names.count < agentLimit && !names.contains(event.agentName) {
      names.append(event.agentName)
    }
    return names
  }

  var hasCoordinator: Bool { !coordinators.isEmpty }

  /// Whether an event is of an agent that does something itself.
  func isActor(_ event: RunEvent) -> Bool { event.role == .agent && !coordinators.contains(event.agentName) }

  /// Returns who has most of some events; of several the first.
  func busiest(of events: [RunEvent]) -> String {
    var counts: [String: Int] = [:]
    for event in events { counts[event.agentName, default: 0] += 1 }
    let most = counts.values.max() ?? 0
    return events.first { counts[$0.agentName] == most }?.agentName ?? ""
  }

  private static let nameLimit = 64
  private static let readLimit = 4_000

  /// Whether an event names somebody, in its text or behind its own name.
  private static func names(_ name: String, in event: RunEvent) -> Bool {
    guard name.utf8.count > 3, name.utf8.count <= nameLimit else { return false }
    if event.agent.contains("(") && event.agent.contains(name) { return true }
    return String(event.text.prefix(readLimit)).contains(name)
  }
}
