/// The sets of bytes that the rules are written in; all are ASCII, so a range between two of them never cuts a scalar.
enum ByteClass {
  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10
  }

  @inline(__always)
  static func isUpper(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "A") < 26
  }

  @inline(__always)
  static func isLower(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "a") < 26
  }

  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool {
    isLower(byte | 0x20)
  }

  @inline(__always)
  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || isLetter(byte)
  }

  /// The bytes of an identifier.
  @inline(__always)
  static func isWord(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte == UInt8(ascii: "_")
  }

  /// The alphabet of URL-safe base 64, which most provider keys are written in.
  @inline(__always)
  static func isKey(_ byte: UInt8) -> Bool {
    isWord(byte) || byte == UInt8(ascii: "-")
  }

  /// The alphabet of HTTP credentials (`token68`, https://www.rfc-editor.org/rfc/rfc9110#section-11.2).
  @inline(__always)
  static func isCredential(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): true
    default: isKey(byte)
    }
  }

  /// The bytes of a name before `=` or `:`.
  @inline(__always)
  static func isName(_ byte: UInt8) -> Bool {
    isKey(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "$")
  }

  /// The bytes of the part of an address before the `@`, without the rare ones that also end values in code.
  @inline(__always)
  static func isMailbox(_ byte: UInt8) -> Bool {
    isKey(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "%")
  }

  @inline(__always)
  static func isHostName(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }

  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  @inline(__always)
  static func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
  }

  /// The letters that a backslash before them makes one character of, in JSON and most languages.
  @inline(__always)
  static func isEscapeLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): true
    default: false
    }
  }

  /// The bytes that a value without quotes stops at.
  ///
  /// A backslash is one of them because it begins `\n` or `\"` in text that is JSON inside JSON.
  @inline(__always)
  static func endsValue(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, 0x7f, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: ","),
      UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ")"),
      UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "|"), UInt8(ascii: "\\"):
      true
    default: false
    }
  }
}
