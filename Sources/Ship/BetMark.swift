package import Domain

/// A place where a change says which bet it belongs to.
package struct BetMark: Hashable, Sendable {
  package let bet: RecordID
  package let carrier: Carrier
  /// The commit that carries it; nil for the name of a branch.
  package let commit: String?

  package init(bet: RecordID, carrier: Carrier, commit: String?) {
    self.bet = bet
    self.carrier = carrier
    self.commit = commit
  }

  /// How it is carried, the most deliberate first.
  package enum Carrier: String, CaseIterable, Sendable {
    /// In the last paragraph of a commit's message, where git finds it.
    case trailer
    /// On a line of its own elsewhere: a squash merge moves trailers up.
    case line
    /// In a branch's name.
    case branch
  }

  /// Finds the marks of a commit: `trailers` is what git itself reads, values joined by commas.
  static func marks(message: String, trailers: String, commit: String) -> [BetMark] {
    var marks: [BetMark] = []
    for bet in bets(in: trailers) { marks.append(BetMark(bet: bet, carrier: .trailer, commit: commit)) }
    for line in message.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "bet" else { continue }
      for bet in bets(in: parts[1]) where !marks.contains(where: { $0.bet == bet }) {
        marks.append(BetMark(bet: bet, carrier: .line, commit: commit))
      }
    }
    return marks
  }

  /// Reads ids between commas and spaces; nothing where anything else stands there, for that is prose.
  private static func bets(in value: some StringProtocol) -> [RecordID] {
    let words = value.split { $0 == "," || $0.isWhitespace }
    guard words.count <= 20 else { return [] }
    let bets = words.compactMap { RecordID(String($0)) }.filter { $0.kind == .bet }
    return bets.count == words.count ? bets : []
  }

  /// Finds the bet of a branch such as `bet/B-7K2M9Q-short-words`, also within `Merge branch '…'`.
  static func bet(ofBranch text: String) -> RecordID? {
    let bytes = Array(text.utf8)
    let opening = Array("bet/b-".utf8)
    guard bytes.count > opening.count else { return nil }
    for start in 0..<(bytes.count - opening.count) {
      let isStart = start == 0 || !isWord(bytes[start - 1])
      guard isStart, zip(bytes[start...], opening).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else { continue }
      let characters = bytes[(start + opening.count)...].prefix(while: isWord)
      if let bet = RecordID("B-" + String(decoding: characters, as: UTF8.self)) { return bet }
    }
    return nil
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
