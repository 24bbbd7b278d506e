/// The text of paths into a JSON value, as RFC 6901 writes them.
package enum JSONPointer {
  /// Returns a pointer one step longer, the step escaped.
  package static func appending(_ key: String, to pointer: String) -> String {
    var step = ""
    for character in key.unicodeScalars {
      switch character {
      case "~": step += "~0"
      case "/": step += "~1"
      default: step.unicodeScalars.append(character)
      }
    }
    return "\(pointer)/\(step)"
  }
}
