extension LineHead {
  /// Returns the field behind threads, loggers and numbers of processes; the last field is never one.
  func afterNames(_ text: Span<UInt8>, _ start: Int) -> Int {
    var place = start
    var isNamed = false
    while place < fields.count - 1 {
      let field = fields[place]
      let gap = fields[place + 1].lowerBound - field.upperBound
      if isSeparator(text, place) || isBracketed(text, field) {
        place += 1
      } else if !isNamed,
        isTag(text, field) || isDotted(text, field) || isSourceLine(text, field)
          || gap > 1 && field.count < 40 || isFollowedBySign(text, place)
      {
        place += 1
        isNamed = true
      } else {
        break
      }
    }
    return place
  }

  /// Dashes, colons, and numbers that a name or brackets follow.
  private func isSeparator(_ text: Span<UInt8>, _ place: Int) -> Bool {
    let field = fields[place]
    var isSeparating = true
    for place in field where !isSign(text[place]) { isSeparating = false }
    if isSeparating { return true }
    let end = field.upperBound - 1
    if text.isNumber(field.lowerBound..<end), text[end] == UInt8(ascii: ":") || text[end] == UInt8(ascii: ",") {
      return true
    }
    let next = text[fields[place + 1].lowerBound]
    return text.isNumber(field)
      && (next == UInt8(ascii: "[") || next == UInt8(ascii: "-") || ends(text, place + 1, with: ":"))
  }

  private func isBracketed(_ text: Span<UInt8>, _ field: Range<Int>) -> Bool {
    let last = text[field.upperBound - 1]
    return text[field.lowerBound] == UInt8(ascii: "[") && (last == UInt8(ascii: "]") || last == UInt8(ascii: ":"))
  }

  /// glog's `cart.go:45]`.
  private func isSourceLine(_ text: Span<UInt8>, _ field: Range<Int>) -> Bool {
    guard text[field.upperBound - 1] == UInt8(ascii: "]"), text[field.lowerBound] != UInt8(ascii: "[") else {
      return false
    }
    for place in field where text[place] == UInt8(ascii: ":") { return true }
    return false
  }

  /// A name and a sign that stands alone behind it.
  private func isFollowedBySign(_ text: Span<UInt8>, _ place: Int) -> Bool {
    let next = fields[place + 1]
    guard next.count == 1, text[next.lowerBound] == UInt8(ascii: "-") || text[next.lowerBound] == UInt8(ascii: ":")
    else { return false }
    for byte in fields[place] where !isName(text[byte]) && text[byte] != UInt8(ascii: "-") { return false }
    return true
  }

  private func isName(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "$")
  }

  private func isSign(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "|") || byte == UInt8(ascii: ":")
  }

  /// The bytes of a program's name that names of loggers do not have.
  private func isTagSign(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
      UInt8(ascii: "]"), UInt8(ascii: "@"):
      true
    default: false
    }
  }

  /// `logger:`, `program[12]:`, `sshd(pam_unix)[12]:`; begins with a letter and ends with a colon.
  func isTag(_ text: Span<UInt8>, _ field: Range<Int>) -> Bool {
    guard field.count > 1, text[field.upperBound - 1] == UInt8(ascii: ":") else { return false }
    guard isName(text[field.lowerBound]), !text.isDigit(at: field.lowerBound) else { return false }
    for place in field.dropLast() where !isName(text[place]) && !isTagSign(text[place]) { return false }
    return true
  }

  /// `org.example.Client`.
  private func isDotted(_ text: Span<UInt8>, _ field: Range<Int>) -> Bool {
    guard !text.isDigit(at: field.lowerBound), text[field.upperBound - 1] != UInt8(ascii: ".") else { return false }
    var dots = 0
    for place in field {
      guard isName(text[place]) else { return false }
      if text[place] == UInt8(ascii: ".") { dots += 1 }
    }
    return dots > 0
  }
}
