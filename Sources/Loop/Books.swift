package import Bytes
package import Domain
package import Host
package import Store

/// A project's open store, with who asks and when: what every use case starts from.
package struct Books: Sendable {
  package let store: Store
  package let project: Project
  package let environment: Environment
  package let now: Timestamp
  /// Who asks, as the ledger names callers: `person`, `agent:NAME` or `reckon`.
  package let actor: String
  /// Whether somebody names the moment, instead of the clock.
  package let isAsOf: Bool
  /// What this process knows of earlier calls.
  var memo = Memo()

  /// What identities and digests of this store are keyed with.
  package var secret: [UInt8] { store.secret }

  /// Reads from one unchanging view of the store.
  package func read<Result>(_ body: (Records) throws -> Result) throws -> Result {
    try store.read { try body(Records($0, now: now, memo: memo)) }
  }

  /// Changes the store, all of it or nothing; every change goes through the journal.
  ///
  /// Waits in line for `limit`, or as long as the store's options say.
  func write<Result>(
    as actor: String? = nil,
    within limit: Duration? = nil,
    _ body: (inout Journal) throws -> Result
  ) throws -> Result {
    let (result, isWritten) = try store.write(within: limit) { writer in
      var journal = try Journal(writer, now: now, actor: actor ?? self.actor)
      let before = journal.seq
      try refuseBackdating(journal.records)
      return (try body(&journal), journal.seq > before)
    }
    if isWritten { try CheckpointFiles(project).writeIfDue(store, now: now) }
    return result
  }

  /// Throws where nothing may be written: a clock may be set back, but a person who names an earlier moment would rewrite who
  /// promised what and when.
  func refuseBackdating(_ records: Records) throws {
    guard isAsOf, let last = try records.lastEntryTime(), now < last else { return }
    throw LoopError.backdated(asOf: now, last: last)
  }
}
