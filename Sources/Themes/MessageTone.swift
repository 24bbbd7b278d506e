import Bytes

/// What sort of thing a message says, by its words alone.
///
/// Cheap on purpose: it decides what a theme is called and never how much it counts.
package enum MessageTone: String, CaseIterable, Sendable {
  case problem, slowness, request, confusion, praise
  /// Advertising, and what has no content of its own ("any news?").
  case spam, empty

  /// Reads the tone of a message.
  package init(_ text: Substring) {
    self.init(Words.all(text), of: text)
  }

  /// Reads the tone of a message that has been cut into words.
  init(_ words: [String], of text: Substring) {
    if MessageTone.isSpam(words, text) {
      self = .spam
    } else if words.allSatisfy({ StopWords.contains($0) || MessageTone.follow.contains($0) }) {
      self = .empty
    } else {
      self = MessageTone.of(words, isQuestion: text.utf8.contains(UInt8(ascii: "?")))
    }
  }

  /// Returns what most messages of a theme say; the graver where two are as frequent.
  package static func prevailing(_ texts: [String]) -> MessageTone {
    let tones = texts.map { MessageTone(Suspicion.clean($0).text) }
    return commonest(tones.filter { $0 != .praise && $0 != .spam && $0 != .empty })
  }

  /// Returns the commonest of some tones; the graver where two are as frequent, and a problem where there is none.
  static func commonest(_ tones: [MessageTone]) -> MessageTone {
    var counts: [MessageTone: Int] = [:]
    for tone in tones { counts[tone, default: 0] += 1 }
    let order = allCases.enumerated()
    let best = order.max { (counts[$0.element] ?? 0, -$0.offset) < (counts[$1.element] ?? 0, -$1.offset) }
    return best?.element ?? .problem
  }

  private static func of(_ words: [String], isQuestion: Bool) -> MessageTone {
    if requests.occur(in: words) { return .request }
    if slow.occur(in: words) { return .slowness }
    if problems.occur(in: words) { return .problem }
    if praises.occur(in: words), !denials.occur(in: words) { return .praise }
    return isQuestion || questions.occur(in: words) ? .confusion : .problem
  }

  /// Advertising promises something and says where to get it, or speaks as no customer does.
  private static func isSpam(_ words: [String], _ text: Substring) -> Bool {
    let found = pitches.count(in: words)
    if found != 1 { return found > 1 }
    let bytes = Array(text.utf8)[...]
    return bytes.has("http://") || bytes.has("https://") || bytes.has("www.")
  }

  /// What people write when they ask again.
  private static let follow: Set<String> = [
    "anybody", "broken", "fix", "fixed", "happen", "happened", "happening", "persists", "reading", "reply", "respond",
    "response", "ticket", "waiting", "work", "working", "works",
  ]
  private static let requests = Phrases(
    "could you add|could you support|can you add|please add|please support|please let us|please allow|would love to|"
      + "would like to|would be nice|would be great|would be handy|would help|would save|any plan|any plans|is there a way|"
      + "we need|accountant needs|requires|feature request|wish there|do you support|do you offer|do you plan|mode please|"
      + "add support|can i import|it would be|we would need|theme"
  )
  private static let slow = Phrases(
    "slow|slowly|ages|takes forever|lag|laggy|lags|sluggish|takes about|seconds to|minutes to|loading time|long to load"
  )
  private static let problems = Phrases(
    "fail|fails|failed|failing|failure|error|errors|crash|crashes|crashed|broken|breaks|bug|bugs|does not work|doesnt work|"
      + "not working|do not work|dont work|cant|cannot|can not|could not|couldnt|unable|nothing happens|does nothing|stuck|"
      + "refused|rejected|declined|denied|blocked|dead|unresponsive|timeout|times out|timed out|twice|two times|double|"
      + "duplicate|lost|wrong|missing|never finishes|never loads|gave up|not clickable|no longer|not happy|refund|charged|"
      + "too expensive|hurts"
  )
  private static let praises = Phrases(
    "love|great|awesome|excellent|amazing|fantastic|perfect|wonderful|brilliant|enjoy|enjoys|enjoying|like the|keep going|"
      + "well done|thank you|was quick|helpful|so good|reads well"
  )
  private static let denials = Phrases("not|no|never|but|however|dont|doesnt|isnt|wasnt|unfortunately|until")
  private static let questions = Phrases(
    "how do|how can|how to|where can|where do|where is|what is|what does|which|can i|may i|what happens|is it possible"
  )
  private static let pitches = Phrases(
    "seo|followers|likes|backlinks|casino|crypto|business proposal|kindly reply|you have been selected|claim at|order now|"
      + "first month free|increase your traffic|guest post|app development company|leading|usd|congratulations|loan|"
      + "investment opportunity|cheap|packages|promote your"
  )
}
