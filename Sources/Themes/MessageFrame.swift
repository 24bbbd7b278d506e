import Bytes

/// What people write around what they have to say: how they greet, and how they take their leave.
///
/// Who signs with the same name, or wishes the same kind regards, has nothing else in common; where few messages have a
/// subject in common, that is all that they share.
enum MessageFrame {
  /// A part of a message that ends at a sign, and the sign.
  private struct Clause {
    let words: [Substring]
    /// Of a blank, where the text simply ends.
    let sign: Character
    let range: Range<Substring.Index>

    /// The words as a phrase to look up.
    var phrase: String { words.joined(separator: " ").lowercased() }
  }

  private static let addressLimit = 4
  private static let signatureLimit = 12
  private static let joinerLength = 3
  /// So many times somebody takes leave, one after the other.
  private static let leaveLimit = 3

  /// Returns what a message says, before anything that reads like an order to a machine, and whether there was such.
  static func said(in message: String) -> (text: Substring, isSuspect: Bool) {
    let (text, isSuspect) = Suspicion.clean(message)
    return (body(of: text), isSuspect)
  }

  /// Returns a message without its greeting and leave; all of it where nothing would be left.
  static func body(of text: Substring) -> Substring {
    let clauses = clauses(text)
    let opening = openings(clauses)
    var end = clauses.count
    for _ in 0..<leaveLimit {
      guard let earlier = leave(clauses[..<end]) else { break }
      end = earlier
    }
    guard opening < end else { return text }
    let start = opening == 0 ? text.startIndex : clauses[opening].range.lowerBound
    return text[start..<(end == clauses.count ? text.endIndex : clauses[end].range.lowerBound)]
  }

  private static func clauses(_ text: Substring) -> [Clause] {
    var clauses: [Clause] = []
    var start = text.startIndex
    func finish(_ end: Substring.Index, _ sign: Character) {
      let words = text[start..<end].split { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "\u{2019}" }
      if !words.isEmpty { clauses.append(Clause(words: words, sign: sign, range: start..<end)) }
    }
    for index in text.indices where isSign(text, at: index) {
      finish(index, text[index])
      start = text.index(after: index)
    }
    finish(text.endIndex, " ")
    return clauses
  }

  /// A dash between blanks parts clauses, one within a word does not; nor does the point in a number or name.
  private static func isSign(_ text: Substring, at index: Substring.Index) -> Bool {
    switch text[index] {
    case ",", "!", "?", ";", "\n", "\r\n": return true
    case ".", ":", "-", "\u{2013}", "\u{2014}":
      let next = text.index(after: index)
      return next == text.endIndex || text[next].isWhitespace
    default: return false
    }
  }

  /// Returns how many clauses in front greet somebody, or say no more than that something follows.
  private static func openings(_ clauses: [Clause]) -> Int { clauses.prefix(while: greets).count }

  private static func greets(_ clause: Clause) -> Bool {
    let words = clause.words.map { $0.lowercased() }
    guard words.count <= addressLimit, clause.sign != "?" else { return false }
    let length =
      greetings.contains(words[0]) ? 1 : words.count > 1 && greetings.contains("\(words[0]) \(words[1])") ? 2 : 0
    let isSetOff = length > 0 && words.count <= length + 1 && ",!\n\r\n".contains(clause.sign)
    return isSetOff
      || (length..<words.count).allSatisfy { place in
        addressees.contains(words[place]) || length > 0 && clause.words[place].first?.isUppercase == true
      }
  }

  /// Returns where the last leave begins; nil where the message does not end in one.
  private static func leave(_ clauses: ArraySlice<Clause>) -> Int? {
    var names = 0
    for (place, clause) in zip(clauses.indices, clauses).reversed() {
      let isLast = place == clauses.endIndex - 1
      if leaves.contains(clause.phrase), isLast || clause.sign == "," || clause.sign == "\n" { return place }
      if isLast, let leave = leadingLeave(clause), isName(clause.words.dropFirst(leave)) { return place }
      names += clause.words.count
      guard clause.sign != "?", names <= signatureLimit, isName(clause.words[...]) else { return nil }
    }
    return nil
  }

  /// Returns how many words of a clause take leave, where others follow.
  private static func leadingLeave(_ clause: Clause) -> Int? {
    (1..<max(1, min(4, clause.words.count))).last { count in
      leaves.contains(clause.words.prefix(count).joined(separator: " ").lowercased())
    }
  }

  /// Few words, each with a capital but for short ones between them: who somebody is.
  private static func isName(_ words: ArraySlice<Substring>) -> Bool {
    words.count <= addressLimit && words.first?.first?.isUppercase != false
      && words.allSatisfy { $0.first?.isUppercase == true || $0.count <= joinerLength }
  }

  private static let greetings: Set<String> = [
    "hi", "hello", "hey", "hiya", "howdy", "dear", "greetings", "good morning", "good afternoon", "good evening",
    "good day", "hallo", "moin", "servus", "liebe", "lieber", "liebes", "guten tag", "guten morgen", "guten abend",
    "sehr geehrte", "sehr geehrter", "bonjour", "bonsoir", "salut", "cher", "chère", "hola", "buenos días",
    "buenas tardes", "estimado", "estimada", "ciao", "buongiorno", "salve", "gentile", "olá", "oi", "bom dia",
    "prezado", "beste", "geachte", "hej", "kära", "cześć", "привет", "здравствуйте", "добрый день",
  ]
  private static let addressees: Set<String> = [
    "all", "and", "concern", "dear", "everybody", "everyone", "folks", "friends", "guys", "hello", "help", "hey", "hi",
    "issue", "it", "madam", "may", "or", "question", "questions", "request", "sir", "support", "team", "there", "to",
    "urgent", "whom",
  ]
  private static let leavesAsSaid =
    "regards|kind regards|best regards|warm regards|many regards|with kind regards|with best regards|best|all the best|"
    + "best wishes|cheers|thanks|thx|ty|many thanks|thanks a lot|thanks so much|thanks in advance|thank you|"
    + "thank you very much|thank you so much|thank you in advance|thanks and regards|sincerely|yours|yours sincerely|"
    + "yours truly|yours faithfully|respectfully|greetings|no hurry|no rush|take care|have a nice day|have a great day|"
    + "talk soon|bye|let me know|please let me know|please advise|looking forward to hearing from you|sent from my iphone|"
    + "sent from my android|sent from my phone|mit freundlichen grüßen|freundliche grüße|viele grüße|liebe grüße|"
    + "beste grüße|grüße|gruß|mfg|lg|vg|danke|vielen dank|danke im voraus|cordialement|bien cordialement|merci|"
    + "merci beaucoup|merci d'avance|bonne journée|saludos|un saludo|saludos cordiales|gracias|muchas gracias|atentamente|"
    + "grazie|cordiali saluti|saluti|obrigado|obrigada|abraços|groeten|met vriendelijke groet|bedankt|tack|vänliga hälsningar"
  private static let leaves = Set(leavesAsSaid.split(separator: "|").map(String.init))
}
