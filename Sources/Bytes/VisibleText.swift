/// Renders foreign text so that a reader sees all of it: nothing invisible, nothing that moves the cursor, not too long.
package enum VisibleText {
  /// Returns at most `limit` characters of a text, with control and invisible characters written as `\u{…}`.
  package static func escape(_ text: some StringProtocol, limit: Int) -> String {
    var shown = ""
    var left = limit
    for scalar in text.unicodeScalars {
      let piece = isVisible(scalar) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
      guard piece.unicodeScalars.count <= left else { return shown + "…" }
      shown += piece
      left -= piece.unicodeScalars.count
    }
    return shown
  }

  /// Reports whether a scalar leaves ink, or is the ordinary space.
  package static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7f }
    // The Braille blank is a symbol by category and empty to the eye.
    if scalar.properties.isDefaultIgnorableCodePoint || scalar == "\u{2800}" { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
      .spaceSeparator:
      return false
    default: return true
    }
  }
}
