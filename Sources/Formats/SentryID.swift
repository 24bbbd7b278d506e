import Bytes

/// Ids of Sentry's: libraries write the same one with the dashes of a UUID or without, in upper or lower case.
enum SentryID {
  /// Returns an id in 32 hexadecimal digits of lower case; what is none as it came.
  static func text(_ place: Int?, _ line: JSONLine, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> RecordText {
    let text = line.text(at: place, bytes, into: &batch)
    guard 32...36 ~= text.count else { return text }
    var digits: [UInt8] = []
    for byte in batch.bytes[text.range] where byte != UInt8(ascii: "-") {
      guard Hex.value(ofDigit: byte) != nil else { return text }
      digits.append(byte | 0x20)
    }
    guard digits.count == 32, !digits.elementsEqual(batch.bytes[text.range]) else { return text }
    return batch.add(digits.span)
  }
}
