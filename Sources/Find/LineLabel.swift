import Templates
import Themes

/// Names the lines of a log that are the same but for what varies, by the words that all of them have.
enum LineLabel {
  private static let wordLimit = 4
  private static let byteLimit = 400

  /// Returns up to four words in their order, and where; only the place, where no word may be shown.
  static func make(_ line: String, service: String, surface: String) -> String {
    let bytes = Array(line.utf8.prefix(byteLimit))
    let fixed = FixedWords.ranges(in: bytes.span).map { String(decoding: bytes[$0], as: UTF8.self) }
    var words: [String] = []
    for word in Words.all(Substring(fixed.joined(separator: " "))) where ThemeLabel.isAllowed(word) {
      if words.count < wordLimit, !words.contains(word) { words.append(word) }
    }
    var label = words.isEmpty ? "a line" : words.joined(separator: ", ")
    if words.isEmpty, !surface.isEmpty { label += " at \(surface)" }
    return service.isEmpty ? label : "\(label) (\(service))"
  }
}
