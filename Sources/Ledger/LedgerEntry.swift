package import Bytes

/// One change of the store, chained to all changes before it.
///
/// It holds ids and digests, never a text that somebody may want erased.
package struct LedgerEntry: Equatable, Sendable {
  package let seq: Int64
  package let at: Timestamp
  /// Who did it: a worker's name, or the name of a command.
  package let actor: String
  package let type: EntryType
  /// The text of the id of what it is about, or the name of a source or setting.
  package let subject: String
  /// The hexadecimal SHA-256 of the canonical body it records; empty for none.
  package let digest: String
  /// The hash of the entry before.
  package let prev: [UInt8]

  /// The longest actor and subject, in characters: a chain cannot be made to hold somebody's novel.
  package static let textLimit = 128

  /// Makes the entry that follows a head; actor and subject are made visible, and cut where they are too long.
  package static func next(
    after head: LedgerHead,
    at time: Timestamp,
    by actor: String,
    _ type: EntryType,
    about subject: String,
    digest: String = ""
  ) -> LedgerEntry {
    LedgerEntry(
      seq: head.seq + 1,
      at: time,
      actor: VisibleText.escape(actor, limit: textLimit),
      type: type,
      subject: VisibleText.escape(subject, limit: textLimit),
      digest: digest,
      prev: head.hash
    )
  }

  /// Everything but the hash as one line of canonical JSON, without a line end.
  ///
  /// Written in the order that canonical JSON sorts the names into: a chain is verified as fast as its lines are made.
  package var line: [UInt8] {
    var writer = JSONWriter(reservingCapacity: 384)
    writer.raw("{\"actor\":")
    writer.string(actor)
    writer.raw(",\"at\":")
    writer.string(at.description)
    writer.raw(",\"digest\":")
    writer.string(digest)
    writer.raw(",\"prev\":")
    writer.string(Hex.encode(prev))
    writer.raw(",\"seq\":")
    writer.integer(seq)
    writer.raw(",\"subject\":")
    writer.string(subject)
    writer.raw(",\"type\":")
    writer.string(type.rawValue)
    writer.raw("}")
    return writer.bytes
  }

  /// The hash that chains it: SHA-256 of the hash before and the line.
  package var hash: [UInt8] { LedgerHead(seq: seq - 1, hash: prev).hash(of: line) }

  /// Where the chain ends with this entry.
  package var head: LedgerHead { LedgerHead(seq: seq, hash: hash) }

  /// Returns the digest under which an entry records a body.
  package static func digest(of body: [UInt8]) -> String { SHA256.hash(body).hex }
}
