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
        count <= UInt64(Int32.max)
      else { return nil }
      let end = offset + Int(count)
      if tag &>> 3 == UInt64(number) { return offset..<min(end, range.upperBound) }
      offset = end
    }
    return nil
  }

  /// A span has its start under 7, a log record its time under 1 or 11; a metric has only texts and messages.
  private static func kind(_ bytes: Span<UInt8>, _ range: Range<Int>) -> OTLPSignal? {
    var record = ProtoMessage(range)
    var hasData = false
    while let field = record.next(bytes) {
      switch (field.number, field.wire) {
      case (7, .fixed64), (8, .fixed64): return .traces
      case (1, .fixed64), (11, .fixed64): return .logs
      case (5, .bytes), (7, .bytes), (9, .bytes), (10, .bytes), (11, .bytes): hasData = true
      default: break
      }
    }
    return hasData ? .metrics : nil
  }
}
