import Conduct
import Testing

/// Loops, retry storms and empty answers.
@Suite struct ToolFaultTests {
  private static func look(_ id: Int) -> [RunEvent] { Runs.call("get_order", #"{"id": \#(id)}"#, #"{"id": \#(id)}"#) }

  @Test func `the same call four times with the same result is a loop, three times is not`() {
    let three = Runs.run(Runs.user("Where is it?"), Runs.times(3) { _ in Self.look(7) }, Runs.agent("Here."))
    #expect(Runs.faults(three) == [])
    let four = Runs.run(Runs.user("Where is it?"), Runs.times(4) { _ in Self.look(7) }, Runs.agent("Here."))
    let found = RunFaults(usual: UsualRuns()).find(in: four)
    #expect(found == [RunFault(.loop, step: 1, agent: "assistant", tool: "get_order", count: 4)])
  }

  @Test func `arguments in another spelling are the same call`() {
    let spellings = [#"{"a":1,"b":2}"#, #"{"b": 2, "a": 1}"#, #"{ "a": 1, "b": 2 }"#, #"{"b":2,"a":1}"#]
    let run = Runs.run(spellings.flatMap { Runs.call("find", $0, "x") })
    #expect(Runs.faults(run) == [.loop])
  }

  @Test func `a call that is asked again until its answer changes is no loop`() {
    let polled = Runs.times(8) { Runs.call("get_status", #"{"job": 1}"#, #"{"percent": \#($0)}"#) }
    #expect(Runs.faults(Runs.run(polled)) == [])
  }

  @Test func `two calls in turn are a loop once they have come three times`() {
    let round = Self.look(1) + Runs.call("get_user", #"{"id": 9}"#, "Ann")
    #expect(Runs.faults(Runs.run(Runs.times(2) { _ in round })) == [])
    let found = RunFaults(usual: UsualRuns()).find(in: Runs.run(Runs.times(3) { _ in round }))
    #expect(found.map(\.kind) == [.loop])
    #expect(found.first?.count == 6)
  }

  @Test func `calls with other arguments are no loop`() {
    #expect(Runs.faults(Runs.run(Runs.times(8, Self.look))) == [])
  }

  @Test func `where nobody has kept the results the arguments tell`() {
    let uses = (0..<5).map { ToolUse(step: $0, agent: "a", tool: "t", arguments: 4) }
    #expect(ToolFaults.find(in: uses) == [RunFault(.loop, step: 0, agent: "a", tool: "t", count: 5)])
    let unknown = (0..<5).map { ToolUse(step: $0, agent: "a", tool: "t", arguments: nil) }
    #expect(ToolFaults.find(in: unknown) == [])
  }

  @Test func `three failures that pass make a storm, of others it takes four`() {
    func storm(_ count: Int, _ error: String) -> [RunFault.Kind] {
      Runs.faults(Runs.run(Runs.user("Go"), Runs.times(count) { Runs.call("pay", #"{"try": \#($0)}"#, error) }))
    }
    #expect(storm(2, "503 Service Unavailable") == [])
    #expect(storm(3, "503 Service Unavailable") == [.retryStorm])
    #expect(storm(3, "Error: card expired") == [])
    #expect(storm(4, "Error: card expired") == [.retryStorm])
  }

  @Test func `a success, or a word of the user, ends a series of failures`() {
    func fail(_ id: Int) -> [RunEvent] { Runs.call("pay", #"{"n": \#(id)}"#, "Error: declined") }
    let success = Runs.call("pay", #"{"n": 99}"#, "ok")
    #expect(Runs.faults(Runs.run(Runs.times(3, fail), success, Runs.times(3, fail))) == [])
    let asked = Runs.run(
      Runs.times(3, fail),
      Runs.agent("It was declined."),
      Runs.user("Try my other card"),
      Runs.times(3, fail)
    )
    #expect(Runs.faults(asked) == [])
  }

  @Test func `three empty answers of one tool are a fault, answers of a tool that never says anything are none`() {
    func ask(_ tool: String, _ result: String) -> [RunFault.Kind] {
      Runs.faults(Runs.run(Runs.times(3) { Runs.call(tool, #"{"page": \#($0)}"#, result) }))
    }
    #expect(ask("search", "[]") == [.emptyResult])
    #expect(ask("search", "No results found.") == [.emptyResult])
    #expect(ask("think", "") == [])
  }

  @Test func `one long series is one fault, whatever its length`() {
    let run = Runs.run(Runs.times(400) { _ in Runs.call("find", "{}", "Error: timeout") })
    #expect(Set(Runs.faults(run)).isSuperset(of: [.loop, .retryStorm]))
    #expect(ToolFaults.find(in: run.uses).count == 2)
  }

  @Test func `a hundred thousand calls are looked at in one go`() {
    let uses = (0..<100_000).map { ToolUse(step: $0, agent: "a", tool: "t\($0 % 7)", arguments: UInt64($0 % 11)) }
    #expect(ToolFaults.find(in: uses).count <= 7)
  }
}
