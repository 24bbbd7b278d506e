import Bytes
import Conduct
import Testing

/// What one agent's runs usually take of its models.
@Suite struct SpendHabitTests {
  private static func run(_ number: Int, model: String = "usual", cached: Bool = true, factor: Int64 = 1) -> RunSpend {
    let input = Int64(2_000 + number % 7 * 300) * factor
    return RunSpend(model: model, input: input, cacheRead: cached ? input / 2 : 0, output: 200, calls: number % 4)
  }

  private static func habit(_ count: Int = 60, cached: Bool = true) -> SpendHabit {
    var habit = SpendHabit()
    for number in 0..<count { #expect(habit.judge(run(number, cached: cached)) { _ in nil } == []) }
    return habit
  }

  @Test func `a run that reads nothing from a cache that is usually read misses it`() {
    var habit = Self.habit()
    #expect(habit.judge(Self.run(1, cached: false)) { _ in nil } == [.cacheMiss])
    var uncached = Self.habit(cached: false)
    #expect(uncached.judge(Self.run(1, cached: false)) { _ in nil } == [])
    #expect(uncached.judge(Self.run(1)) { _ in nil } == [])
  }

  @Test func `another model is a fault where the same would have cost less on the usual one`() {
    var habit = Self.habit()
    func dearness(_ factor: Double?) -> [SpendHabit.Excess] {
      var copy = habit
      return copy.judge(Self.run(1, model: "other")) { $0 == "usual" ? factor : nil }
    }
    #expect(dearness(1.7) == [.dearModel(usual: "usual", factor: 1.7)])
    #expect(dearness(0.4) == [])
    #expect(dearness(nil) == [])
    #expect(habit.judge(Self.run(1)) { _ in 9 } == [])
  }

  @Test func `a run that takes many times the tokens or the calls of others is told`() {
    var habit = Self.habit()
    let tokens = habit.judge(Self.run(1, factor: 9)) { _ in nil }
    #expect(tokens.count == 1)
    guard case .tokens(let usual) = tokens.first else { return #expect(Bool(false), "no tokens") }
    #expect((3_500...4_500).contains(usual))
    let busy = RunSpend(model: "usual", input: 2_000, cacheRead: 900, output: 10, calls: 40)
    guard case .calls(3) = habit.judge(busy, dearness: { _ in nil }).first else {
      return #expect(Bool(false), "no calls")
    }
  }

  @Test func `nothing is unusual before thirty runs, and what changes for good becomes usual`() {
    var habit = Self.habit(29)
    #expect(habit.judge(Self.run(1, cached: false)) { _ in nil } == [])
    var told = 0
    for number in 0..<3_000
    where !habit.judge(Self.run(number, model: "new", cached: false), dearness: { _ in 2 }).isEmpty {
      told += 1
    }
    #expect(told > 10 && told < 1_000)
    #expect(habit.judge(Self.run(1, model: "new", cached: false)) { _ in 2 } == [])
  }

  @Test func `learning goes on from a state as if it had never stopped`() throws {
    var whole = SpendHabit()
    var parts = SpendHabit()
    for number in 0..<1_200 {
      let run = Self.run(number, model: "m\(number % 40)", cached: number % 3 > 0)
      #expect(whole.judge(run) { _ in 1.5 } == parts.judge(run) { _ in 1.5 })
      if number % 100 == 0 {
        let bytes = Array(parts.state.text.utf8)
        parts = try #require(SpendHabit(try JSONDocument(bytes).root))
      }
    }
    #expect(parts == whole)
    let broken = try JSONDocument(Array(#"{"runs": -1, "models": []}"#.utf8)).root
    #expect(SpendHabit(broken) == nil)
  }

  @Test func `counts that nobody can have had do not stop anything`() {
    var habit = SpendHabit()
    for _ in 0..<50 {
      let run = RunSpend(model: "", input: .max, cacheRead: .min, output: .max, calls: .max)
      _ = habit.judge(run) { _ in .nan }
    }
    #expect(habit.judge(Self.run(1)) { _ in nil }.count <= 3)
  }
}
