/// A tag of an HTML text: its name in lower case, and its attributes where somebody asks for them.
struct HTMLTag {
  let name: String
  let isEnd: Bool
  private let attributes: ArraySlice<UInt8>

  /// Elements without an end.
  private static let voids: Set<String> = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
  ]
  /// Elements whose content is no text of anybody's.
  static let unread: Set<String> = ["script", "style", "head", "title", "template", "svg", "iframe", "object"]
  /// Those of them in which brackets are no tags.
  static let raw: Set<String> = ["script", "style"]

  private static let nameLimit = 32
  private static let valueLimit = 2_048

  var isVoid: Bool { HTMLTag.voids.contains(name) }

  /// Reads what stands between the brackets; nil for a declaration.
  init?(_ content: ArraySlice<UInt8>) {
    isEnd = content.first == UInt8(ascii: "/")
    let rest = isEnd ? content.dropFirst() : content
    let name = rest.prefix(HTMLTag.nameLimit).prefix { byte in
      (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
    }
    guard !name.isEmpty else { return nil }
    self.name = String(decoding: name, as: UTF8.self).lowercased()
    attributes = rest[name.endIndex...]
  }

  /// Whether its own attributes keep its content from being seen.
  var isHidden: Bool {
    guard attributes.count > 5 else { return false }
    var isHidden = false
    forEachAttribute { name, value in
      if name == "hidden" { isHidden = true }
      if name == "style", HTMLTag.hides(value) { isHidden = true }
    }
    return isHidden
  }

  /// Returns the value of an attribute, its entities decoded; the beginning of a long one.
  func value(of wanted: String) -> [UInt8] {
    var found: [UInt8]?
    forEachAttribute { name, value in
      if found == nil, name == wanted { found = HTMLEntity.decoded(value.prefix(HTMLTag.valueLimit)) }
    }
    return found ?? []
  }

  private static func hides(_ style: ArraySlice<UInt8>) -> Bool {
    let plain = style.prefix(valueLimit).filter { $0 > 0x20 }
    let style = String(decoding: plain, as: UTF8.self).lowercased()
    for declaration in style.split(separator: ";") {
      let parts = declaration.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let value = parts[1].split(separator: "!").first ?? ""
      switch parts[0] {
      case "display" where value == "none", "visibility" where value == "hidden", "mso-hide" where value == "all":
        return true
      case "opacity", "font-size", "max-height", "max-width":
        if isZero(value) { return true }
      default: break
      }
    }
    return false
  }

  private static func isZero(_ value: Substring) -> Bool {
    let digits = value.prefix { $0.isNumber || $0 == "." }
    return !digits.isEmpty && digits.allSatisfy { $0 == "0" || $0 == "." }
  }

  private func forEachAttribute(_ body: (_ name: String, _ value: ArraySlice<UInt8>) -> Void) {
    var rest = attributes
    while true {
      rest = rest.drop { $0 <= 0x20 || $0 == UInt8(ascii: "/") }
      let name = rest.prefix { $0 > 0x20 && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "/") }
      guard !rest.isEmpty else { return }
      rest = rest[name.endIndex...].drop { $0 <= 0x20 }
      var value: ArraySlice<UInt8> = []
      if rest.first == UInt8(ascii: "=") {
        rest = rest.dropFirst().drop { $0 <= 0x20 }
        if let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
          value = rest.dropFirst().prefix { $0 != quote }
          rest = rest[value.endIndex...].dropFirst()
        } else {
          value = rest.prefix { $0 > 0x20 }
          rest = rest[value.endIndex...]
        }
      }
      body(String(decoding: name.prefix(HTMLTag.nameLimit), as: UTF8.self).lowercased(), value)
    }
  }
}
