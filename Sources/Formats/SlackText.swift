/// The text of a message in Slack: https://docs.slack.dev/messaging/formatting-message-text.
enum SlackText {
  /// Returns it as people see it, with where its links lead.
  static func readable(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var readable: [UInt8] = []
    readable.reserveCapacity(text.count)
    var position = text.startIndex
    // Nothing closes after the last bracket that does.
    let lastClose = text.lastIndex(of: UInt8(ascii: ">")) ?? text.startIndex
    while position < text.endIndex {
      switch text[position] {
      case UInt8(ascii: "<") where position < lastClose:
        let end = text[position...].firstIndex(of: UInt8(ascii: ">")) ?? text.endIndex
        appendSign(text[(position + 1)..<end], to: &readable)
        position = end + 1
      case UInt8(ascii: "&"): position = appendEntity(text, position, to: &readable)
      default:
        readable.append(text[position])
        position += 1
      }
    }
    return readable
  }

  private static let entities: [(name: String, text: UInt8)] = [
    ("&amp;", UInt8(ascii: "&")), ("&lt;", UInt8(ascii: "<")), ("&gt;", UInt8(ascii: ">")),
  ]

  private static func appendEntity(_ text: ArraySlice<UInt8>, _ position: Int, to readable: inout [UInt8]) -> Int {
    for (name, byte) in entities where text[position...].starts(with: name.utf8) {
      readable.append(byte)
      return position + name.utf8.count
    }
    readable.append(text[position])
    return position + 1
  }

  /// Appends what stands between angle brackets: somebody, a channel, everybody, or a link.
  private static func appendSign(_ sign: ArraySlice<UInt8>, to readable: inout [UInt8]) {
    let bar = sign.firstIndex(of: UInt8(ascii: "|"))
    let target = sign[..<(bar ?? sign.endIndex)]
    let label = bar.map { sign[($0 + 1)...] } ?? []
    switch sign.first {
    case UInt8(ascii: "@")?: readable += mark("@", label.isEmpty ? target.dropFirst() : label)
    case UInt8(ascii: "#")?: readable += mark("#", label.isEmpty ? target.dropFirst() : label)
    case UInt8(ascii: "!")?: readable += mark("@", label.isEmpty ? target.dropFirst() : label)
    default:
      let address = SlackText.readable(target)
      let words = SlackText.readable(label)
      let isPlain = words.isEmpty || address.reversed().starts(with: words.reversed())
      readable += isPlain ? address : words + Array(" (".utf8) + address + Array(")".utf8)
    }
  }

  private static func mark(_ sign: String, _ name: ArraySlice<UInt8>) -> [UInt8] {
    name.first == sign.utf8.first ? Array(name) : Array(sign.utf8) + name
  }
}
