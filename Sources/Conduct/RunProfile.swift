private import Bytes

/// What of a run is held against other runs: how much it took, what it was about, and what it changed.
package struct RunProfile: Sendable {
  let length: Int
  /// Bytes that the agents have said.
  let said: Int
  /// Calls that failed, and calls that were made before with the same result.
  let failures: Int
  let repeats: Int
  /// Hashes of the words of the users and of what was looked up.
  let subject: Set<UInt64>
  /// Hashes of the calls that changed something, each with its arguments, where it did not fail.
  let effects: Set<UInt64>

  private static let subjectLimit = 512

  /// Takes what is needed of a run.
  package init(_ run: AgentConduct) {
    length = run.events.count
    said = run.events.reduce(0) { $0 + ($1.role == .agent ? $1.text.utf8.count : 0) }
    failures = run.uses.count { $0.outcome.isFailure }
    repeats = RunProfile.repeats(run.uses)
    subject = RunProfile.subject(run.events)
    effects = Set(
      run.uses.filter { use in
        let name = ToolName(use.tool)
        return !use.outcome.isFailure && !name.isReading && !name.isHandOff
      }.map { XXHash64.hash(Array("\($0.tool)\u{0}\($0.arguments ?? 0)".utf8)) }
    )
  }

  private static func repeats(_ uses: [ToolUse]) -> Int {
    struct Call: Hashable {
      let tool: String
      let arguments: UInt64
      let result: UInt64?
    }
    var seen: Set<Call> = []
    return uses.count { use in
      guard let arguments = use.arguments else { return false }
      return !seen.insert(Call(tool: use.tool, arguments: arguments, result: use.result)).inserted
    }
  }

  private static func subject(_ events: [RunEvent]) -> Set<UInt64> {
    var found: Set<UInt64> = []
    func add(_ text: String) {
      for word in RunWords(text).words where found.count < subjectLimit {
        found.insert(XXHash64.hash(word.utf8.span))
      }
    }
    for event in events where found.count < subjectLimit {
      if event.role == .user { add(event.text) }
      if let call = event.call, ToolName(call.tool).isReading { add(call.arguments) }
    }
    return found
  }
}
