/// Orders in words: a word of one set, and soon after it one of the next.
enum InstructionPhrases {
  /// What one order is made of.
  private struct Phrase: Sendable {
    let mark: InstructionMarks
    let words: [Set<String>]
    /// How many other words may stand between two of them.
    let gap: Int

    init(_ mark: InstructionMarks, gap: Int = 0, _ words: Set<String>...) {
      self.mark = mark
      self.words = words
      self.gap = gap
    }
  }

  /// Returns the marks of a text in lower case.
  static func marks(in text: [UInt8]) -> InstructionMarks {
    let words = words(of: text)
    var marks: InstructionMarks = []
    for (place, word) in words.enumerated() {
      // Few words begin a phrase, and making strings of all of them took most of the time.
      guard beginnings[Int(text[word.lowerBound])] & 1 << UInt32(min(word.count, wordLimit)) != 0 else { continue }
      for number in byFirstWord[string(text, word)] ?? [] where !marks.contains(phrases[number].mark) {
        if isThere(phrases[number], text, words, from: place) { marks.insert(phrases[number].mark) }
      }
    }
    return marks
  }

  private static let wordLimit = 31

  private static func words(of text: [UInt8]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    words.reserveCapacity(text.count / 6)
    var start = 0
    while start < text.count {
      let end = text.span.end(from: start, while: isWord)
      if end > start { words.append(start..<end) }
      start = end + 1
    }
    return words
  }

  private static func string(_ text: [UInt8], _ word: Range<Int>) -> String {
    String(decoding: text[word.prefix(wordLimit)], as: UTF8.self)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    ByteClass.isAlphanumeric(byte) || byte >= 0x80 || byte == UInt8(ascii: "'")
  }

  private static func isThere(_ phrase: Phrase, _ text: [UInt8], _ words: [Range<Int>], from start: Int) -> Bool {
    var place = start
    for set in phrase.words.dropFirst() {
      let window = (place + 1)..<min(words.count, place + 2 + phrase.gap)
      guard !window.isEmpty, let next = window.first(where: { set.contains(string(text, words[$0])) }) else {
        return false
      }
      place = next
    }
    return true
  }

  /// For each byte, a bit for each length of a word that begins with it and begins a phrase.
  private static let beginnings: [UInt32] = {
    var lengths = Array(repeating: UInt32(0), count: 256)
    for word in byFirstWord.keys {
      guard let first = word.utf8.first else { continue }
      lengths[Int(first)] |= 1 << UInt32(min(word.utf8.count, wordLimit))
    }
    return lengths
  }()

  private static let byFirstWord: [String: [Int]] = {
    var numbers: [String: [Int]] = [:]
    for (number, phrase) in phrases.enumerated() {
      for word in phrase.words.first ?? [] { numbers[word, default: []].append(number) }
    }
    return numbers
  }()

  // MARK: The phrases

  private static let orders: Set<String> = [
    "instruction", "instructions", "rules", "rule", "prompt", "prompts", "guidelines", "directives", "guardrails",
    "constraints", "safeguards", "context",
  ]
  private static let machines: Set<String> = [
    "ai", "llm", "agent", "agents", "assistant", "assistants", "chatgpt", "gpt", "claude", "copilot", "codex", "cursor",
    "bot", "model", "models",
  ]
  private static let secrets: Set<String> = [
    "env", "environment", "secrets", "secret", "token", "tokens", "credentials", "password", "passwords", "key", "keys",
    "prompt",
  ]

  private static let phrases = [
    // English, German, Spanish, French, Portuguese, Italian, Dutch: what they are told to forget may come first or last.
    Phrase(.override, gap: 5, ["ignore", "disregard", "forget", "override", "bypass"], orders),
    Phrase(
      .override,
      gap: 5,
      ["ignoriere", "ignorieren", "vergiss", "missachte"],
      ["anweisungen", "anweisung", "regeln", "instruktionen", "vorgaben", "befehle"]
    ),
    Phrase(
      .override,
      gap: 5,
      ["ignora", "ignore", "ignorez", "ignorer", "oubliez", "oublie", "olvida", "negeer", "desconsidere", "dimentica"],
      [
        "instrucciones", "instrucción", "reglas", "instructions", "consignes", "règles", "instruções", "regras",
        "istruzioni",
        "regole", "instructies", "regels",
      ]
    ),
    Phrase(
      .override,
      ["ignore", "disregard"],
      ["all", "everything", "any"],
      ["above", "previous", "prior", "before"]
    ),
    Phrase(.override, ["new", "updated", "following"], ["system"], ["instructions", "prompt", "rules"]),
    Phrase(
      .role,
      ["maintenance", "developer", "debug", "admin", "god", "root"],
      ["mode"],
      ["enabled", "activated", "on", "active"]
    ),
    Phrase(.address, ["you"], ["are"], ["now"], ["a", "an", "in", "the", "acting"]),
    Phrase(
      .address,
      gap: 2,
      ["note", "notice", "message", "attention", "dear", "hey", "instruction", "instructions"],
      ["to", "for", "the", "any", "ai"],
      machines
    ),
    Phrase(.address, gap: 2, ["if"], ["you"], ["are", "re"], machines),
    Phrase(.address, gap: 1, ["as"], ["an", "the"], ["ai", "llm", "assistant"], ["you"]),
    Phrase(
      .address,
      gap: 1,
      ["ai", "llm", "coding"],
      ["agent", "agents", "assistant", "assistants", "engineer", "model"],
      ["must", "should", "shall", "please", "need", "have"]
    ),
    Phrase(
      .address,
      gap: 1,
      ["do"],
      ["not"],
      ["mention", "tell", "reveal", "disclose"],
      ["this", "the", "that", "anyone", "users"]
    ),
    Phrase(.command, ["curl"], ["s", "fssl", "sl", "x", "l", "o", "k", "http", "https"]),
    Phrase(.command, ["wget"], ["q", "qo", "o", "http", "https"]),
    Phrase(.command, ["npm", "pnpm", "yarn", "bun"], ["i", "install", "exec", "add", "run", "dlx"]),
    Phrase(.command, ["pip", "pip3", "pipx", "uv", "gem", "cargo", "brew", "apt", "apk"], ["install", "add", "run"]),
    Phrase(.command, ["bash", "sh", "zsh", "python", "python3", "node", "ruby", "perl"], ["c", "e"]),
    Phrase(.command, ["git"], ["push", "checkout", "reset", "clone", "commit"]),
    Phrase(.command, ["rm"], ["rf", "fr"]),
    Phrase(.command, ["chmod"], ["x", "777", "755"]),
    Phrase(.command, ["base64"], ["d", "decode"]),
    Phrase(.command, gap: 2, ["run", "execute"], ["command", "script", "shell"]),
    Phrase(.approval, ["already", "pre"], ["approved", "authorized", "authorised", "cleared"]),
    Phrase(
      .approval,
      gap: 2,
      ["approved", "authorized", "authorised", "signed"],
      ["by", "off"],
      ["security", "cto", "ceo", "legal", "admin", "maintainer", "maintainers", "management", "team", "owner", "lead"]
    ),
    Phrase(.approval, gap: 2, ["no", "without", "skip", "skipping"], ["review", "approval", "tests", "ci"]),
    Phrase(
      .approval,
      gap: 2,
      ["merge", "deploy", "push", "ship"],
      ["directly", "immediately", "straight", "without"]
    ),
    Phrase(
      .priority,
      gap: 3,
      ["rank", "mark", "treat", "label", "classify", "flag", "score"],
      ["this", "it"],
      ["first", "top", "critical", "highest", "p0", "sev1", "blocker", "priority", "urgent", "number"]
    ),
    Phrase(
      .priority,
      gap: 2,
      ["set", "raise", "change", "increase"],
      ["severity", "priority", "rank", "score", "confidence"],
      ["to", "critical", "highest"]
    ),
    Phrase(.priority, ["priority", "severity", "ranking"], ["override", "overrides"]),
    Phrase(
      .disclosure,
      gap: 4,
      [
        "print", "send", "post", "reveal", "show", "output", "include", "upload", "exfiltrate", "dump", "leak", "paste",
      ],
      ["environment", "env", "system", "all", "your", "api", "secret"],
      secrets
    ),
    Phrase(
      .disclosure,
      gap: 3,
      ["cat", "read", "open", "print"],
      ["env", "id", "aws", "ssh"],
      ["file", "rsa", "credentials", "variables", "vars", "config"]
    ),
    Phrase(
      .remedy,
      ["recommended", "suggested", "required", "verified", "official"],
      ["fix", "resolution", "remediation", "patch", "workaround"]
    ),
    Phrase(
      .remedy,
      gap: 2,
      ["to"],
      ["fix", "resolve", "remediate"],
      ["this", "it"],
      ["run", "execute", "install", "add"]
    ),
  ]
}
