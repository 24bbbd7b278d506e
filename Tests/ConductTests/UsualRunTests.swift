import Conduct
import Testing

/// What is out of proportion to what runs usually take.
@Suite struct UsualRunTests {
  private static func run(calls: Int, size: Int = 50) -> AgentConduct {
    Runs.run(
      Runs.user("Go"),
      Runs.times(calls) { Runs.call("get", #"{"n": \#($0)}"#, String(repeating: "\($0)", count: size)) },
      Runs.agent("Done.")
    )
  }

  private static let usual: UsualRuns = {
    var usual = UsualRuns()
    for number in 0..<40 { usual.add(run(calls: 3 + number % 4).uses) }
    return usual
  }()

  @Test func `three times the calls of the middle run are slow, and a result twenty times as long is bloat`() {
    #expect(Runs.faults(Self.run(calls: 10), usual: Self.usual) == [])
    #expect(Runs.faults(Self.run(calls: 20), usual: Self.usual) == [.slowProgress])
    let bloated = Runs.run(
      Runs.call("get", "{}", "a"),
      Runs.call("get", #"{"n": 1}"#, String(repeating: "x", count: 9_000))
    )
    #expect(Runs.faults(bloated, usual: Self.usual) == [.bloat])
  }

  @Test func `calls that bring what is known already are slow, whatever is usual`() {
    let stale = Runs.times(15) { Runs.call("get", #"{"n": \#($0)}"#, "the same page") }
    #expect(Runs.faults(Runs.run(stale)) == [.slowProgress])
    #expect(Runs.faults(Runs.run(Runs.times(15) { Runs.call("note", #"{"n": \#($0)}"#, "") })) == [])
  }

  @Test func `where few runs are known nothing is unusual`() {
    var few = UsualRuns()
    for _ in 0..<5 { few.add(Self.run(calls: 1).uses) }
    #expect(Runs.faults(Self.run(calls: 14), usual: few) == [])
  }

  @Test func `learning goes on from a snapshot as if it had never stopped`() throws {
    var whole = UsualRuns()
    var parts = UsualRuns()
    for number in 0..<30 {
      let uses = Self.run(calls: number % 9, size: 1 + number * 37).uses
      whole.add(uses)
      parts.add(uses)
      parts = try #require(UsualRuns(snapshot: parts.snapshot))
    }
    #expect(parts == whole)
    #expect(parts.snapshot == whole.snapshot)
    for broken in ["", "{}", "[]", "[[1],[],[]]", "[[1,-4],[],[]]", "[[99999,1],[],[]]"] {
      #expect(UsualRuns(snapshot: Array(broken.utf8)) == nil)
    }
  }
}
