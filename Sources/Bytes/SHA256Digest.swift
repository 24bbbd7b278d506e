/// The 32 bytes SHA-256 gives for a message.
///
/// Four words and no array: there is one for every person and text that comes in.
package struct SHA256Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64
  private let fourth: UInt64

  package static let byteCount = 32
  /// What no message gives.
  package static let zero = SHA256Digest(0, 0, 0, 0)

  private init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
    (self.first, self.second, self.third, self.fourth) = (first, second, third, fourth)
  }

  /// Takes the eight words of a state.
  init(_ state: Span<UInt32>) {
    first = UInt64(state[0]) &<< 32 | UInt64(state[1])
    second = UInt64(state[2]) &<< 32 | UInt64(state[3])
    third = UInt64(state[4]) &<< 32 | UInt64(state[5])
    fourth = UInt64(state[6]) &<< 32 | UInt64(state[7])
  }

  /// Takes the bytes, most significant first; nil unless there are 32.
  package init?(bytes: Span<UInt8>) {
    guard bytes.count == SHA256Digest.byteCount else { return nil }
    first = bytes.littleEndian64(0).byteSwapped
    second = bytes.littleEndian64(8).byteSwapped
    third = bytes.littleEndian64(16).byteSwapped
    fourth = bytes.littleEndian64(24).byteSwapped
  }

  /// Takes 64 lower-case hexadecimal digits; nil for anything else.
  package init?(hex: String) {
    guard hex.utf8.count == 2 * SHA256Digest.byteCount, let bytes = Hex.bytes(hex) else { return nil }
    self.init(bytes: bytes.span)
  }

  /// The first eight bytes as a number, most significant first.
  package var head: UInt64 { first }

  /// The 32 bytes, most significant first.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(SHA256Digest.byteCount)
    for word in [first, second, third, fourth] { bytes.appendLittleEndian(word.byteSwapped) }
    return bytes
  }

  /// The digest as 64 lower-case hexadecimal digits.
  package var hex: String { Hex.encode(bytes) }

  package var description: String { hex }

  /// Orders by bytes, as their digits are ordered.
  package static func < (left: SHA256Digest, right: SHA256Digest) -> Bool {
    (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
  }
}
