import Bytes
import Conduct
import Domain
import Store
import Watch

/// What the runs of each agent usually take: kept in the store, and changed in the transaction of the runs it was learned
/// from.
struct AgentHabits {
  /// An agent of a service.
  private struct Owner: Hashable {
    let agent: String
    let service: String
  }

  private var habits: [Owner: SpendHabit] = [:]

  private static let name = "agent habits"
  /// The most agents of which something is learned; names may be as many as there are runs.
  private static let limit = 256

  /// Resumes where the last look of any process stopped.
  static func load(_ reader: StoreReader) throws -> AgentHabits {
    var loaded = AgentHabits()
    guard let bytes = try reader.setting(name) else { return loaded }
    // fine because what is no JSON has no members
    guard let root = try? JSONDocument(bytes).root, root.kind == .array else {
      throw LoopError.corrupt(what: "what agents usually take", detail: "it is no list")
    }
    for node in root.elements {
      guard let agent = node["agent"]?.exactString, let service = node["service"]?.exactString,
        let habit = node["habit"].flatMap(SpendHabit.init)
      else { throw LoopError.corrupt(what: "what agents usually take", detail: "a member is missing") }
      loaded.habits[Owner(agent: agent, service: service)] = habit
    }
    return loaded
  }

  /// Keeps what was learned.
  func save(in writer: StoreWriter) throws {
    let sorted = habits.sorted { ($0.key.service, $0.key.agent) < ($1.key.service, $1.key.agent) }
    let list = sorted.map { owner, habit -> JSONValue in
      ["agent": .string(owner.agent), "service": .string(owner.service), "habit": habit.state]
    }
    try writer.set(AgentHabits.name, Array(JSONValue.array(list).text.utf8))
  }

  /// Tells what a run took too much of, and learns from it.
  mutating func judge(_ run: AgentRun, agent: String, service: String) -> [SpendHabit.Excess] {
    let owner = Owner(agent: agent, service: service)
    guard !run.modelCalls.isEmpty, habits[owner] != nil || habits.count < AgentHabits.limit else { return [] }
    let spend = RunSpend(
      model: AgentHabits.model(of: run),
      input: run.tokens.input,
      cacheRead: run.tokens.cacheRead,
      output: run.tokens.output,
      calls: run.toolCalls.count
    )
    return habits[owner, default: SpendHabit()].judge(spend) { AgentHabits.dearness(of: run, beside: $0) }
  }

  /// Returns the model that took most tokens of a run; of several the first by name.
  static func model(of run: AgentRun) -> String {
    var tokens: [String: Int64] = [:]
    for call in run.modelCalls where !call.step.model.isEmpty {
      let count = call.step.tokens ?? TokenCount()
      tokens[ModelName.canonical(call.step.model), default: 0] += 1 + count.input + count.output
    }
    return tokens.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
  }

  /// Returns how many times as much a run cost as with another model, by the table of prices, call by call.
  private static func dearness(of run: AgentRun, beside model: String) -> Double? {
    var (own, other): (Int64, Int64) = (0, 0)
    for call in run.modelCalls {
      guard let tokens = call.step.tokens else { continue }
      // The other model may be of another provider.
      guard
        let cost = PriceTable.list.cost(
          of: tokens,
          provider: call.step.provider,
          model: call.step.model,
          at: call.start
        ),
        let beside = PriceTable.list.cost(of: tokens, provider: "", model: model, at: call.start)
      else { return nil }
      own += cost.microDollars
      other += beside.microDollars
    }
    return other > 0 ? Double(own) / Double(other) : nil
  }
}
