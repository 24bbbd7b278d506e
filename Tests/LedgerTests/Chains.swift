import Bytes
import Ledger

/// An entry as a store keeps it.
struct KeptEntry: Equatable {
  var seq: Int64
  var line: [UInt8]
  var hash: [UInt8]

  init(_ entry: LedgerEntry) {
    seq = entry.seq
    line = entry.line
    hash = entry.hash
  }
}

enum Chains {
  static let start = Timestamp(nanoseconds: 1_767_225_600_000_000_000)

  static func time(_ seconds: Int64) -> Timestamp {
    Timestamp(nanoseconds: start.nanoseconds + seconds * 1_000_000_000)
  }

  /// A chain of so many entries, ten seconds apart; `salt` makes another of the same shape.
  static func make(_ count: Int, salt: String = "") -> [KeptEntry] {
    var head = LedgerHead.start
    return (0..<count).map { index in
      let entry = LedgerEntry.next(
        after: head,
        at: time(Int64(index) * 10),
        by: "agent",
        EntryType.allCases[index % EntryType.allCases.count],
        about: "B-00000\(index % 10)\(index >= 5 ? salt : "")",
        digest: index % 3 == 0 ? "" : LedgerEntry.digest(of: [UInt8(index % 256)])
      )
      head = entry.head
      return KeptEntry(entry)
    }
  }

  /// Walks a chain to its end.
  static func walk(_ entries: [KeptEntry], checkpoints: [Checkpoint] = []) -> LedgerChain {
    var chain = LedgerChain(checkpoints: checkpoints)
    for entry in entries { chain.check(seq: entry.seq, line: entry.line, hash: entry.hash) }
    chain.finish()
    return chain
  }
}
