package import Bytes

/// A chain at one moment, small enough to be committed or mailed: a witness outside the store.
package struct Checkpoint: Equatable, Sendable {
  package let head: LedgerHead
  /// The root of the Merkle tree over the hashes of all entries up to the head.
  package let root: [UInt8]
  package let at: Timestamp

  package init(head: LedgerHead, root: [UInt8], at: Timestamp) {
    self.head = head
    self.root = root
    self.at = at
  }

  package var seq: Int64 { head.seq }

  /// Entries after which the next one is due.
  package static let interval: Int64 = 1_000

  /// Reports whether another is due: there are new entries, and it is another day (UTC) or there are many of them.
  package static func isDue(after last: Checkpoint?, head: LedgerHead, now: Timestamp) -> Bool {
    guard let last else { return head.seq > 0 }
    let fresh = head.seq - last.seq
    return fresh >= interval || (fresh > 0 && day(of: now) != day(of: last.at))
  }

  private static func day(of time: Timestamp) -> Int64 {
    let seconds = time.seconds
    return (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
  }

  // MARK: The file

  /// The text of its file: five short lines.
  package var text: String {
    """
    reckon checkpoint 1
    seq \(seq)
    head \(Hex.encode(head.hash))
    root \(Hex.encode(root))
    at \(at)

    """
  }

  /// Reads the text of its file, exactly as it is written.
  package init(_ text: String) throws(CheckpointError) {
    let lines = text.utf8.prefix(1_024).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    func value(_ line: Int, _ name: String) throws(CheckpointError) -> String {
      let words = line < lines.count ? String(lines[line])?.split(separator: " ", maxSplits: 1) : nil
      guard let words, words.count == 2, words[0] == name else { throw CheckpointError(line: line + 1, expected: name) }
      return String(words[1])
    }
    guard try value(0, "reckon") == "checkpoint 1" else {
      throw CheckpointError(line: 1, expected: "reckon checkpoint 1")
    }
    guard let seq = Int64(try value(1, "seq")), seq > 0 else { throw CheckpointError(line: 2, expected: "seq") }
    guard let hash = Hex.bytes(try value(2, "head")), hash.count == 32 else {
      throw CheckpointError(line: 3, expected: "head")
    }
    guard let root = Hex.bytes(try value(3, "root")), root.count == 32 else {
      throw CheckpointError(line: 4, expected: "root")
    }
    let time = try value(4, "at")
    guard let at = try? RFC3339.parse(time) else {  // fine because the error names the line
      throw CheckpointError(line: 5, expected: "at")
    }
    self.init(head: LedgerHead(seq: seq, hash: hash), root: root, at: at)
    guard self.text == text else { throw CheckpointError(line: 6, expected: "the end") }
  }
}

/// A text that is no checkpoint: the line, and what had to stand there.
package struct CheckpointError: Error, Equatable, CustomStringConvertible {
  package let line: Int
  package let expected: String

  package init(line: Int, expected: String) {
    self.line = line
    self.expected = expected
  }

  package var description: String { "line \(line) of a checkpoint must be its \(expected)" }
}
