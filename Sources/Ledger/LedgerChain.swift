package import Bytes

/// Walks a chain entry by entry and stops at the first that is not what was written.
package struct LedgerChain: Sendable {
  /// The last good entry.
  package private(set) var head = LedgerHead.start
  /// The first bad entry; everything after it is passed over.
  package private(set) var fault: LedgerFault?
  /// Entries that are older than the one before, at most `noteLimit`: clocks are set back, and nothing is wrong with that.
  package private(set) var backwards: [Int64] = []
  /// The tree over the hashes of all good entries.
  package private(set) var tree = MerkleTree()

  private var latest: Timestamp?
  /// Those not reached yet, the nearest last.
  private var checkpoints: [Checkpoint]
  /// The last checkpoint that agreed, or 0.
  private var agreed: Int64 = 0

  package static let noteLimit = 100

  /// Begins at the first entry; checkpoints of any age are held against the chain when it reaches them.
  package init(checkpoints: [Checkpoint] = []) {
    self.checkpoints = checkpoints.sorted { $0.seq > $1.seq }
  }

  /// Looks at the next entry as it is stored; nil when it is bad, or comes after a bad one.
  ///
  /// The number is the one it is stored under, which has to be the one in its line as well.
  @discardableResult
  package mutating func check(seq: Int64, line: [UInt8], hash: [UInt8]) -> LedgerEntry? {
    guard fault == nil else { return nil }
    let expected = head.seq + 1
    guard seq == expected else { return fail(expected, seq < expected ? .repeated(seq) : .gap(next: seq)) }
    guard let entry = LedgerEntry(line: line) else { return fail(seq, .badLine) }
    guard entry.seq == seq else { return fail(seq, .otherNumber(entry.seq)) }
    guard entry.prev == head.hash else { return fail(seq, .doesNotFollow) }
    guard head.hash(of: line) == hash else { return fail(seq, .hashMismatch) }
    head = LedgerHead(seq: seq, hash: hash)
    tree.append(hash)
    if let latest, entry.at < latest, backwards.count < LedgerChain.noteLimit { backwards.append(seq) }
    latest = entry.at
    return agreesWithCheckpoints() ? entry : nil
  }

  /// Ends the walk: a checkpoint beyond the last entry means that entries are gone.
  package mutating func finish() {
    guard fault == nil, let last = checkpoints.first else { return }
    fault = LedgerFault(seq: head.seq + 1, reason: .missing(upTo: last.seq))
  }

  /// Where a checkpoint of the chain as it stands would be taken.
  package func checkpoint(at time: Timestamp) -> Checkpoint {
    Checkpoint(head: head, root: tree.root, at: time)
  }

  private mutating func agreesWithCheckpoints() -> Bool {
    while let next = checkpoints.last, next.seq <= head.seq {
      checkpoints.removeLast()
      guard next.head == head, next.root == tree.root else {
        // The chain holds together and is another: it was written anew somewhere after the last that agreed.
        _ = fail(agreed + 1, .rewritten(upTo: next.seq))
        return false
      }
      agreed = next.seq
    }
    return true
  }

  private mutating func fail(_ seq: Int64, _ reason: LedgerFault.Reason) -> LedgerEntry? {
    fault = LedgerFault(seq: seq, reason: reason)
    return nil
  }
}

/// The first entry of a chain that is not what was written, and what is wrong with it.
package struct LedgerFault: Error, Equatable, CustomStringConvertible {
  package let seq: Int64
  package let reason: Reason

  package init(seq: Int64, reason: Reason) {
    self.seq = seq
    self.reason = reason
  }

  /// What is wrong with an entry.
  package enum Reason: Equatable, Sendable {
    /// It is not there; the next that is has this number.
    case gap(next: Int64)
    /// Where it should be stands an earlier number again.
    case repeated(Int64)
    /// Its bytes are no entry in canonical form.
    case badLine
    /// Its line has another number than it is stored under.
    case otherNumber(Int64)
    /// The hash it names as the one before is not that.
    case doesNotFollow
    /// Its stored hash is not that of its line.
    case hashMismatch
    /// A checkpoint says otherwise: from here to there at least one entry was written anew, and all hashes with it.
    case rewritten(upTo: Int64)
    /// A checkpoint has seen entries up to there.
    case missing(upTo: Int64)
  }

  package var description: String {
    if case .gap(let next) = reason, next > seq + 1 {
      return "entries \(seq) to \(next - 1) are missing: the next one is \(next)"
    }
    return "entry \(seq) \(sentence)"
  }

  private var sentence: String {
    switch reason {
    case .gap(let next): "is missing: the next one is \(next)"
    case .repeated(let number): "is missing: in its place stands \(number)"
    case .badLine: "is not an entry in canonical form"
    case .otherNumber(let number): "calls itself \(number)"
    case .doesNotFollow: "does not follow the one before: the hash it names is another"
    case .hashMismatch: "has another hash than its line gives"
    case .rewritten(let last): "or a later one up to \(last) was rewritten: the checkpoint at \(last) says otherwise"
    case .missing(let last): "is missing: a checkpoint has seen entries up to \(last)"
    }
  }
}
