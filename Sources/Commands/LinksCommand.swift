import Bytes
import Loop
import Tools

extension Command {
  /// How links to signals at their sources are made.
  static let links = Command(
    name: "links",
    summary: "say how links to the sources are made, or change it",
    details:
      "A source, such as otlp or sentry, may have one template: an address in which {trace} and other words in braces stand "
      + "for what is known of a signal. The link is shown wherever one of its signals, or a text that one brought, is "
      + "shown. Words: \(LinkTemplate.gapNames). What begins with from lies an hour before the signal, what begins with to "
      + "an hour after. Without SOURCE all sources are listed; with SOURCE alone, that one.",
    operands: [
      Operand(name: "SOURCE", isRequired: false, help: "the source, as reckon status names it"),
      Operand(
        name: "TEMPLATE",
        isRequired: false,
        help: "an address of https, or of http on this machine; none for no link; or a tool, with its address as BASE: "
          + LinkPreset.allCases.map(\.rawValue).joined(separator: ", ")
      ),
      Operand(name: "BASE", isRequired: false, help: "where that tool shows the project"),
    ],
    options: [.json, .root, .asOf],
    example: "reckon links otlp jaeger http://localhost:16686",
    run: { invocation in
      invocation.attempt {
        let books = try Desk().books(of: invocation.workplace(), actor: "person")
        let source = invocation.operands.first
        if let source, invocation.operands.count > 1 {
          try SourceLinks.set(try invocation.template(), for: source, books)
        }
        let links = try books.read { try SourceLink.all($0, only: source) }
        if invocation.flags.contains(Option.json.name) {
          invocation.terminal.out(JSONValue.object(["sources": .array(links.map(\.json))]).text)
        } else {
          links.flatMap(\.lines).forEach { invocation.terminal.out($0) }
          if links.isEmpty { invocation.terminal.out("Nothing has been imported yet.") }
        }
        return .done
      }
    }
  )
}

extension Invocation {
  /// Reads the template that was typed, or that of a tool; nil for none.
  fileprivate func template() throws -> LinkTemplate? {
    let typed = operands[1]
    let base = operands.count > 2 ? operands[2] : nil
    if let preset = LinkPreset(rawValue: typed) {
      guard let base else {
        throw LoopError.needs(argument: "BASE", why: "\(typed) is shown at an address such as \(preset.base)")
      }
      return try preset.template(at: base)
    }
    if let base {
      let tools = LinkPreset.allCases.map(\.rawValue).joined(separator: ", ")
      throw LoopError.badValue(argument: "BASE", typed: base, expected: "it only after one of \(tools)")
    }
    return typed == "none" ? nil : try LinkTemplate(typed)
  }
}

extension SourceLink {
  fileprivate var lines: [String] {
    let name = VisibleText.escape(source, limit: 60)
    guard let template else {
      return ["\(name): no template" + (signals == 0 ? "; nothing has come from it" : "")]
    }
    return ["\(name): \(template.text)", "  \(example ?? missing)"]
  }

  private var missing: String {
    signals == 0
      ? "nothing has come from it yet"
      : "none of its signals among the newest \(SourceLink.rowLimit) has all that the template needs"
  }

  fileprivate var json: JSONValue {
    [
      "source": .string(source), "signals": .integer(signals),
      "template": template.map { .string($0.text) } ?? .null, "example": example.map { .string($0) } ?? .null,
    ]
  }
}
