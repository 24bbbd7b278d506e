/// Renders a value in a few visible characters, for messages that quote what somebody sent.
enum JSONPreview {
  /// Characters of a value that are shown.
  static let limit = 60

  /// Returns the compact spelling of a value, cut at the limit, without looking at what is behind the cut.
  static func text(_ node: JSONNode) -> String {
    var shown = ""
    append(node, to: &shown)
    // One more character than fits was collected, so that the cut is seen.
    return VisibleText.escape(shown, limit: limit)
  }

  /// Reports whether a preview holds the whole value as it was spelled, so that it may be offered as a correction.
  static func isWhole(_ node: JSONNode) -> Bool {
    var shown = ""
    append(node, to: &shown)
    return VisibleText.escape(shown, limit: limit) == shown
  }

  private static func append(_ node: JSONNode, to shown: inout String) {
    switch node.kind {
    case .array:
      shown += "["
      appendChildren(of: node, to: &shown)
      shown += "]"
    case .object:
      shown += "{"
      appendChildren(of: node, to: &shown)
      shown += "}"
    case .string: shown += "\"\(node.literalPrefix(limit * 4))\""
    default: shown += node.literalPrefix(limit * 4)
    }
  }

  private static func appendChildren(of node: JSONNode, to shown: inout String) {
    let isObject = node.kind == .object
    var child = node.index + 1
    var isFirst = true
    while child < node.word.payload {
      guard shown.unicodeScalars.count <= limit else { return }
      if !isFirst { shown += "," }
      isFirst = false
      if isObject {
        append(JSONNode(document: node.document, index: child), to: &shown)
        shown += ":"
        child += 1
      }
      append(JSONNode(document: node.document, index: child), to: &shown)
      child = node.document.indexAfter(child)
    }
  }
}
