import Conduct
import Testing

/// How likely runs are to have failed, beside one another.
@Suite struct FailureRiskTests {
  private static func run(_ task: String, _ change: String, filler: Int = 0) -> RunProfile {
    RunProfile(
      Runs.run(
        Runs.user("Hello, my order \(task) of \(task)x needs a change"),
        Runs.call("get_order", #"{"id": "\#(task)"}"#, "{\"id\": 1}"),
        Runs.times(filler) { _ in Runs.agent("Let me think about that.") + Runs.user("Fine \(task)") },
        Runs.call("modify_order", #"{"to": "\#(change)"}"#, "{\"id\": 1}"),
        Runs.agent("It has been changed.")
      )
    )
  }

  @Test func `the run that ends otherwise than others at the same task is the riskiest`() {
    var runs: [RunProfile] = []
    for task in ["alpha", "beta", "gamma", "delta"] { for _ in 0..<4 { runs.append(Self.run(task, "blue \(task)")) } }
    runs[6] = Self.run("beta", "red")
    let risks = FailureRisk(runs).risks
    #expect(risks.indices.max { risks[$0] < risks[$1] } == 6)
  }

  @Test func `a longer run is the riskier one, all else equal`() {
    let runs = (1..<11).map { Self.run("task\($0)", "blue", filler: $0) }
    let risks = FailureRisk(runs).risks
    #expect(risks == risks.sorted())
    #expect(risks.allSatisfy { (0...1).contains($0) })
  }

  @Test func `the order of the runs changes nothing`() {
    let runs = (0..<24).map { Self.run("task\($0 % 6)", "to\($0 % 4)", filler: $0 % 5) }
    let risks = FailureRisk(runs).risks
    let turned = FailureRisk(runs.reversed()).risks
    for (one, other) in zip(risks, turned.reversed()) { #expect(abs(one - other) < 1e-12) }
    #expect(FailureRisk([]).risks.isEmpty)
  }
}
