/// What the name of a tool says about what a call of it does.
struct ToolName {
  /// Whether it only looks: calling it changes nothing.
  let isReading: Bool
  /// Whether it gives the case to somebody else.
  let isHandOff: Bool

  private static let reading: Set<String> = [
    "get", "list", "search", "find", "lookup", "look", "fetch", "read", "query", "check", "show", "view", "describe",
    "calculate", "calc", "compute", "think", "thinking", "reason", "plan", "count", "retrieve", "browse", "open",
    "inspect", "validate", "verify", "scan", "resolve", "load", "select", "preview", "analyze", "analyse", "summarize",
    "summarise", "grep", "glob", "ls", "cat", "head", "tail", "ask", "compare", "estimate", "explain", "extract",
    "translate", "detect", "explore", "visit", "scroll", "status", "help", "info", "details", "detail",
  ]
  private static let handOffs: Set<String> = ["transfer", "handoff", "handover", "escalate", "delegate", "reassign"]
  private static let limit = 128

  init(_ name: String) {
    let parts = ToolName.parts(name)
    // `mcp__orders__get_order`: what comes before the verb is whose tool it is.
    isReading = parts.contains(where: ToolName.reading.contains)
    isHandOff =
      parts.contains(where: ToolName.handOffs.contains) || parts.contains("human")
      || zip(parts, parts.dropFirst()).contains { $0 == "hand" && ($1 == "off" || $1 == "over") }
  }

  /// Cuts a name at what is no letter and where a capital begins a word, in lower case.
  private static func parts(_ name: String) -> [String] {
    var parts: [String] = []
    var part = ""
    var wasSmall = false
    for scalar in name.unicodeScalars.prefix(limit) {
      let isCapital = ("A"..."Z").contains(scalar)
      if isCapital && wasSmall || !scalar.properties.isAlphabetic {
        if !part.isEmpty { parts.append(part.lowercased()) }
        part = ""
      }
      if scalar.properties.isAlphabetic { part.unicodeScalars.append(scalar) }
      wasSmall = ("a"..."z").contains(scalar)
    }
    if !part.isEmpty { parts.append(part.lowercased()) }
    return parts
  }
}
