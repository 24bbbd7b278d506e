/// What somebody wrote in a mail, apart from what it answers and a signature.
///
/// Only what is plainly one of these goes, and only from the end: in doubt the whole text stays.
enum ReplyText {
  /// Returns the beginning that was written anew; the whole where nothing would be left.
  static func written(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { trimmed($0) }
    var count = lines.count
    for place in lines.indices where isEnd(lines, place) {
      count = place
      break
    }
    count = withoutTrailingQuote(lines[..<count])
    guard count < lines.count, lines[..<count].contains(where: { !$0.isEmpty }) else { return text }
    let end = lines[..<count].last { !$0.isEmpty }?.endIndex ?? text.startIndex
    return text[..<end]
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line.drop { $0 <= 0x20 }
    while let last = line.last, last <= 0x20 { line.removeLast() }
    return line
  }

  /// Reports whether what was written ends before a line.
  private static func isEnd(_ lines: [ArraySlice<UInt8>], _ place: Int) -> Bool {
    let line = lines[place]
    guard let first = line.first else { return false }
    switch first {
    case UInt8(ascii: "-"):
      if line.elementsEqual("--".utf8) { return isSignature(lines[(place + 1)...]) }
      return line.starts(with: "-----".utf8) && has(line, "original message")
    case UInt8(ascii: "#"): return has(line, "reply above this line")
    case UInt8(ascii: "O"), UInt8(ascii: "A"), UInt8(ascii: "L"), UInt8(ascii: "E"), UInt8(ascii: "I"):
      return isIntroduction(lines, place)
    case UInt8(ascii: "S"), UInt8(ascii: "G"), UInt8(ascii: "V"):
      return isOfDevice(line) && lines[(place + 1)...].allSatisfy { $0.isEmpty || $0.first == UInt8(ascii: ">") }
    default: return false
    }
  }

  private static let signatureLines = 8
  private static let signatureSize = 600

  private static func isSignature(_ lines: ArraySlice<ArraySlice<UInt8>>) -> Bool {
    // Stops early, because there may be many lines that could begin one.
    let written = lines.lazy.filter { !$0.isEmpty }.prefix(signatureLines + 1)
    return written.count <= signatureLines && written.reduce(0) { $0 + $1.count } <= signatureSize
  }

  /// Reports whether a line is added by a program on a phone.
  private static func isOfDevice(_ line: ArraySlice<UInt8>) -> Bool {
    line.count <= 60
      && ["Sent from my ", "Get Outlook for ", "Sent from Mail for ", "Von meinem iPhone gesendet"].contains {
        line.starts(with: $0.utf8)
      }
  }

  private static let beginnings = ["On ", "Am ", "Le ", "El ", "Il "]
  private static let endings = ["wrote:", "schrieb:", "a écrit :", "a écrit\u{a0}:", "escribió:", "ha scritto:"]

  /// Reports whether a line, or two that were one, say who wrote what follows, and all that follows is quoted.
  private static func isIntroduction(_ lines: [ArraySlice<UInt8>], _ place: Int) -> Bool {
    guard beginnings.contains(where: { lines[place].starts(with: $0.utf8) }) else { return false }
    for last in place..<min(place + 3, lines.count) {
      guard saysWho(lines[last]) else { continue }
      let rest = lines[(last + 1)...]
      return rest.contains { !$0.isEmpty } && rest.allSatisfy { $0.isEmpty || $0.first == UInt8(ascii: ">") }
    }
    return false
  }

  private static func saysWho(_ line: ArraySlice<UInt8>) -> Bool {
    if line.last == UInt8(ascii: ":"), has(line, " schrieb ") { return true }
    return endings.contains { line.reversed().starts(with: $0.utf8.reversed()) }
  }

  /// Returns how many lines there are before a quote at the end.
  private static func withoutTrailingQuote(_ lines: ArraySlice<ArraySlice<UInt8>>) -> Int {
    var count = lines.count
    while count > 0, lines[count - 1].isEmpty { count -= 1 }
    let end = count
    while count > 0, lines[count - 1].isEmpty || lines[count - 1].first == UInt8(ascii: ">") { count -= 1 }
    return count == end ? lines.count : count
  }

  private static func has(_ line: ArraySlice<UInt8>, _ words: String) -> Bool {
    line.count <= 200 && String(decoding: line, as: UTF8.self).lowercased().contains(words)
  }
}
