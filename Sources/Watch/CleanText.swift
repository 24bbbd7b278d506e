import Language

/// A foreign text made fit to be kept, compared and shown.
///
/// Lines end in LF, whatever they ended in, so that a quote does not depend on the tool that exported it. NUL and other
/// control characters go, and so do characters that nobody sees or that turn the direction of writing, because they hide
/// words from a reader; what was hidden is counted. Secrets are masked after that, because a hidden character could part
/// one. What is longer than the limit ends in a mark.
struct CleanText {
  let text: String
  /// Secrets masked.
  let redactions: Int
  /// Characters removed that a reader would not have seen.
  let hidden: Int

  /// The longest text that is kept as evidence, in bytes.
  static let evidenceLimit = 16 << 10
  /// The longest name of something.
  static let nameLimit = 256

  static let cutMark = "⟦cut⟧"

  /// Cleans a text; `isCut` says that the sender's was longer.
  init(_ bytes: Span<UInt8>, isCut: Bool = false, limit: Int = CleanText.evidenceLimit) {
    var hidden = 0
    var clean =
      CleanText.isPlain(bytes)
      ? unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
      : CleanText.canonical(bytes, &hidden)
    // A secret that was cut in two is no longer known as one.
    if isCut { clean = CleanText.withoutLastWord(clean) }
    let masked = SecretRedaction.mask(clean)
    redactions = CleanText.markers(masked, more: clean)
    text = CleanText.capped(masked, isCut: isCut, limit: limit)
    self.hidden = hidden
  }

  /// Cleans a text once more after it was put together from clean ones: together they may hold what neither did.
  init(joined: String, limit: Int = CleanText.evidenceLimit) {
    let masked = SecretRedaction.mask(joined)
    redactions = CleanText.markers(masked, more: joined)
    text = CleanText.capped(masked, isCut: false, limit: limit)
    hidden = 0
  }

  // MARK: Characters

  /// Reports whether nothing has to be changed: no control characters but LF and tab, and nothing beyond ASCII.
  private static func isPlain(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices {
      let byte = bytes[index]
      if byte >= 0x7f || (byte < 0x20 && byte != 0x0a && byte != 0x09) { return false }
    }
    return true
  }

  private static func canonical(_ bytes: Span<UInt8>, _ hidden: inout Int) -> String {
    let source = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    var clean = String.UnicodeScalarView()
    var isAfterReturn = false
    for scalar in source.unicodeScalars {
      defer { isAfterReturn = scalar == "\r" }
      switch scalar {
      case "\n" where isAfterReturn: break
      case "\r", "\u{2028}", "\u{2029}", "\u{85}": clean.append("\n")
      case "\t", "\n": clean.append(scalar)
      default:
        if isControl(scalar) { continue }
        if isHidden(scalar) { hidden += 1 } else { clean.append(scalar) }
      }
    }
    return String(clean)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
  }

  /// Reports whether a character has no ink of its own, or turns the direction of writing.
  ///
  /// Variation selectors 1 to 16 stay, because emoji need them.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b...0x180f, 0x200b...0x200f, 0x202a...0x202e,
      0x2060...0x206f, 0x3164, 0xfeff, 0xffa0, 0xfff0...0xfffb, 0x1d173...0x1d17a, 0xe0000...0xe0fff:
      true
    default: false
    }
  }

  // MARK: Length

  private static func withoutLastWord(_ text: String) -> String {
    let start = boundary(text, at: text.utf8.count - 512)
    return String(text[..<(text[start...].utf8.lastIndex { $0 <= 0x20 } ?? start)])
  }

  private static func capped(_ text: String, isCut: Bool, limit: Int) -> String {
    guard isCut || text.utf8.count > limit else { return text }
    guard text.utf8.count + cutMark.utf8.count > limit else { return text + cutMark }
    let beginning = text[..<boundary(text, at: limit - cutMark.utf8.count)]
    // Half a marker would be no marker.
    if let open = beginning.unicodeScalars.lastIndex(of: "⟦"), !beginning[open...].unicodeScalars.contains("⟧"),
      beginning[open...].utf8.count <= 64
    {
      return beginning[..<open] + cutMark
    }
    return beginning + cutMark
  }

  /// Returns the last place between two characters that is not past a number of bytes.
  private static func boundary(_ text: String, at count: Int) -> String.Index {
    guard count > 0 else { return text.startIndex }
    var index = text.utf8.index(text.startIndex, offsetBy: min(count, text.utf8.count))
    while index.samePosition(in: text.unicodeScalars) == nil { index = text.utf8.index(before: index) }
    return index
  }

  /// Counts the markers that masking has added.
  private static func markers(_ masked: String, more original: String) -> Int {
    // Compared as strings, which is done in whole words: masking never changes a text into its equivalent.
    guard masked != original else { return 0 }
    return max(1, brackets(masked) - brackets(original))
  }

  private static func brackets(_ text: String) -> Int {
    text.unicodeScalars.count { $0 == "⟦" }
  }
}
