import Bytes

/// What people write around what they have to say: how they greet, and how they take their leave.
///
/// Who signs with the same name, or wishes the same kind regards, has nothing else in common; where few messages have a
/// subject in common, that is all that they share.
enum MessageFrame {
  /// A part of a message that ends at a sign.
  private struct Clause {
    /// As written.
    let words: [String]
    /// The sign; 0 where the message simply ends.
    let sign: UInt8
    /// Where it begins, in bytes, and where what follows its sign does.
    let start: Int
    let end: Int

    /// The words as a phrase to look up.
    var phrase: String { words.joined(separator: " ").lowercased() }
    /// Whether what follows may be a name that belongs to it.
    var isOpen: Bool { sign == UInt8(ascii: ",") || isLine }
    var isLine: Bool { sign == UInt8(ascii: "\n") || sign == UInt8(ascii: "\r") }
  }

  private static let addressLimit = 4
  private static let signatureLimit = 12
  private static let joinerLength = 3
  /// So many times somebody takes leave, one after the other.
  private static let leaveLimit = 3
  /// So many bytes at either end are looked at: nobody greets at length.
  private static let reach = 320

  /// Returns what a message says, before anything that reads like an order to a machine, and whether there was such.
  static func said(in message: String) -> (text: Substring, isSuspect: Bool) {
    let (text, isSuspect) = Suspicion.clean(message)
    return (body(of: text), isSuspect)
  }

  /// Returns a message without its greeting and leave; all of it where nothing would be left.
  static func body(of text: Substring) -> Substring {
    let bytes = Array(text.utf8)
    let first = clauses(bytes, 0..<min(reach, bytes.count))
    let greeted = first.prefix(while: greets).count
    let start = greeted == 0 ? 0 : first[greeted - 1].end
    var last = clauses(bytes, max(start, bytes.count - reach)..<bytes.count, isCut: start < bytes.count - reach)[...]
    var end = bytes.count
    for _ in 0..<leaveLimit {
      guard let leave = leave(last) else { break }
      end = last[leave].start
      last = last[..<leave]
    }
    guard start < end, !clauses(bytes, start..<min(end, start + reach), isWhole: true).isEmpty else { return text }
    let utf8 = text.utf8
    return text[utf8.index(utf8.startIndex, offsetBy: start)..<utf8.index(utf8.startIndex, offsetBy: end)]
  }

  /// Cuts a part of a message into clauses.
  ///
  /// Left out are the first one where the part's beginning has cut it, and the last one where its end has, unless the part
  /// counts as whole.
  private static func clauses(_ bytes: [UInt8], _ range: Range<Int>, isCut: Bool = false, isWhole: Bool = false)
    -> [Clause]
  {
    var clauses: [Clause] = []
    var words: [String] = []
    var (start, word) = (range.lowerBound, range.lowerBound)
    var isCut = isCut
    func finishWord(_ place: Int) {
      if word < place { words.append(bytes[word..<place].text) }
    }
    func finish(_ sign: UInt8, _ next: Int) {
      if !words.isEmpty, !isCut { clauses.append(Clause(words: words, sign: sign, start: start, end: next)) }
      words = []
      (start, isCut) = (next, false)
    }
    var place = range.lowerBound
    while place < range.upperBound {
      let length = signLength(bytes, at: place)
      if length == 0, isWord(bytes[place]) {
        place += 1
        continue
      }
      finishWord(place)
      if length > 0 { finish(bytes[place], place + length) }
      place += max(1, length)
      word = place
    }
    finishWord(range.upperBound)
    if isWhole || range.upperBound == bytes.count { finish(0, range.upperBound) }
    return clauses
  }

  /// All that is not ASCII is taken as part of a word: letters as a rule.
  private static func isWord(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "'") || byte >= 0x80
  }

  /// Returns how many bytes a sign takes that parts clauses, 0 for none.
  ///
  /// A dash between blanks parts them, one within a word does not; nor does the point in a number or name.
  private static func signLength(_ bytes: [UInt8], at place: Int) -> Int {
    switch bytes[place] {
    case UInt8(ascii: ","), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ";"), UInt8(ascii: "\n"),
      UInt8(ascii: "\r"):
      return 1
    case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"):
      return place + 1 == bytes.count || ASCII.isSpace(bytes[place + 1]) ? 1 : 0
    case 0xE2 where place + 2 < bytes.count && bytes[place + 1] == 0x80 && (0x93...0x94).contains(bytes[place + 2]):
      return 3
    default: return 0
    }
  }

  /// Reports whether a clause greets somebody, or says no more than that something follows.
  private static func greets(_ clause: Clause) -> Bool {
    guard clause.words.count <= addressLimit, clause.sign != UInt8(ascii: "?") else { return false }
    let words = clause.words.map { $0.lowercased() }
    let length =
      greetings.contains(words[0]) ? 1 : words.count > 1 && greetings.contains("\(words[0]) \(words[1])") ? 2 : 0
    let isSetOff = length > 0 && words.count <= length + 1 && (clause.isOpen || clause.sign == UInt8(ascii: "!"))
    return isSetOff
      || (length..<words.count).allSatisfy { place in
        addressees.contains(words[place]) || length > 0 && isCapital(clause.words[place])
      }
  }

  /// Returns where the last leave begins; nil where the message does not end in one.
  private static func leave(_ clauses: ArraySlice<Clause>) -> Int? {
    var names = 0
    for (place, clause) in zip(clauses.indices, clauses).reversed() {
      let isLast = place == clauses.endIndex - 1
      if leaves.contains(clause.phrase), isLast || clause.isOpen { return place }
      if isLast, let leave = leadingLeave(clause), isName(clause.words.dropFirst(leave)) { return place }
      names += clause.words.count
      guard clause.sign != UInt8(ascii: "?"), names <= signatureLimit, isName(clause.words[...]) else { return nil }
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
  private static func isName(_ words: ArraySlice<String>) -> Bool {
    words.count <= addressLimit && words.first.map(isCapital) != false
      && words.allSatisfy { isCapital($0) || $0.unicodeScalars.count <= joinerLength }
  }

  private static func isCapital(_ word: String) -> Bool { word.unicodeScalars.first?.properties.isUppercase == true }

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
