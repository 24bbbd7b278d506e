import Bytes

/// The key under which rows are sealed: a checksum of eight bytes over all other columns.
///
/// It notices damage, and somebody without the store's secret cannot make a changed row look right.
struct SealKey: Sendable {
  let hash: SipHash

  /// Derives the key from a store's secret, under a label that no other use of it shares.
  init(secret: [UInt8]) {
    let bytes = HMAC.tag(for: Array("row seals".utf8), key: secret).bytes
    let words = [bytes[..<8], bytes[8..<16]].map { $0.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    hash = SipHash(key: words[0], words[1])
  }
}

/// The message a row's seal is computed over: its table, then each column in order.
///
/// Forms and order are the table's, so a length before texts and bytes is all that makes it unambiguous.
struct SealMessage: Sendable {
  private var bytes: [UInt8] = []
  private let prefixLength: Int

  init(_ table: Table) {
    bytes.append(contentsOf: table.name.utf8)
    bytes.append(0)
    prefixLength = bytes.count
  }

  /// Begins anew with the next row.
  mutating func removeAll() {
    bytes.removeSubrange(prefixLength...)
  }

  mutating func append(_ value: Int64) {
    let value = value.littleEndian
    unsafe withUnsafeBytes(of: value) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func append(_ value: Int64?) {
    bytes.append(value == nil ? 0 : 1)
    if let value { append(value) }
  }

  mutating func append(_ value: String) {
    append(Int64(value.utf8.count))
    bytes.append(contentsOf: value.utf8)
  }

  mutating func append(_ value: String?) {
    bytes.append(value == nil ? 0 : 1)
    if let value { append(value) }
  }

  mutating func append(_ value: [UInt8]) {
    append(Int64(value.count))
    bytes.append(contentsOf: value)
  }

  /// Gives the seal of what was appended.
  func seal(_ key: SealKey) -> Int64 {
    Int64(bitPattern: key.hash.hash(bytes))
  }
}
