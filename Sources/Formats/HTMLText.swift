/// The words of an HTML text as its reader saw them, with where its links lead.
///
/// A scanner, not a browser: it goes over the text once, whatever is in it. Elements that their own attributes hide are
/// left out, and so are comments; that there were some is noted. What is quoted begins with `>` on each line.
struct HTMLText {
  private(set) var text: [UInt8] = []
  /// Whether something was left out that somebody wrote and its reader could not see.
  private(set) var isConcealing = false

  /// What is left out until the element ends in which it stands.
  private struct Omission {
    let name: String
    var depth = 1
    let isConcealing: Bool
  }

  private struct Link {
    let target: [UInt8]
    let start: Int
  }

  private let source: ArraySlice<UInt8>
  private var position: Int
  private var omission: Omission?
  private var links: [Link] = []
  private var quoteDepth = 0
  private var preformattedDepth = 0
  private var hasSpace = false
  private var breaks = 0
  /// Whether no tag closes any more, so that none opens.
  private var isPastTags = false

  private static let linkLimit = 32
  private static let quoteLimit = 8

  /// Reads a text to its end.
  init(_ source: ArraySlice<UInt8>) {
    self.source = source
    position = source.startIndex
    while position < source.endIndex { step() }
  }

  /// Reports whether a text begins as HTML does; what merely holds an angle bracket is none.
  static func isHTML(_ text: ArraySlice<UInt8>) -> Bool {
    let beginning = text.drop { $0 <= 0x20 }.prefix(12)
    guard beginning.first == UInt8(ascii: "<") else { return false }
    let name = beginning.dropFirst().prefix { isLetter($0) || $0 == UInt8(ascii: "!") || (0x31...0x36).contains($0) }
    return ["!doctype", "html", "body", "p", "div", "span", "table", "br", "ul", "ol", "h1", "h2", "h3"].contains(
      String(decoding: name, as: UTF8.self).lowercased()
    )
  }

  private mutating func step() {
    switch source[position] {
    case UInt8(ascii: "<"): markup()
    case UInt8(ascii: "&"):
      let (decoded, end) = HTMLEntity.decoded(source, at: position)
      for byte in decoded { emit(byte) }
      position = end
    default:
      emit(source[position])
      position += 1
    }
  }

  // MARK: Output

  private mutating func emit(_ byte: UInt8) {
    if let omission {
      if byte > 0x20, omission.isConcealing { isConcealing = true }
      return
    }
    if byte <= 0x20, preformattedDepth == 0 || byte == UInt8(ascii: "\r") {
      hasSpace = true
    } else if byte == UInt8(ascii: "\n") {
      breaks = min(2, breaks + 1)
    } else {
      separate()
      text.append(byte)
    }
  }

  /// Writes the line ends or the space that stand before the next character.
  private mutating func separate() {
    if breaks > 0 || text.isEmpty {
      if !text.isEmpty { text += Array(repeating: UInt8(ascii: "\n"), count: breaks) }
      for _ in 0..<quoteDepth { text += Array("> ".utf8) }
    } else if hasSpace {
      text.append(0x20)
    }
    breaks = 0
    hasSpace = false
  }

  private mutating func emit(_ words: [UInt8]) {
    for byte in words where byte >= 0x20 { emit(byte) }
  }

  private mutating func endLine(_ count: Int = 1) {
    if omission == nil { breaks = max(breaks, count) }
  }

  // MARK: Markup

  private mutating func markup() {
    let next = position + 1 < source.endIndex ? source[position + 1] : 0
    if source[position...].starts(with: "<!--".utf8) {
      comment()
    } else if !isPastTags,
      HTMLText.isLetter(next) || [UInt8(ascii: "/"), UInt8(ascii: "!"), UInt8(ascii: "?")].contains(next),
      let end = tagEnd()
    {
      let tag = HTMLTag(source[(position + 1)..<end])
      position = end + 1
      if let tag { take(tag) }
    } else {
      emit(source[position])
      position += 1
    }
  }

  /// Passes a comment; one that is never closed takes the rest.
  private mutating func comment() {
    let start = position + 4
    var end = start
    while end < source.endIndex, !(source[end] == UInt8(ascii: "-") && source[end...].starts(with: "-->".utf8)) {
      end += 1
    }
    let words = source[min(start, end)..<end].drop { $0 <= 0x20 }
    // Mail programs have conditions in comments, which nobody wrote.
    if !words.isEmpty, !words.starts(with: "[if".utf8), !words.starts(with: "<![endif".utf8), omission == nil {
      isConcealing = true
    }
    position = min(end + 3, source.endIndex)
  }

  /// Returns where the tag at the position ends; a bracket within quotes does not end it.
  private mutating func tagEnd() -> Int? {
    var quote: UInt8?
    var firstClose: Int?
    for index in (position + 1)..<source.endIndex {
      let byte = source[index]
      if byte == UInt8(ascii: ">") {
        if quote == nil { return index }
        firstClose = firstClose ?? index
      } else if quote == byte {
        quote = nil
      } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      }
    }
    isPastTags = firstClose == nil
    return firstClose
  }

  private mutating func take(_ tag: HTMLTag) {
    // A head ends here, whether it says so or not.
    if tag.name == "body", omission?.name == "head" { omission = nil }
    if var current = omission {
      // Paragraphs and list items end where the next begins.
      let isImplied = !tag.isEnd && (tag.name == "p" || tag.name == "li")
      if tag.name == current.name { current.depth += tag.isEnd || isImplied ? -1 : 1 }
      omission = current.depth > 0 ? current : nil
      guard omission == nil, !tag.isEnd else { return }
    }
    if !tag.isEnd, !tag.isVoid {
      if HTMLTag.unread.contains(tag.name) { return omit(tag, isConcealing: false) }
      if tag.isHidden { return omit(tag, isConcealing: true) }
    }
    show(tag)
  }

  private mutating func omit(_ tag: HTMLTag, isConcealing: Bool) {
    guard HTMLTag.raw.contains(tag.name) else {
      omission = Omission(name: tag.name, isConcealing: isConcealing)
      return
    }
    // Brackets in a script are none of ours.
    var end = position
    while end < source.endIndex {
      if source[end] == UInt8(ascii: "<"), isEndTag(of: tag.name, at: end) { break }
      end += 1
    }
    position = end
  }

  private func isEndTag(of name: String, at place: Int) -> Bool {
    let start = place + 2
    guard start + name.utf8.count <= source.endIndex, source[place + 1] == UInt8(ascii: "/") else { return false }
    return zip(source[start...], name.utf8).allSatisfy { ($0 | 0x20) == $1 }
  }

  private mutating func show(_ tag: HTMLTag) {
    switch tag.name {
    case "br": breaks = omission == nil ? min(2, breaks + 1) : breaks
    case "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "hr": endLine(2)
    case "blockquote":
      endLine()
      quoteDepth = max(0, min(HTMLText.quoteLimit, quoteDepth + (tag.isEnd ? -1 : 1)))
    case "pre":
      endLine()
      preformattedDepth = max(0, preformattedDepth + (tag.isEnd ? -1 : 1))
    case "li":
      endLine()
      if !tag.isEnd { emit(Array("- ".utf8)) }
    case "div", "tr", "section", "article", "header", "footer", "dl", "dt", "dd", "address", "form": endLine()
    case "td", "th": hasSpace = true
    case "a": tag.isEnd ? endLink() : beginLink(tag)
    case "img": image(tag)
    default: break
    }
  }

  // MARK: Links and images

  private mutating func beginLink(_ tag: HTMLTag) {
    guard links.count < HTMLText.linkLimit else { return }
    links.append(Link(target: tag.value(of: "href"), start: text.count))
  }

  /// Says where a link leads, unless its words do.
  private mutating func endLink() {
    guard let link = links.popLast(), !link.target.isEmpty else { return }
    let words = text[min(link.start, text.count)...].drop { $0 <= 0x20 || $0 == UInt8(ascii: ">") }
    guard !words.isEmpty, !link.target.reversed().starts(with: words.reversed()) else {
      if words.isEmpty { emit(link.target) }
      return
    }
    hasSpace = true
    emit(Array("(".utf8) + link.target + Array(")".utf8))
  }

  private mutating func image(_ tag: HTMLTag) {
    let words = tag.value(of: "alt")
    if !words.isEmpty { emit(Array("[image: ".utf8) + words + Array("]".utf8)) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
}
