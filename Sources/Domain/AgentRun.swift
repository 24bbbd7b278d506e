/// What an agent did in one trace: its steps once each, what they took together, and how it ended.
package struct AgentRun: Equatable, Sendable {
  /// A step where it stands in its trace.
  package struct Entry: Equatable, Sendable {
    package var step: AgentStep
    package var span: UInt64
    package var parent: UInt64
    /// Microseconds since the Unix epoch.
    package var start: Int64
    package var end: Int64
    /// Whether its row's status is an error.
    package var hasFailed: Bool
    /// Whether a log record tells of it, and not a span.
    package var isLogged: Bool

    package init(
      _ step: AgentStep,
      span: UInt64,
      parent: UInt64,
      start: Int64,
      end: Int64,
      hasFailed: Bool = false,
      isLogged: Bool = false
    ) {
      self.step = step
      self.span = span
      self.parent = parent
      self.start = start
      self.end = end
      self.hasFailed = hasFailed
      self.isLogged = isLogged
    }

    /// Makes the entry of a row; nil for one that carries no step.
    package init?(_ row: SignalRow, of batch: SignalBatch) {
      guard let extra = batch.extra(of: row), let step = AgentStep(extra: extra) else { return nil }
      let isLogged = row.kind != .span
      self.init(
        step,
        span: row.span,
        parent: row.parent,
        start: row.time - (isLogged ? step.took ?? 0 : 0),
        end: isLogged ? row.time : row.time + row.duration,
        hasFailed: row.status == .error,
        isLogged: isLogged
      )
    }

    /// What entries are put in order by, whatever order they come in.
    var order: (Int64, Int64, UInt64, UInt64) { (start, end, span, step.call) }

    /// Whether it failed, by its status or by what came back.
    package var isError: Bool { hasFailed || step.saysError }
  }

  /// How a run ended, as far as its steps say.
  package enum Outcome: String, Sendable {
    case completed, failed
    /// The model was stopped before it had finished.
    case cutShort
    /// The model asked for a tool, and nothing followed.
    case unfinished
    case unknown
  }

  /// The calls of models, each once, in the order in which they began.
  package let modelCalls: [Entry]
  package let toolCalls: [Entry]
  /// The name of the agent that the others work for.
  package let agent: String
  /// Of the calls of models alone: what spans above them say is the same once more.
  package let tokens: TokenCount
  package let microDollars: Int64
  /// Calls that took tokens and whose cost nobody knows.
  package let unpriced: Int
  package let start: Int64
  package let end: Int64
  package let outcome: Outcome

  /// Puts the steps of one trace together.
  ///
  /// `parents` is the parent of every span of the trace, so that a call is known to be inside another also where spans
  /// that are no steps lie between.
  package init(_ entries: [Entry], parents: [UInt64: UInt64] = [:]) {
    let entries = entries.sorted { $0.order < $1.order }
    let tree = AgentTree(entries, parents)
    let calls = AgentCalls(entries, tree)
    modelCalls = calls.calls
    toolCalls = AgentRun.tools(entries)
    tokens = calls.tokens
    microDollars = calls.microDollars
    unpriced = calls.unpriced
    start = entries.map(\.start).min() ?? 0
    end = entries.map(\.end).max() ?? 0
    let root = entries.first { $0.step.operation.isRun && !tree.hasRunAbove($0) }
    let own = root?.step.agent ?? ""
    agent = own.isEmpty ? entries.first { !$0.step.agent.isEmpty }?.step.agent ?? "" : own
    outcome = AgentRun.outcome(root, modelCalls, toolCalls)
  }

  /// Calls of tools that failed.
  package var toolErrors: Int { toolCalls.count { $0.isError } }
  /// Calls of models that failed.
  package var modelErrors: Int { modelCalls.count { $0.isError } }

  // MARK: Tools

  /// Returns the calls of tools, each once: a span and a log record may tell of the same one, and a part of a call may
  /// say that the whole has failed.
  private static func tools(_ entries: [Entry]) -> [Entry] {
    var failedParts: Set<UInt64> = []
    var spanCalls: [UInt64: Int] = [:]
    for entry in entries where entry.step.operation == .toolPart && entry.isError { failedParts.insert(entry.parent) }
    var tools: [Entry] = []
    for entry in entries where entry.step.operation == .toolCall && !entry.isLogged {
      var entry = entry
      if entry.span != 0, failedParts.contains(entry.span) { entry.step.saysError = true }
      if entry.step.call != 0 { spanCalls[entry.step.call] = tools.count }
      tools.append(entry)
    }
    for entry in entries where entry.step.operation == .toolCall && entry.isLogged {
      guard entry.step.call != 0, let place = spanCalls[entry.step.call] else {
        tools.append(entry)
        continue
      }
      tools[place].step.saysError = tools[place].step.saysError || entry.isError
      if tools[place].step.arguments == 0 { tools[place].step.arguments = entry.step.arguments }
      if tools[place].step.result == 0 { tools[place].step.result = entry.step.result }
      if tools[place].step.errorType.isEmpty { tools[place].step.errorType = entry.step.errorType }
    }
    return tools.sorted { $0.order < $1.order }
  }

  // MARK: The end

  private static func outcome(_ root: Entry?, _ calls: [Entry], _ tools: [Entry]) -> Outcome {
    if root?.isError == true { return .failed }
    guard let last = (calls + tools).max(by: { ($0.end, $0.start) < ($1.end, $1.start) }) else {
      return root == nil ? .unknown : .completed
    }
    if last.isError { return .failed }
    switch last.step.finish {
    case .length, .filtered: return .cutShort
    case .failed: return .failed
    case .toolUse: return .unfinished
    case .stop: return .completed
    case .unknown: return root == nil ? .unknown : .completed
    }
  }
}
