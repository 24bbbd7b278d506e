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
  package var line: [UInt8] {
    let fields: JSONValue = [
      "seq": .integer(seq),
      "at": .string(at.description),
      "actor": .string(actor),
      "type": .string(type.rawValue),
      "subject": .string(subject),
      "digest": .string(digest),
      "prev": .string(Hex.encode(prev)),
    ]
    return (try? CanonicalJSON.bytes(of: fields)) ?? []  // fine because its only number is finite
  }

  /// The hash that chains it: SHA-256 of the hash before and the line.
  package var hash: [UInt8] { LedgerHead(seq: seq - 1, hash: prev).hash(of: line) }

  /// Where the chain ends with this entry.
  package var head: LedgerHead { LedgerHead(seq: seq, hash: hash) }

  /// Returns the digest under which an entry records a body.
  package static func digest(of body: [UInt8]) -> String { SHA256.hash(body).hex }
}
