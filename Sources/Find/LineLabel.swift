/// Names the lines of a log that are the same but for what varies, by the words that all of them have.
enum LineLabel {
  private static let wordLimit = 4

  /// Returns up to four words in their order, and where; only the place, where no word may be shown.
  static func make(_ line: String, service: String, surface: String) -> String {
    // What varies is no word: the mask leaves signs in its place.
    let fixed = MessageTemplate.mask(line).split(separator: " ").filter {
      !$0.utf8.contains { "~#=".utf8.contains($0) }
    }
    var words: [String] = []
    for word in Words.all(Substring(fixed.joined(separator: " "))) where ThemeLabel.isAllowed(word) {
      if words.count < wordLimit, !words.contains(word) { words.append(word) }
    }
    var label = words.isEmpty ? "a line" : words.joined(separator: ", ")
    if words.isEmpty, !surface.isEmpty { label += " at \(surface)" }
    return service.isEmpty ? label : "\(label) (\(service))"
  }
}
