/// What is out of all proportion to what runs usually take.
enum UnusualRun {
  /// A result so many times as long as the middle one.
  static let bloatFactor = 20.0
  /// Below this nothing is long, whatever is usual: bytes.
  private static let shortResult = 200.0
  /// So many times the calls of the middle run.
  static let callFactor = 3.0
  /// With fewer runs than this nothing is usual; with fewer calls nothing is slow.
  private static let leastRuns = 10
  private static let leastCalls = 12
  /// Of the calls of a run that gets nowhere, at least so many bring what an earlier one has brought.
  private static let staleShare = 0.6

  static func find(in uses: [ToolUse], usual: UsualRuns) -> [RunFault] {
    [bloat(in: uses, usual), slowProgress(in: uses, usual)].compactMap(\.self)
  }

  private static func bloat(in uses: [ToolUse], _ usual: UsualRuns) -> RunFault? {
    guard let longest = uses.max(by: { $0.size < $1.size }) else { return nil }
    let others = uses.map(\.size).sorted()
    let own = Double(others[others.count / 2])
    let middle = usual.count(.resultSize) >= Int64(leastRuns) ? usual.quantile(0.5, of: .resultSize) ?? own : own
    // What is long beside what is usual, and beside its own company where there is some.
    let limit = bloatFactor * max(shortResult, middle, uses.count > 2 ? own : 0)
    return Double(longest.size) > limit ? RunFault(.bloat, longest, count: 1) : nil
  }

  private static func slowProgress(in uses: [ToolUse], _ usual: UsualRuns) -> RunFault? {
    guard uses.count >= leastCalls, let first = uses.first else { return nil }
    if usual.count(.calls) >= Int64(leastRuns), let middle = usual.quantile(0.5, of: .calls),
      Double(uses.count) > callFactor * max(1, middle)
    {
      return RunFault(.slowProgress, step: first.step, agent: first.agent, count: uses.count)
    }
    return staleCalls(in: uses)
  }

  /// A result that a tool has given before; what a tool says always, such as that it has understood, is no result.
  private struct Answer: Hashable {
    let tool: String
    let result: UInt64
  }

  private static func staleCalls(in uses: [ToolUse]) -> RunFault? {
    var seen: Set<Answer> = []
    var stale = 0
    var first: ToolUse?
    for use in uses {
      guard let result = use.result, use.outcome != .blank else { continue }
      if !seen.insert(Answer(tool: use.tool, result: result)).inserted {
        stale += 1
        if first == nil { first = use }
      }
    }
    guard let first, Double(stale) >= staleShare * Double(uses.count) else { return nil }
    return RunFault(.slowProgress, step: first.step, agent: first.agent, count: stale)
  }
}
