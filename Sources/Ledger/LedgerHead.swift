import Bytes

/// The end of a chain: what the next entry builds on.
package struct LedgerHead: Equatable, Sendable {
  /// The number of the last entry, counted from 1; 0 before the first.
  package let seq: Int64
  /// The hash of the last entry; 32 zero bytes before the first.
  package let hash: [UInt8]

  package init(seq: Int64, hash: [UInt8]) {
    self.seq = seq
    self.hash = hash
  }

  /// Where every chain begins.
  package static let start = LedgerHead(seq: 0, hash: [UInt8](repeating: 0, count: 32))

  /// Returns the hash of an entry that follows, given its line.
  package func hash(of line: [UInt8]) -> [UInt8] {
    var hasher = SHA256()
    hasher.update(hash)
    hasher.update(line)
    return hasher.finish().bytes
  }
}
