/// Characters that HTML writes as `&amp;`, `&#8364;` or `&#x20ac;`.
enum HTMLEntity {
  /// The longest that is looked at.
  private static let limit = 12

  /// Returns what stands at an ampersand, and where it ends; the ampersand itself where that is no entity.
  static func decoded(_ text: ArraySlice<UInt8>, at position: Int) -> (text: [UInt8], end: Int) {
    let plain = ([text[position]], position + 1)
    let window = text[(position + 1)...].prefix(limit)
    guard let end = window.firstIndex(of: UInt8(ascii: ";")), end > window.startIndex else { return plain }
    let name = String(decoding: window[..<end], as: UTF8.self)
    guard let character = name.hasPrefix("#") ? numbered(name.dropFirst()) : names[name] else { return plain }
    return (Array(String(character).utf8), end + 1)
  }

  /// Returns a text with all of its entities decoded.
  static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var position = text.startIndex
    while position < text.endIndex {
      guard text[position] == UInt8(ascii: "&") else {
        result.append(text[position])
        position += 1
        continue
      }
      let (decoded, end) = decoded(text, at: position)
      result += decoded
      position = end
    }
    return result
  }

  private static func numbered(_ digits: Substring) -> Unicode.Scalar? {
    let isHexadecimal = digits.first == "x" || digits.first == "X"
    let value = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    guard let value, value > 0 else { return nil }
    return Unicode.Scalar(value)
  }

  /// Those that letters, shops and editors use: https://html.spec.whatwg.org/multipage/named-characters.html.
  private static let names: [String: Unicode.Scalar] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "shy": "\u{ad}", "copy": "©", "reg": "®",
    "trade": "™", "euro": "€", "pound": "£", "yen": "¥", "cent": "¢", "sect": "§", "deg": "°", "plusmn": "±",
    "times": "×", "divide": "÷", "frac12": "½", "middot": "·", "bull": "•", "hellip": "…", "ndash": "–", "mdash": "—",
    "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "ldquo": "“", "rdquo": "”", "bdquo": "„", "laquo": "«", "raquo": "»",
    "iexcl": "¡", "iquest": "¿", "auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü",
    "szlig": "ß", "agrave": "à", "aacute": "á", "acirc": "â", "atilde": "ã", "aring": "å", "aelig": "æ", "ccedil": "ç",
    "egrave": "è", "eacute": "é", "ecirc": "ê", "euml": "ë", "igrave": "ì", "iacute": "í", "icirc": "î", "iuml": "ï",
    "ntilde": "ñ", "ograve": "ò", "oacute": "ó", "ocirc": "ô", "otilde": "õ", "oslash": "ø", "ugrave": "ù",
    "uacute": "ú", "ucirc": "û", "yacute": "ý", "Agrave": "À", "Aacute": "Á", "Aring": "Å", "Ccedil": "Ç",
    "Egrave": "È", "Eacute": "É", "Ntilde": "Ñ", "Oslash": "Ø", "zwnj": "\u{200c}", "zwj": "\u{200d}",
    "lrm": "\u{200e}", "rlm": "\u{200f}", "rarr": "→", "larr": "←", "check": "✓",
  ]
}
