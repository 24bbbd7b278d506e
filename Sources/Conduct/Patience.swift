/// Whether the user of a run has lost patience, or was left waiting.
enum Patience {
  /// A message that says so counts one, one that may be about something else a half or less; so much is needed.
  private static let enough = 1.0

  /// Finds the message with which a user has lost patience with the agent.
  ///
  /// What somebody says before the agent has done anything is about what brought them there, not about the agent.
  static func lost(in events: [RunEvent]) -> RunFault? {
    var hasAnswered = false
    var weight = 0.0
    var first: RunEvent?
    var count = 0
    var agent = ""
    for event in events {
      if event.role == .agent {
        hasAnswered = true
        agent = event.agentName
      }
      guard event.role == .user, hasAnswered else { continue }
      let own = impatience(of: event.text)
      guard own > 0 else { continue }
      weight += own
      count += 1
      if first == nil || own >= enough && count == 1 { first = event }
    }
    guard weight >= enough, let first else { return nil }
    return RunFault(.upsetUser, step: first.step, agent: agent, count: count)
  }

  private static func impatience(of text: String) -> Double {
    let words = RunWords(text)
    if words.holds(.exasperated) { return 1 }
    let isMild = words.holds(.unease)
    return (words.holds(.discontent) ? 0.5 : isMild ? 0.3 : 0) + (words.isShouted ? 0.5 : 0)
  }

  /// Finds the message on which a run ends without an answer, unless it takes leave.
  static func abandoned(_ events: [RunEvent]) -> RunFault? {
    guard let last = events.last, last.role == .user, let agent = events.last(where: { $0.role == .agent })
    else { return nil }
    guard !RunWords(last.text).words.isEmpty, !isLeave(last.text) else { return nil }
    return RunFault(.abandoned, step: last.step, agent: agent.agentName)
  }

  /// Reports whether a message takes leave, or is the mark by which a program ends a talk: `###STOP###`.
  private static func isLeave(_ text: String) -> Bool {
    let end = text.unicodeScalars.reversed().drop { !$0.properties.isAlphabetic }
    let last = String(String.UnicodeScalarView(end.prefix { $0.properties.isAlphabetic }.reversed()))
    if PhraseBook.endMarks.contains(last) { return true }
    return !text.contains("?") && RunWords(text).holds(.farewell)
  }
}
