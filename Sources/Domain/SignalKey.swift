import Bytes

/// Ten bytes that tell one signal from every other, the same however often and by whichever way it arrives.
///
/// Signals of one trace share the prefix, so that the sorted keys also find a trace.
package struct SignalKey: Hashable, Comparable, Sendable {
  /// A keyed hash of the trace id; where there is none, of the whole identity.
  package let prefix: UInt32
  /// A keyed hash of the whole identity: 48 bits.
  package let rest: UInt64

  package init(prefix: UInt32, rest: UInt64) {
    self.prefix = prefix
    self.rest = rest & 0xffff_ffff_ffff
  }

  /// Takes the ten bytes of a key; nil for any other number of them.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 10 else { return nil }
    self.init(
      prefix: bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) },
      rest: bytes[4...].reduce(0) { $0 << 8 | UInt64($1) }
    )
  }

  /// Appends the ten bytes of the key, in its order.
  package func append(to bytes: inout [UInt8]) {
    bytes.appendLittleEndian(UInt64(prefix.byteSwapped), bytes: 4)
    bytes.appendLittleEndian(rest.byteSwapped >> 16, bytes: 6)
  }

  /// The ten bytes of the key, in its order.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  /// Orders by prefix, then by the rest.
  package static func < (left: SignalKey, right: SignalKey) -> Bool {
    left.prefix != right.prefix ? left.prefix < right.prefix : left.rest < right.rest
  }
}

/// The sixteen bytes that join the spans of one request.
package struct TraceID: Hashable, Sendable {
  package let high: UInt64
  package let low: UInt64

  package static let none = TraceID(high: 0, low: 0)

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  package var isNone: Bool { high == 0 && low == 0 }
}
