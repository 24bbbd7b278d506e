import Language

/// What a series of a metric is called: `http.requests{method="GET",route="/pay"}`, labels in the order of their names.
///
/// Names and values are masked like any foreign text, and an id that tells one thing from others of its kind is replaced,
/// because a series of one thing is no series.
struct SeriesText {
  let text: String
  /// Labels that had no room.
  let leftOut: Int
  let redactions: Int

  /// The longest text of a series, and of one label's value in it, in bytes.
  static let limit = 1_024
  static let valueLimit = 128

  /// Puts a name and its labels together, of which so many are shown.
  init(name: String, labels: [(key: String, value: String)], labelLimit: Int) {
    let clean = CleanText(name.utf8.span, limit: CleanText.nameLimit)
    var redactions = clean.redactions
    var parts: [String] = []
    var size = clean.text.utf8.count + 2
    var leftOut = 0
    for (key, value) in labels {
      let part = SeriesText.part(key, value, &redactions)
      // The first that has no room ends the name: it does not jump between labels as their values change.
      guard leftOut == 0, parts.count < labelLimit, size + part.utf8.count + 1 <= SeriesText.limit else {
        leftOut += 1
        continue
      }
      size += part.utf8.count + 1
      parts.append(part)
    }
    let whole = parts.isEmpty && !clean.text.isEmpty ? clean.text : "\(clean.text){\(parts.joined(separator: ","))}"
    // A name and a value may make a secret together.
    let masked = CleanText(joined: whole, limit: 2 * SeriesText.limit)
    text = masked.text
    self.leftOut = leftOut
    self.redactions = redactions + masked.redactions
  }

  private static func part(_ key: String, _ value: String, _ redactions: inout Int) -> String {
    let name = CleanText(key.utf8.span, limit: valueLimit)
    redactions += name.redactions
    if SecretRedaction.isSecretName(key) {
      redactions += 1
      return "\(name.text)=\"\(SecretRedaction.mask(value, under: [key]))\""
    }
    if isID(value) { return "\(name.text)=\"\(OperationName.placeholder)\"" }
    let clean = CleanText(value.utf8.span, limit: valueLimit)
    redactions += clean.redactions
    return "\(name.text)=\"\(escaped(clean.text))\""
  }

  /// Reports whether a value is a UUID, or as many hexadecimal digits as a hash has.
  private static func isID(_ value: String) -> Bool {
    var (digits, dashes) = (0, 0)
    for byte in value.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x46, 0x61...0x66: digits += 1
      case UInt8(ascii: "-"): dashes += 1
      default: return false
      }
    }
    return digits >= 32 && dashes <= 4
  }

  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 == 0x0a }) else {
      return value
    }
    return value.reduce(into: "") { text, character in
      switch character {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
  }
}
