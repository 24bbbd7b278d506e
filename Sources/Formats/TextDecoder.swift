import Bytes

/// Turns the bytes of a text file into UTF-8: takes off a byte order mark, and reads UTF-16 where one says so.
struct TextDecoder: Sendable {
  private enum Form: Sendable { case unknown, utf8, utf16(isBigEndian: Bool) }

  private var form = Form.unknown
  /// Bytes that do not make a whole mark, unit or pair yet.
  private var pending: [UInt8] = []

  /// Takes more bytes; returns what they add to the text.
  mutating func push(_ bytes: Span<UInt8>) -> [UInt8] {
    var input = pending
    pending = []
    input.append(copying: bytes)
    return decode(input, isLast: false)
  }

  /// Ends the text; returns what was held back.
  mutating func finish() -> [UInt8] {
    let input = pending
    pending = []
    return decode(input, isLast: true)
  }

  private mutating func decode(_ input: [UInt8], isLast: Bool) -> [UInt8] {
    var start = 0
    if case .unknown = form {
      guard input.count >= 3 || isLast else {
        pending = input
        return []
      }
      (form, start) = TextDecoder.form(of: input)
    }
    guard case .utf16(let isBigEndian) = form else { return start == 0 ? input : Array(input[start...]) }
    return decodeUTF16(input[start...], isBigEndian: isBigEndian, isLast: isLast)
  }

  private static func form(of input: [UInt8]) -> (Form, start: Int) {
    if input.starts(with: [0xef, 0xbb, 0xbf]) { return (.utf8, 3) }
    if input.starts(with: [0xff, 0xfe]) { return (.utf16(isBigEndian: false), 2) }
    if input.starts(with: [0xfe, 0xff]) { return (.utf16(isBigEndian: true), 2) }
    return (.utf8, 0)
  }

  private mutating func decodeUTF16(_ input: ArraySlice<UInt8>, isBigEndian: Bool, isLast: Bool) -> [UInt8] {
    var units: [UInt16] = []
    units.reserveCapacity(input.count / 2)
    var position = input.startIndex
    while position + 1 < input.endIndex {
      let (first, second) = (UInt16(input[position]), UInt16(input[position + 1]))
      units.append(isBigEndian ? first << 8 | second : second << 8 | first)
      position += 2
    }
    // Half a pair waits for its other half.
    if !isLast, let unit = units.last, UTF16.isLeadSurrogate(unit) {
      units.removeLast()
      position -= 2
    }
    pending = isLast ? [] : Array(input[position...])
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  /// Returns a whole text in UTF-8, whichever of the known forms it is in.
  static func text(_ bytes: Span<UInt8>) -> [UInt8] {
    var decoder = TextDecoder()
    let text = decoder.push(bytes) + decoder.finish()
    guard !isUTF8(text.span), isWindows1252(text.span) else { return text }
    var decoded: [UInt8] = []
    append(windows1252: text[...], to: &decoded)
    return decoded
  }

  /// Reports whether a byte order mark says that a text is UTF-16.
  static func isUTF16(_ bytes: Span<UInt8>) -> Bool {
    bytes.count >= 2 && (bytes[0] == 0xff && bytes[1] == 0xfe || bytes[0] == 0xfe && bytes[1] == 0xff)
  }

  // MARK: Code pages

  /// Reports whether bytes are well-formed UTF-8.
  static func isUTF8(_ bytes: Span<UInt8>) -> Bool {
    // fine because the only error is that they are not
    (try? UTF8Span(validating: bytes)) != nil
  }

  /// Reports whether bytes that are no UTF-8 may be Windows-1252: all are characters there, and no two are one in UTF-8.
  ///
  /// A text in UTF-8 that was damaged in one place is not read as another, because all its letters would be wrong.
  static func isWindows1252(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices where bytes[index] >= 0x80 {
      switch bytes[index] {
      case 0x81, 0x8d, 0x8f, 0x90, 0x9d: return false
      case 0xc2...0xdf where isContinued(bytes, index, 1), 0xe0...0xef where isContinued(bytes, index, 2),
        0xf0...0xf4 where isContinued(bytes, index, 3):
        return false
      default: break
      }
    }
    return true
  }

  private static func isContinued(_ bytes: Span<UInt8>, _ index: Int, _ count: Int) -> Bool {
    index + count < bytes.count && (1...count).allSatisfy { bytes[index + $0] & 0xc0 == 0x80 }
  }

  /// What the bytes 0x80 to 0x9f are in Windows-1252: https://encoding.spec.whatwg.org/index-windows-1252.txt.
  private static let windows1252: [Unicode.Scalar] = [
    "€", "\u{81}", "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", "\u{8d}", "Ž", "\u{8f}",
    "\u{90}", "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", "\u{9d}", "ž", "Ÿ",
  ]

  /// Appends what bytes are in Windows-1252, which spreadsheets write where they do not write UTF-8.
  static func append(windows1252 bytes: ArraySlice<UInt8>, to text: inout [UInt8]) {
    for byte in bytes {
      switch byte {
      case 0..<0x80: text.append(byte)
      case 0x80..<0xa0: text += Array(String(windows1252[Int(byte) - 0x80]).utf8)
      default: text += [0xc0 | byte >> 6, 0x80 | byte & 0x3f]
      }
    }
  }
}
