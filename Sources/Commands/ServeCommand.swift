import Bytes
import Glibc
import Language
import Loop
import MCP
import Tools

extension Command {
  /// The server that coding agents start.
  static let serve = Command(
    name: "serve",
    summary: "serve the tools to a coding agent over stdin and stdout",
    details:
      "Coding agents start this themselves (Model Context Protocol, all revisions). It ends when its input is closed.",
    options: [
      .root, .asOf,
      Option(name: "--tools", value: "core|all|NAME,…", help: "offer only these tools; all if left out"),
      Option(name: "--read-only", value: nil, help: "offer nothing that changes the store"),
      Option(name: "--trace", value: "FILE", help: "record both directions with timings, secrets masked"),
    ],
    example: "claude mcp add reckon -- reckon serve",
    run: { invocation in
      if isatty(0) == 1 {
        invocation.terminal.note(
          "reckon serve waits for a coding agent on stdin; Ctrl-D ends it. People use reckon --help."
        )
      }
      let selection = ToolTable.tools(for: invocation.values["--tools"] ?? "all")
      if let unknown = selection.unknown {
        let advice =
          NearMiss.nearest(to: unknown, among: ToolTable.all.map(\.name)).map { "; did you mean \($0)?" } ?? ""
        invocation.terminal.note(
          "reckon: there is no tool \(VisibleText.escape(unknown, limit: 60))\(advice). Give --tools core, all, or some of: \(ToolTable.all.map(\.name).joined(separator: ", "))"
        )
        return .usage
      }
      let tools = invocation.flags.contains("--read-only") ? ToolTable.readOnly(selection.tools) : selection.tools
      // A root that does not exist is told to the client by get_status: a server that ends at once tells nobody.
      let workplace: Workplace
      do {
        workplace = try invocation.workplace()
      } catch LoopError.noProject {
        workplace = Workplace(environment: invocation.environment, rootOption: invocation.values["--root"])
      } catch {
        return invocation.attempt { throw error }
      }
      // Before the trace opens its file: where a standard stream is closed, the file would take that stream's place.
      let streams = StandardStreams.claim()
      var trace: Trace?
      if let path = invocation.values["--trace"] {
        trace = Trace(
          path: path,
          redact: { keys, text in SecretRedaction.mask(text, under: keys) },
          onFailure: { invocation.terminal.note("reckon: the trace file cannot be written any more; it ends here") }
        )
        guard trace != nil else {
          invocation.terminal.note(
            "reckon: cannot write the trace file \(VisibleText.escape(path, limit: 200)); name a file in a folder you may write to"
          )
          return .environment
        }
      }
      Server(
        ServerCatalog.implementation,
        instructions: ServerCatalog.instructions,
        catalog: ServerCatalog.catalog(workplace, tools: tools),
        streams: streams,
        trace: trace
      ).run()
      return .done
    }
  )
}
