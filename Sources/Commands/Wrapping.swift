/// Breaks texts into lines of a width.
enum Wrapping {
  /// Breaks a text at spaces; a word longer than the line stands alone.
  ///
  /// Lines after the first hang by `hanging` as well.
  static func lines(_ text: String, indent: String = "", hanging: String = "", width: Int) -> [String] {
    var lines: [String] = []
    var line = indent
    var isFirst = true
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !isFirst, line.count + 1 + word.count > width {
        lines.append(line)
        line = indent + hanging + word
      } else {
        line += (isFirst ? "" : " ") + word
      }
      isFirst = false
    }
    return lines + [line]
  }
}
