import Find
import Store
import Themes

/// The grouper between batches: its state is kept in the store, beside what it has decided.
enum GrouperState {
  private static let name = "grouper"

  /// Resumes where the last batch of any process stopped.
  static func load(_ reader: StoreReader, secret: [UInt8]) throws -> Grouper {
    guard let snapshot = try reader.setting(name) else { return Grouper(secret: secret) }
    do throws(SnapshotError) {
      return try Grouper(secret: secret, snapshot: snapshot)
    } catch {
      throw LoopError.corrupt(what: "the state of the grouper", detail: "\(error)")
    }
  }

  /// Keeps the state, in the transaction of the batch.
  static func save(_ grouper: Grouper, in writer: StoreWriter) throws {
    try writer.set(name, grouper.snapshot)
  }
}
