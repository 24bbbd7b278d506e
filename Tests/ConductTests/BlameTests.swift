import Conduct
import Testing

/// Who broke a run, and with which step.
@Suite struct BlameTests {
  @Test func `of agents that write programs the first who runs one is blamed`() {
    let run = Runs.run(
      Runs.agent("You are given a task.", "Manager"),
      Runs.agent("Let us plan.", "Planner"),
      Runs.agent("```python\nprint(1)\n```", "Coder"),
      Runs.terminal("exitcode: 1"),
      Runs.agent("```python\nprint(2)\n```", "Checker")
    )
    let blame = Blame(run)
    #expect(blame.agent == "Coder")
    #expect(blame.steps == [2, 4, 1])
  }

  @Test func `who only tells the others what to do is not blamed before those who do it`() {
    func tell(_ text: String) -> [RunEvent] { Runs.agent(text, "Orchestrator (-> Surfer)") }
    let run = Runs.run(
      Runs.user("Find the price."),
      Runs.agent("Surfer can look it up, Reader can read it.", "Orchestrator (thought)"),
      tell("Surfer, look up the price."),
      Runs.agent("I opened a page.", "Surfer"),
      tell("Surfer, go on."),
      Runs.agent("I scrolled.", "Surfer"),
      Runs.agent("Nothing.", "Reader")
    )
    let blame = Blame(run)
    #expect(blame.agent == "Surfer")
    #expect(blame.steps.first == 3)
  }

  @Test func `of one agent with tools the first change is blamed, and what it had proposed`() {
    let run = Runs.run(
      Runs.user("Exchange it"),
      Runs.call("get_order", "{}", "{\"id\": 1}"),
      Runs.agent("Shall I exchange it for blue?"),
      Runs.user("Yes"),
      Runs.call("exchange_items", "{}", "{\"id\": 1}"),
      Runs.agent("Done."),
      Runs.call("return_items", "{}", "Error: no"),
      Runs.agent("Sorry.")
    )
    let blame = Blame(run)
    #expect(blame.steps == [5, 8, 3])
    #expect(blame.category == "Instruction/Plan Adherence Failure")
  }

  @Test func `a run in which nobody did anything has nobody to blame`() {
    #expect(Blame(AgentConduct([])).steps.isEmpty)
    #expect(Blame(Runs.run(Runs.user("Hi"))).agent == "")
  }
}
