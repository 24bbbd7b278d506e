import Bytes

/// Words of others, and what keeps them apart from ours: a fenced block that holds one line of typed JSON.
///
/// The words cannot end the block or look like anything but a value: line ends, back ticks and all that leaves no ink
/// are written as JSON escapes, and a reader of JSON gets exactly the bytes that were stored.
enum Fence {
  /// One field of the object.
  struct Field {
    let name: String
    let text: String
  }

  /// Returns the block of some words; what is too long is cut, and the number of bytes left out is one of the fields.
  static func block(origin: String, fields: [Field], limit: Int) -> String {
    var json = "{\"untrusted\":true,\"origin\":\(string(origin))"
    var omitted = 0
    for field in fields {
      let kept = prefix(field.text, bytes: limit)
      omitted += field.text.utf8.count - kept.utf8.count
      json += ",\(string(field.name)):\(string(kept))"
    }
    if omitted > 0 { json += ",\"omitted_bytes\":\(omitted)" }
    return "```json\n\(json)}\n```"
  }

  /// Returns the longest beginning of whole scalars within so many bytes.
  static func prefix(_ text: String, bytes limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var kept = String.UnicodeScalarView()
    var left = limit
    for scalar in text.unicodeScalars {
      left -= UTF8.width(scalar)
      guard left >= 0 else { break }
      kept.append(scalar)
    }
    return String(kept)
  }

  /// Writes a JSON string in which everything can be seen.
  static func string(_ text: String) -> String {
    var written = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": written += "\\\""
      case "\\": written += "\\\\"
      case "\n": written += "\\n"
      case _ where scalar != "`" && VisibleText.isVisible(scalar): written.unicodeScalars.append(scalar)
      default:
        for unit in String(scalar).utf16 {
          written += "\\u" + Hex.encode([UInt8(unit >> 8), UInt8(unit & 0xff)])
        }
      }
    }
    return written + "\""
  }
}
