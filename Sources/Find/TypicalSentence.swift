import Bytes
import Domain
import Themes

/// Finds the sentence that says best what the others say too, clean enough to be quoted.
struct TypicalSentence: Equatable {
  let evidence: EvidenceID
  let bytes: Range<Int>
  let scalars: Range<Int>
  let text: String

  static let lengths = 20...160

  /// Returns the most typical sentences, one of each text, best first.
  static func pick(_ texts: [(id: EvidenceID, text: String)], limit: Int) -> [TypicalSentence] {
    let words = texts.map { Set(Words.content(Words.all($0.text[...])).map(\.stem)) }
    var scored: [(score: Double, sentence: TypicalSentence)] = []
    for (index, (id, text)) in texts.enumerated() {
      let others = words.indices.filter { $0 != index }.map { words[$0] }
      let best = sentences(of: text, id: id).map { (score($0, others), $0) }
        .max { ($0.0, $1.1.bytes.lowerBound) < ($1.0, $0.1.bytes.lowerBound) }
      if let best { scored.append(best) }
    }
    scored.sort { ($1.score, $0.sentence.evidence) < ($0.score, $1.sentence.evidence) }
    return scored.prefix(limit).map(\.sentence)
  }

  /// The mean share of the sentence's words that the other texts have too.
  private static func score(_ sentence: TypicalSentence, _ others: [Set<String>]) -> Double {
    let own = Set(Words.content(Words.all(sentence.text[...])).map(\.stem))
    guard !own.isEmpty, !others.isEmpty else { return 0 }
    let shared = others.reduce(0) { $0 + own.intersection($1).count }
    return Double(shared) / Double(own.count * others.count)
  }

  /// Cuts a text at the ends of its sentences and lines, and leaves out what cannot be shown as it stands.
  static func sentences(of text: String, id: EvidenceID) -> [TypicalSentence] {
    let clean = Suspicion.clean(text).text
    let bytes = Array(clean.utf8.prefix(Words.byteLimit))
    var found: [TypicalSentence] = []
    var start = 0
    for index in 0...bytes.count {
      let isEnd = index == bytes.count || isBreak(bytes, at: index)
      guard isEnd else { continue }
      let end = index < bytes.count && bytes[index] != UInt8(ascii: "\n") ? index + 1 : index
      let run = bytes[start..<end].trimmed
      start = min(end + (end == index ? 1 : 0), bytes.count)
      guard lengths.contains(run.count), isClean(run) else { continue }
      let before = String(decoding: bytes[..<run.startIndex], as: UTF8.self).unicodeScalars.count
      let sentence = run.text
      found.append(
        TypicalSentence(
          evidence: id,
          bytes: run.startIndex..<run.endIndex,
          scalars: before..<(before + sentence.unicodeScalars.count),
          text: sentence
        )
      )
    }
    return found
  }

  private static func isBreak(_ bytes: [UInt8], at index: Int) -> Bool {
    if bytes[index] == UInt8(ascii: "\n") { return true }
    guard ".!?".utf8.contains(bytes[index]) else { return false }
    return index + 1 == bytes.count || ASCII.isSpace(bytes[index + 1])
  }

  /// No addresses, links, markup, marks of redaction, hidden characters or damaged text.
  private static func isClean(_ run: ByteText) -> Bool {
    let signs: [UInt8] = ["<", ">", "{", "}", "`", "@", "\\", "|"].map { UInt8(ascii: $0) }
    if run.contains(where: { signs.contains($0) }) || run.has("://") || run.has("www.") || run.has("⟦") { return false }
    let text = run.text
    return text.utf8.elementsEqual(run) && text.unicodeScalars.allSatisfy(VisibleText.isVisible)
      && run.contains(where: ASCII.isLetter)
  }
}
