/// The part of a URL before the `@` of its authority (https://www.rfc-editor.org/rfc/rfc3986#section-3.2).
struct URLUserinfo {
  /// The offset after the last `@`, or the start of the authority where there is no `@`.
  let end: Int
  /// The user name before a password, if there are both; the name may be empty.
  let user: Range<Int>?
  /// The password to mask, if there is one and it is not masked yet.
  let password: Range<Int>?

  /// Reads from the offset after `://` on.
  init(_ text: Span<UInt8>, afterScheme start: Int) {
    var scan = AuthorityScan(start: start)
    scan.run(text)
    end = scan.lastAt.map { $0 + 1 } ?? start
    guard let (colon, at) = scan.password else {
      user = nil
      password = nil
      return
    }
    user = start..<colon
    let range = (colon + 1)..<at
    let isMaskable =
      !scan.holdsMarker && !SecretValue.isReference(text, range) && !SecretValue.isPlaceholder(text, range)
    password = isMaskable ? range : nil
  }
}

/// A walk over an authority, and over the rest of a password that nobody encoded.
private struct AuthorityScan {
  private let start: Int
  private var position: Int
  private var colon: Int?
  /// The `@` after the password.
  private var at: Int?
  private(set) var lastAt: Int?
  /// Whether only digits followed the colon yet, as in a port.
  private var isPort = true
  private var hasPassedMarker = false
  /// Whether a marker stands before the `@` after the password.
  private(set) var holdsMarker = false
  private var isSettled = false

  init(start: Int) {
    self.start = start
    position = start
  }

  /// The colon before a password and the `@` after it.
  var password: (colon: Int, at: Int)? {
    guard let colon, let at, colon + 1 < at else { return nil }
    return (colon, at)
  }

  mutating func run(_ text: Span<UInt8>) {
    while position < text.count {
      if let markerEnd = RedactionMarker.end(in: text, at: position) {
        passMarker(to: markerEnd)
        continue
      }
      let byte = text[position]
      guard !ends(text, at: byte) else { return }
      if byte == UInt8(ascii: "@") {
        passAt()
      } else if colon != nil {
        isPort = isPort && ByteClass.isDigit(byte)
      } else if byte == UInt8(ascii: ":"), text[start] != UInt8(ascii: "[") {
        // The colons of `[::1]` are no separators.
        colon = position
      }
      position += 1
    }
  }

  /// A marker may stand for a slash or a blank that the authority ended at, or hide an `@`.
  ///
  /// So a password before the first marker stays what it was, and what only ends after a marker is none.
  private mutating func passMarker(to end: Int) {
    isSettled = isSettled || (!hasPassedMarker && password != nil)
    hasPassedMarker = true
    isPort = false
    position = end
  }

  private mutating func passAt() {
    lastAt = position
    guard !isSettled else { return }
    at = position
    holdsMarker = hasPassedMarker
  }

  private func ends(_ text: Span<UInt8>, at byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"):
      // Passwords that somebody forgot to encode hold these. What follows the colon is then no port.
      guard lastAt == nil, colon != nil, !isPort else { return true }
      guard byte == UInt8(ascii: "/") else { return false }
      // Two slashes may begin the next URL, and a scan of its own; `/@` begins a scope or a user in a path.
      let next = position + 1 < text.count ? text[position + 1] : byte
      return next == UInt8(ascii: "/") || next == UInt8(ascii: "@")
    case 0...0x20, 0x7f, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "<"),
      UInt8(ascii: ">"), UInt8(ascii: "\\"):
      return true
    default:
      return false
    }
  }
}
