/// The part of a URL before the `@` of its authority (https://www.rfc-editor.org/rfc/rfc3986#section-3.2).
struct URLUserinfo {
  /// The offset after the `@`, or the start of the authority where there is no `@`.
  let end: Int
  /// The user name before a password, if there are both; the name may be empty.
  let user: Range<Int>?
  /// The password to mask, if there is one and it is not masked yet.
  let password: Range<Int>?

  /// Reads from the offset after `://` on.
  init(_ text: Span<UInt8>, afterScheme start: Int) {
    var colon: Int?
    /// The last `@`, and the one that ends the password.
    var lastAt: Int?
    var at: Int?
    var portIsNumber = true
    var hasPassedMarker = false
    var holdsMarker = false
    var position = start
    scan: while position < text.count {
      let byte = text[position]
      switch byte {
      case RedactionMarker.firstByte:
        if let markerEnd = RedactionMarker.end(in: text, at: position) {
          // A marker may stand for a slash or a blank that the authority ended at, or for an `@` after it.
          hasPassedMarker = true
          portIsNumber = false
          position = markerEnd
          continue
        }
      case UInt8(ascii: "@"):
        lastAt = position
        if !hasPassedMarker || at == nil || holdsMarker {
          at = position
          holdsMarker = hasPassedMarker
        }
      case UInt8(ascii: ":"):
        // The colons of `[::1]` are no separators.
        if text[start] != UInt8(ascii: "[") { colon = colon ?? position }
      case UInt8(ascii: "/"):
        // Passwords that somebody forgot to encode hold slashes. What follows the colon is then no port.
        guard lastAt == nil, colon != nil, !portIsNumber, position + 1 < text.count,
          text[position + 1] != UInt8(ascii: "/"), text[position + 1] != UInt8(ascii: "@")
        else { break scan }
      case UInt8(ascii: "?"), UInt8(ascii: "#"):
        guard lastAt == nil, colon != nil, !portIsNumber else { break scan }
      case 0...0x20, 0x7f, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "<"),
        UInt8(ascii: ">"), UInt8(ascii: "\\"):
        break scan
      default: break
      }
      if let colon, position > colon, byte != UInt8(ascii: "@"), !ByteClass.isDigit(byte) { portIsNumber = false }
      position += 1
    }
    end = lastAt.map { $0 + 1 } ?? start
    guard let at, let colon, colon + 1 < at else {
      user = nil
      password = nil
      return
    }
    user = start..<colon
    let range = (colon + 1)..<at
    let isMaskable =
      !holdsMarker && !SecretValue.isReference(text, range) && !SecretValue.isPlaceholder(text, range)
    password = isMaskable ? range : nil
  }
}
