import Bytes

/// What an OTLP request carries; on the wire all kinds are built alike, and only what lies innermost tells them apart.
package enum OTLPSignal: Sendable {
  case traces, logs, metrics

  /// Tells the kind of a request by its first record; nil for what is no request, or has no record.
  ///
  /// The bytes may be the beginning of one: what reaches past them counts as there.
  init?(_ bytes: Span<UInt8>) {
    guard let resource = OTLPSignal.first(1, in: bytes, 0..<bytes.count),
      let scope = OTLPSignal.first(2, in: bytes, resource), let record = OTLPSignal.first(2, in: bytes, scope),
      let signal = OTLPSignal.kind(bytes, record)
    else { return nil }
    self = signal
  }

  /// Returns where the first message under a number lies, as far as the bytes reach.
  private static func first(_ number: Int, in bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
    var offset = range.lowerBound
    while offset < range.upperBound {
      guard let tag = bytes.varint(&offset), tag & 7 == 2, tag &>> 3 <= 3, tag >= 8, let count = bytes.varint(&offset),
        count <= UInt64(Int32.max), offset <= range.upperBound  // a damaged message's length may stand past its end
      else { return nil }
      let end = offset + Int(count)
      if tag &>> 3 == UInt64(number) { return offset..<min(end, range.upperBound) }
      offset = end
    }
    return nil
  }

  /// A span has its start under 7, a log record its time under 1 or 11; a metric has only texts and messages.
  private static func kind(_ bytes: Span<UInt8>, _ range: Range<Int>) -> OTLPSignal? {
    var offset = range.lowerBound
    var (hasData, hasName) = (false, false)
    // By hand: a message whose last field reaches past what is there is damaged, and here only its beginning is.
    while offset < range.upperBound, let tag = bytes.varint(&offset) {
      switch (tag &>> 3, tag & 7) {
      case (0, _): return nil
      case (7, 1), (8, 1): return .traces
      case (1, 1), (11, 1): return .logs
      case (_, 1): offset += 8
      case (_, 5): offset += 4
      case (_, 0): _ = bytes.varint(&offset)
      case (let number, 2):
        guard let count = bytes.varint(&offset), count <= UInt64(Int32.max) else { return nil }
        // A gauge begins with its first point; a span's name is a text.
        let isMessage = offset < bytes.count && bytes[offset] == 0x0a
        hasData = hasData || [7, 9, 10, 11].contains(number) || number == 5 && isMessage
        hasName = hasName || number == 5 && !isMessage && count > 0
        offset += Int(count)
      default: return nil
      }
    }
    if hasData { return .metrics }
    return hasName ? .traces : nil
  }
}
