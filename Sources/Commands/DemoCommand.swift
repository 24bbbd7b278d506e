import Bytes
import Domain
import Host
import Loop
import Tools

extension Command {
  /// The whole loop on a bundled product.
  static let demo = Command(
    name: "demo",
    summary: "play a bundled product's thirty days through the whole loop",
    details:
      "Makes a folder with a small repository, thirty days of made-up telemetry and a store, and plays the loop on it: "
      + "import, pick, claim, fix, ship, measure, audit. Every figure is computed then and there; what is planted stands "
      + "in docs/demo.md. The folder stays for you to explore.",
    operands: [Operand(name: "DIR", isRequired: false, help: "a new or empty folder; reckon-demo if left out")],
    example: "reckon demo",
    run: { invocation in
      invocation.attempt {
        let folder = invocation.environment.path(invocation.operands.first ?? "reckon-demo")
        let stage = DemoStage(folder: folder, environment: invocation.environment)
        let desk = Desk(secret: DemoStage.secret)
        let start = ContinuousClock.now
        try stage.play(desk: desk) { step in try invocation.show(step, stage, desk) }
        let tenths = Int((ContinuousClock.now - start) / .milliseconds(100))
        let shown = VisibleText.escape(invocation.operands.first ?? "reckon-demo", limit: 200)
        invocation.terminal.show("")
        invocation.terminal.show(
          "Done in \(tenths / 10).\(tenths % 10) s. Explore it: cd \(shown), then reckon status, reckon opportunities, reckon bet --detail full"
        )
        return .done
      }
    }
  )
}

extension Invocation {
  /// Shows a step, calls its tool and shows the answer; returns the answer's JSON.
  fileprivate func show(_ step: DemoStage.Step, _ stage: DemoStage, _ desk: Desk) throws -> JSONValue {
    switch step {
    case .imported(let report, let through):
      terminal.show("")
      terminal.show("== Import, through \(String(RFC3339.print(through).prefix(10))) ==")
      report.lines.forEach { terminal.show($0) }
      return .null
    case .committed(let hash, let message):
      terminal.show("")
      terminal.show("== The fix: commit \(hash.prefix(12)) ==")
      message.split(separator: "\n").forEach { terminal.show("  \($0)") }
      return .null
    case .call(let name, let arguments, let moment, let why):
      guard let tool = ToolTable.tool(named: name) else { return .null }
      terminal.show("")
      terminal.show("== \(why) ==")
      terminal.show("> \(name) \(JSONValue.object(arguments).text)")
      let node = try JSONDocument(JSONValue.object(arguments).text).root
      let call = ToolCall(arguments: node, workplace: stage.workplace(at: moment), desk: desk, actor: "agent:demo")
      let answer = try tool.run(call)
      terminal.show(answer.text)
      return answer.json
    }
  }
}
