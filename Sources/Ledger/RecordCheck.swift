/// Holds the records of a store against what the ledger says their bodies are.
///
/// Fed all entries in order, then all records once each; what is left at the end has lost its record.
package struct RecordCheck: Sendable {
  private struct Latest {
    let seq: Int64
    let digest: String
  }

  private var latest: [String: Latest] = [:]
  private var checked: Set<String> = []

  package init() {}

  /// Takes in an entry; one that records a body without a digest says that the record has been removed.
  package mutating func note(_ entry: LedgerEntry) {
    guard entry.type.recordsBody else { return }
    latest[entry.subject] = entry.digest.isEmpty ? nil : Latest(seq: entry.seq, digest: entry.digest)
  }

  /// Checks one record as it is stored; nil when the ledger has the same.
  package mutating func check(_ subject: String, body: [UInt8]) -> RecordFault? {
    guard checked.insert(subject).inserted else { return RecordFault(subject: subject, reason: .twice) }
    guard let latest = latest[subject] else { return RecordFault(subject: subject, reason: .noEntry) }
    guard LedgerEntry.digest(of: body) != latest.digest else { return nil }
    return RecordFault(subject: subject, reason: .differs(seq: latest.seq))
  }

  /// The entries whose records nobody has shown, in the order of their subjects.
  package func missing() -> [RecordFault] {
    latest.filter { !checked.contains($0.key) }.sorted { $0.key < $1.key }
      .map { RecordFault(subject: $0.key, reason: .noRecord(seq: $0.value.seq)) }
  }
}

/// A record and the ledger that do not agree.
package struct RecordFault: Error, Equatable, CustomStringConvertible {
  /// The record's id, or the name of a setting.
  package let subject: String
  package let reason: Reason

  package init(subject: String, reason: Reason) {
    self.subject = subject
    self.reason = reason
  }

  /// How they disagree.
  package enum Reason: Equatable, Sendable {
    /// The body is not the one that the entry recorded.
    case differs(seq: Int64)
    /// No entry records it.
    case noEntry
    /// The entry's record is not there.
    case noRecord(seq: Int64)
    /// It is stored twice.
    case twice
  }

  package var description: String {
    switch reason {
    case .differs(let seq): "\(subject) is not what entry \(seq) recorded"
    case .noEntry: "\(subject) is in no entry of the ledger"
    case .noRecord(let seq): "\(subject), recorded by entry \(seq), is not there"
    case .twice: "\(subject) is there twice"
    }
  }
}
