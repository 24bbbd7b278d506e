import Domain
import Testing

@testable import Loop

/// What some signals say that holds for others too.
@Suite struct CauseLinksTests {
  private static func row(
    _ batch: inout SignalBatch,
    subject: UInt64 = 0,
    trace: UInt64 = 0,
    span: UInt64 = 0,
    setting: String = "",
    step: AgentStep? = nil
  ) -> SignalRow {
    var row = SignalRow(kind: .span, key: SignalKey(prefix: 1, rest: 1), time: 0)
    row.subject = subject
    row.trace = TraceID(high: 0, low: trace)
    row.span = span
    row.setting = batch.texts.place(of: setting)
    if let step { row.extra = batch.addExtra(step.extra) }
    return row
  }

  private static func step(_ model: String, tool: String = "", prompt: String = "") -> AgentStep {
    var step = AgentStep(.modelCall)
    (step.model, step.tool, step.prompt, step.promptVersion) = (model, tool, prompt, prompt.isEmpty ? "" : "3")
    return step
  }

  private static func setting(_ links: inout CauseLinks, _ row: SignalRow, _ batch: SignalBatch) -> String {
    let number = links.setting(row, of: links.person(of: row), batch)
    return links.settings[number].text.replacing("\n", with: " ")
  }

  @Test func `what a signal lacks is as it is with whom it happened to, unless that differs`() {
    var batch = SignalBatch()
    var links = CauseLinks()
    for row in [
      Self.row(&batch, subject: 1, trace: 5, setting: "platform=iOS\nplan=pro"),
      Self.row(&batch, subject: 1, setting: "platform=Windows\ncountry=FR"),
      Self.row(&batch, subject: 2, trace: 6, setting: "platform=Android"),
      Self.row(&batch, subject: 3, trace: 6, setting: "platform=Android"),
    ] { links.add(row, batch) }
    #expect(Self.setting(&links, Self.row(&batch, subject: 1), batch) == "country=FR plan=pro")
    let own = Self.row(&batch, subject: 1, setting: "platform=iOS\ncountry=DE")
    #expect(Self.setting(&links, own, batch) == "platform=iOS country=DE plan=pro")
    // Of a trace that is of one person, and of one that is of two.
    #expect(Self.setting(&links, Self.row(&batch, trace: 5), batch) == "country=FR plan=pro")
    #expect(Self.setting(&links, Self.row(&batch, trace: 6), batch) == "")
    #expect(Self.setting(&links, Self.row(&batch), batch) == "")
  }

  @Test func `an error has the model, tool and prompt of its step, or those that all steps of its trace share`() {
    var batch = SignalBatch()
    var links = CauseLinks()
    for row in [
      Self.row(&batch, trace: 5, span: 1, step: Self.step("large", prompt: "greet")),
      Self.row(&batch, trace: 5, span: 2, step: Self.step("", tool: "find")),
      Self.row(&batch, trace: 5, span: 3, step: Self.step("", tool: "pay")),
    ] { links.add(row, batch) }
    let error = links.step(of: Self.row(&batch, trace: 5, span: 3), batch)
    #expect(error == .init(model: "", tool: "pay", prompt: ""))
    let run = links.step(of: Self.row(&batch, trace: 5, span: 9), batch)
    #expect(run == .init(model: "large", tool: "", prompt: "greet 3"))
    #expect(links.step(of: Self.row(&batch, trace: 7), batch) == .none)
  }
}
