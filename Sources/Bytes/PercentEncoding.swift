/// Percent escapes of RFC 3986.
package enum PercentEncoding {
  /// Decodes `%XX`; nil when an escape is cut short or the result is not UTF-8.
  package static func decode(_ bytes: ArraySlice<UInt8>) -> String? {
    var decoded: [UInt8] = []
    var position = bytes.startIndex
    while position < bytes.endIndex {
      guard bytes[position] == UInt8(ascii: "%") else {
        decoded.append(bytes[position])
        position += 1
        continue
      }
      guard position + 2 < bytes.endIndex, let high = Hex.value(ofDigit: bytes[position + 1]),
        let low = Hex.value(ofDigit: bytes[position + 2])
      else { return nil }
      decoded.append(high << 4 | low)
      position += 3
    }
    return String(validating: decoded, as: UTF8.self)
  }
}
