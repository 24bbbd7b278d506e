/// Percent escapes of RFC 3986.
package enum PercentEncoding {
  /// Escapes all but unreserved characters (section 2.3), so that a text is one part of an address whatever it holds.
  package static func encode(_ text: String) -> String {
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        encoded.append(byte)
      default:
        encoded.append(UInt8(ascii: "%"))
        encoded += Array(Hex.encode([byte]).uppercased().utf8)
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// Decodes `%XX`; nil when an escape is cut short or the result is not UTF-8.
  package static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
    var decoded: [UInt8] = []
    var position = bytes.startIndex
    while position < bytes.endIndex {
      let (byte, next) = step(bytes, position)
      guard let byte else { return nil }
      decoded.append(byte)
      position = next
    }
    return String(validating: decoded, as: UTF8.self)
  }

  /// Decodes a field of a form (WHATWG URL, section 5.1): `+` is a space, and a broken escape stands for itself.
  package static func decodeForm(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var position = bytes.startIndex
    while position < bytes.endIndex {
      let (byte, next) =
        bytes[position] == UInt8(ascii: "+") ? (UInt8(ascii: " "), position + 1) : step(bytes, position)
      decoded.append(byte ?? UInt8(ascii: "%"))
      position = byte == nil ? position + 1 : next
    }
    return decoded
  }

  /// Decodes one byte and says where the next one stands; nil for a broken escape.
  private static func step(_ bytes: ArraySlice<UInt8>, _ position: Int) -> (byte: UInt8?, next: Int) {
    guard bytes[position] == UInt8(ascii: "%") else { return (bytes[position], position + 1) }
    guard position + 2 < bytes.endIndex, let high = Hex.value(ofDigit: bytes[position + 1]),
      let low = Hex.value(ofDigit: bytes[position + 2])
    else { return (nil, position) }
    return (high << 4 | low, position + 3)
  }
}
