/// What themes know of a message: its different words as hashes of their stems, in the order they first stand in it.
package struct MessageWords: Equatable, Sendable {
  package let features: [UInt32]
  package let isPraise: Bool
  /// Whether it talks to machines: then it may have a theme by what comes before, and teaches nothing.
  package let isSuspect: Bool

  /// Reads a message; nil for advertising, and for what says nothing of its own.
  package init?(_ message: String) {
    let (clean, isSuspect) = MessageFrame.said(in: message)
    let spoken = Words.all(clean)
    let tone = MessageTone(spoken, of: clean)
    guard tone != .spam, tone != .empty else { return nil }
    let features = Corpus.features(of: spoken)
    guard !features.isEmpty else { return nil }
    self.features = features
    self.isSuspect = isSuspect
    isPraise = tone == .praise
  }

  /// What makes two messages one text: the words in their order, and whether they teach.
  package var identity: [UInt8] { [isSuspect ? 1 : 0] + MessageWords.pack(features) }

  /// Returns hashes of words as bytes, four each, the least first.
  package static func pack(_ features: [UInt32]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * features.count)
    for feature in features {
      for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: feature >> shift)) }
    }
    return bytes
  }

  /// Reads what `pack` has given; nil for anything else.
  package static func unpack(_ bytes: [UInt8]) -> [UInt32]? {
    guard bytes.count.isMultiple(of: 4), bytes.count <= 4 * Corpus.wordLimit else { return nil }
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      (0..<4).reduce(UInt32(0)) { (word: UInt32, place: Int) -> UInt32 in
        word | UInt32(bytes[start + place]) << UInt32(8 * place)
      }
    }
  }
}
