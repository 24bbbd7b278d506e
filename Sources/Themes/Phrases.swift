/// A list of words and phrases that a message is searched for.
struct Phrases: Sendable {
  private var words: Set<String> = []
  private var longer: [String: [[String]]] = [:]

  /// Takes phrases between bars; they are cut as messages are.
  init(_ list: String) {
    for phrase in list.split(separator: "|") {
      let parts = Words.all(phrase)
      if parts.count == 1 { words.insert(parts[0]) } else { longer[parts[0], default: []].append(parts) }
    }
  }

  /// Reports whether any of them occurs in a message's words.
  func occur(in message: [String]) -> Bool {
    message.indices.contains { stands(at: $0, in: message) }
  }

  /// Counts the places where one of them begins.
  func count(in message: [String]) -> Int {
    message.indices.count { stands(at: $0, in: message) }
  }

  private func stands(at place: Int, in message: [String]) -> Bool {
    if words.contains(message[place]) { return true }
    return longer[message[place]]?.contains { message[place...].starts(with: $0) } ?? false
  }
}
