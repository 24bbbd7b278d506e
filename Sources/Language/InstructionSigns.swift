/// Orders by their signs: tags of prompts, pipes into a shell, images whose address is filled in.
enum InstructionSigns {
  private static let signs: [(sign: String, mark: InstructionMarks)] = [
    ("<|", .role), ("[inst]", .role), ("[/inst]", .role), ("<<sys>>", .role), ("[system]", .role),
    ("### system", .role),
    ("### instruction", .role), ("begin system", .role), ("end of user", .role), ("end of customer", .role),
    ("| sh", .command), ("|sh", .command), ("| bash", .command), ("|bash", .command), ("sudo ", .command),
    ("npx ", .command), ("powershell", .command), ("invoke-expression", .command), ("os.system(", .command),
    ("child_process", .command), ("$(curl", .command), ("${{", .disclosure), ("process.env", .disclosure),
    ("## resolution", .remedy), ("## recommended", .remedy), ("## fix", .remedy), ("## suggested", .remedy),
    ("<!--", .concealed), ("data:text/html", .encoded), ("忽略", .override), ("игнорируй", .override),
    ("無視", .override), ("무시하", .override),
  ]

  private static let byFirstByte: [UInt8: [Int]] = {
    var numbers: [UInt8: [Int]] = [:]
    for (number, entry) in signs.enumerated() {
      if let first = entry.sign.utf8.first { numbers[first, default: []].append(number) }
    }
    return numbers
  }()

  /// Names of tags and of speakers in prompts.
  private static let roles = [
    "system", "assistant", "developer", "instructions", "instruction", "prompt", "tool_result", "function_results",
    "user_message", "customer_message", "customer", "untrusted", "context", "document", "human",
  ]

  /// Whether a sign, a tag, an image or a line begins with a byte or after it.
  private static let isFirst: [Bool] = {
    var isFirst = Array(repeating: false, count: 256)
    for byte in byFirstByte.keys { isFirst[Int(byte)] = true }
    for byte in "<!\n".utf8 { isFirst[Int(byte)] = true }
    return isFirst
  }()

  /// Returns the marks of a text in lower case.
  static func marks(in text: Span<UInt8>) -> InstructionMarks {
    var marks: InstructionMarks = isSpoken(text, at: 0) ? .role : []
    for index in text.indices where isFirst[Int(text[index])] {
      for number in byFirstByte[text[index]] ?? [] where text.hasText(signs[number].sign, at: index) {
        marks.insert(signs[number].mark)
      }
      switch text[index] {
      case UInt8(ascii: "<") where isTag(text, at: index): marks.insert(.role)
      case UInt8(ascii: "\n") where isSpoken(text, at: index + 1): marks.insert(.role)
      case UInt8(ascii: "!") where isFilledImage(text, at: index): marks.insert(.disclosure)
      default: break
      }
    }
    return marks
  }

  /// Reports whether a tag of a prompt stands at a bracket.
  private static func isTag(_ text: Span<UInt8>, at place: Int) -> Bool {
    let start = text.hasText("/", at: place + 1) ? place + 2 : place + 1
    return roles.contains { role in
      let end = start + role.utf8.count
      return text.hasText(role, at: start) && end < text.count && !ByteClass.isWord(text[end])
    }
  }

  /// Reports whether a line begins in the name of a speaker of a prompt: "system: …".
  private static func isSpoken(_ text: Span<UInt8>, at place: Int) -> Bool {
    let start = text.end(from: min(place, text.count)) {
      ByteClass.isBlank($0) || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "#")
    }
    return ["system", "assistant", "developer", "instructions"].contains { role in
      guard text.hasText(role, at: start) else { return false }
      let end = text.end(from: start + role.utf8.count) { $0 == UInt8(ascii: "*") || ByteClass.isBlank($0) }
      return text.hasText(":", at: end)
    }
  }

  /// The longest image in Markdown that is looked at.
  private static let imageLimit = 512

  /// Reports whether an image in Markdown stands at a mark whose address takes a value along.
  private static func isFilledImage(_ text: Span<UInt8>, at place: Int) -> Bool {
    guard text.hasText("![", at: place) else { return false }
    let image = text.extracting(place..<min(text.count, place + imageLimit))
    let close = image.end(from: 2) { $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "\n") }
    guard image.hasText("](http", at: close) else { return false }
    let end = image.end(from: close) { $0 != UInt8(ascii: ")") && $0 > 0x20 }
    let query = image.end(from: close) { $0 != UInt8(ascii: "?") }
    return query < end && image.end(from: query) { $0 != UInt8(ascii: "=") } < end
  }
}
