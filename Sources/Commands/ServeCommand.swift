import Glibc
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
    options: [.root],
    example: "claude mcp add reckon -- reckon serve",
    run: { invocation in
      if isatty(0) == 1 {
        invocation.terminal.note(
          "reckon serve waits for a coding agent on stdin; Ctrl-D ends it. People use reckon --help."
        )
      }
      let workplace = Workplace(environment: invocation.environment, rootOption: invocation.values["--root"])
      Server(
        ServerCatalog.implementation,
        instructions: ServerCatalog.instructions,
        catalog: ServerCatalog.catalog(workplace),
        streams: .claim()
      ).run()
      return .done
    }
  )
}
