import Bytes
import MCP

/// Fixtures that change what the server offers, or say that something has changed.
enum ChangingTools {
  static let all: [Tool] = [
    changing("test_trigger_tool_change", "Adds a tool to the list, or takes it away again.") { context in
      context.change(.tools) { catalog in
        toggle(dynamicTool, in: &catalog.tools) { $0.name == dynamicTool.name }
      }
    },
    changing("test_trigger_prompt_change", "Adds a prompt to the list, or takes it away again.") { context in
      context.change(.prompts) { catalog in
        toggle(dynamicPrompt, in: &catalog.prompts) { $0.name == dynamicPrompt.name }
      }
    },
    changing("touch", "Says that the watched resource has changed.") { context in
      context.resourceUpdated(Resources.watchedURI)
    },
  ]

  private static func changing(
    _ name: String,
    _ description: String,
    _ change: @escaping @Sendable (CallContext) -> Void
  ) -> Tool {
    var tool = Tool.fixture(name, description) { _, context in
      change(context)
      return .complete(.text("Changed"))
    }
    tool.hints = ToolHints(readOnly: false)
    return tool
  }

  private static func toggle<Entry>(_ entry: Entry, in list: inout [Entry], _ isEntry: (Entry) -> Bool) {
    if let index = list.firstIndex(where: isEntry) {
      list.remove(at: index)
    } else {
      list.append(entry)
    }
  }

  private static let dynamicTool = Tool.constant(
    "test_dynamic_tool",
    "Comes and goes.",
    .text("This tool was added while the server ran.")
  )

  private static let dynamicPrompt = Prompt(name: "test_dynamic_prompt", description: "Comes and goes.") { _, _ in
    .complete(PromptResult([(.user, .text("This prompt was added while the server ran."))]))
  }
}
