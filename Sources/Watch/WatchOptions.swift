package import Bytes

/// What rows are made with besides the records.
package struct WatchOptions: Sendable {
  /// The store's 32 bytes, under which identities are hashed.
  package var secret: [UInt8]
  /// What the source is called; nil for a name by format, such as `otlp`.
  package var source: String?
  /// Where the records come from, such as a path: evidence without an address of its own says it, with the line.
  package var origin = ""
  /// Records after this are rejected: a clock that runs ahead would make all else look old.
  package var latest: Timestamp?
  /// What calls of models cost that come without a cost.
  package var prices = PriceTable.list
  /// Rows in a batch at most.
  package var rowLimit = 16_384

  package init(secret: [UInt8]) {
    self.secret = secret
  }
}
