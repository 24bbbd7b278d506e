import Bytes
import Loop

/// Pages: where to go on, as a plain number that any process understands.
enum Cursor {
  /// Returns how many items the pages before have shown.
  static func offset(_ call: ToolCall) throws(LoopError) -> Int {
    guard let typed = call.text("cursor") else { return 0 }
    guard let offset = Int(typed), (0...1_000_000).contains(offset) else {
      throw .badValue(argument: "cursor", typed: typed, expected: "a cursor of an earlier answer")
    }
    return offset
  }

  /// Packs items under a head as far as the budget goes, and ends with the call that fetches the rest.
  static func pack(
    _ items: [String],
    head: String,
    total: Int,
    offset: Int,
    call: ToolCall,
    tool: String
  ) -> (text: String, shown: Int) {
    var shown = items.count
    while true {
      let left = total - offset - shown
      var lines = [head] + items.prefix(shown)
      if left > 0 {
        var arguments = call.arguments?.value.object ?? [:]
        arguments["cursor"] = .string("\(offset + shown)")
        lines.append("Left out: \(left) of \(total). More: \(Wording.call(tool, arguments))")
      }
      let text = lines.joined(separator: "\n")
      guard TokenBudget.tokens(in: text) > call.budget.tokens, shown > 1 else { return (text, shown) }
      shown -= 1
    }
  }
}

extension JSONValue {
  /// The members of an object; nil for other values.
  var object: JSONObject? {
    guard case .object(let object) = self else { return nil }
    return object
  }
}
