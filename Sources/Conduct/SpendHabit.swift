package import Bytes
private import Numerics

/// What the runs of one agent usually take: learned from run to run, in the order in which they are told.
package struct SpendHabit: Equatable, Sendable {
  /// What is wrong with what a run took.
  package enum Excess: Equatable, Sendable {
    case tokens(usual: Int64)
    case calls(usual: Int)
    /// Nothing came from the cache, from which much of it usually comes.
    case cacheMiss
    /// Another model than usual, with which the same costs so many times as much.
    case dearModel(usual: String, factor: Double)
  }

  private var runs: Int64 = 0
  private var models: [String: Int64] = [:]
  /// Runs that may have read from a cache, and those that did.
  private var cacheable: Int64 = 0
  private var cached: Int64 = 0
  private var tokens: [Int16: Int64] = [:]
  private var calls: [Int16: Int64] = [:]

  /// With fewer runs than this nothing is usual.
  private static let leastRuns: Int64 = 30
  /// Older runs count half each time that so many have come: what has changed for good becomes usual.
  private static let memory: Int64 = 1_000
  private static let modelLimit = 16
  /// So many times what 95 of 100 runs stay under.
  private static let factor = 3.0
  private static let leastTokens: Int64 = 5_000
  private static let leastCalls = 10
  /// Prompts below 1,024 tokens are not cached: https://platform.openai.com/docs/guides/prompt-caching.
  private static let cacheableInput: Int64 = 1_024
  private static let cachedShare = 0.2
  private static let missedShare = 0.02
  /// Of runs that may, so large a share reads from the cache where that is usual.
  private static let usualShare = 0.8
  private static let leastDearness = 1.25

  /// Starts with nothing seen.
  package init() {}

  /// Tells what a run took too much of, held against those before it, and learns from it.
  ///
  /// `dearness` returns how many times as much the run has cost as it would have with another model; nil where nobody
  /// knows.
  package mutating func judge(_ run: RunSpend, dearness: (String) -> Double?) -> [Excess] {
    let found = excesses(of: run, dearness)
    learn(run)
    return found
  }

  private func excesses(of run: RunSpend, _ dearness: (String) -> Double?) -> [Excess] {
    guard runs >= SpendHabit.leastRuns else { return [] }
    var found: [Excess] = []
    if let usual = SpendHabit.high(tokens), run.tokens >= SpendHabit.leastTokens,
      Double(run.tokens) > SpendHabit.factor * usual
    {
      found.append(.tokens(usual: Int64(usual)))
    }
    if let usual = SpendHabit.high(calls), run.calls >= SpendHabit.leastCalls,
      Double(run.calls) > SpendHabit.factor * max(1, usual)
    {
      found.append(.calls(usual: Int(usual)))
    }
    if missesCache(run) { found.append(.cacheMiss) }
    if let model = usualModel, model != run.model, !run.model.isEmpty, let factor = dearness(model),
      factor >= SpendHabit.leastDearness
    {
      found.append(.dearModel(usual: model, factor: factor))
    }
    return found
  }

  private func missesCache(_ run: RunSpend) -> Bool {
    guard cacheable >= SpendHabit.leastRuns, run.input >= SpendHabit.cacheableInput else { return false }
    return Double(cached) >= SpendHabit.usualShare * Double(cacheable)
      && Double(run.cacheRead) < SpendHabit.missedShare * Double(run.input)
  }

  /// The model of most runs; of several the first by name.
  private var usualModel: String? {
    models.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  private static func high(_ bins: [Int16: Int64]) -> Double? {
    DurationBins.quantile(0.95, bins: bins.sorted { $0.key < $1.key }.map { (index: $0.key, count: $0.value) })
  }

  private mutating func learn(_ run: RunSpend) {
    if runs >= SpendHabit.memory { fade() }
    runs += 1
    if models[run.model] != nil || models.count < SpendHabit.modelLimit { models[run.model, default: 0] += 1 }
    if run.input >= SpendHabit.cacheableInput {
      cacheable += 1
      if Double(run.cacheRead) >= SpendHabit.cachedShare * Double(run.input) { cached += 1 }
    }
    tokens[DurationBins.index(microseconds: max(0, run.tokens)), default: 0] += 1
    calls[DurationBins.index(microseconds: Int64(max(0, run.calls))), default: 0] += 1
  }

  private mutating func fade() {
    runs /= 2
    cacheable /= 2
    cached /= 2
    models = models.mapValues { $0 / 2 }.filter { $0.value > 0 }
    tokens = tokens.mapValues { $0 / 2 }.filter { $0.value > 0 }
    calls = calls.mapValues { $0 / 2 }.filter { $0.value > 0 }
  }
}

// MARK: - Resuming

extension SpendHabit {
  /// The state to resume from.
  package var state: JSONValue {
    func list(_ bins: [Int16: Int64]) -> JSONValue {
      .array(bins.sorted { $0.key < $1.key }.flatMap { [.integer(Int64($0.key)), .integer($0.value)] })
    }
    let names = models.sorted { $0.key < $1.key }
    return [
      "runs": .integer(runs), "cacheable": .integer(cacheable), "cached": .integer(cached), "tokens": list(tokens),
      "calls": list(calls), "models": .array(names.flatMap { [.string($0.key), .integer($0.value)] }),
    ]
  }

  /// Resumes from a state; nil for what is none.
  package init?(_ state: JSONNode) {
    guard let runs = state["runs"]?.integer, let cacheable = state["cacheable"]?.integer,
      let cached = state["cached"]?.integer, let tokens = SpendHabit.bins(state["tokens"]),
      let calls = SpendHabit.bins(state["calls"]), let names = state["models"]?.elements,
      names.count.isMultiple(of: 2), [runs, cacheable, cached].allSatisfy({ (0...SpendHabit.memory).contains($0) })
    else { return nil }
    (self.runs, self.cacheable, self.cached) = (runs, cacheable, cached)
    (self.tokens, self.calls) = (tokens, calls)
    for place in stride(from: 0, to: names.count, by: 2) {
      guard let name = names[place].string, let count = names[place + 1].integer, count > 0 else { return nil }
      models[name] = count
    }
  }

  private static func bins(_ node: JSONNode?) -> [Int16: Int64]? {
    guard let numbers = node?.elements.compactMap(\.integer), numbers.count == node?.count,
      numbers.count.isMultiple(of: 2)
    else { return nil }
    var bins: [Int16: Int64] = [:]
    for place in stride(from: 0, to: numbers.count, by: 2) {
      guard let bin = Int16(exactly: numbers[place]), (0...DurationBins.last).contains(bin), numbers[place + 1] > 0
      else { return nil }
      bins[bin] = numbers[place + 1]
    }
    return bins
  }
}
