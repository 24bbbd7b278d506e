import Bytes
import Domain

/// Names as they came and as they are kept: each is cleaned once, and has one place in a batch's table.
struct NameTexts: Sendable {
  private struct Entry: Sendable {
    let name: String
    let second: String
    var place = TextPlace.none
    var secondPlace = TextPlace.none
    /// The batch in which the places hold.
    var batch = 0
  }

  private var known: ByteIndex
  private var entries: [Entry] = []
  private var batch = 1
  /// Secrets masked in names since the last batch.
  private(set) var redactions = 0

  private static let countLimit = 1 << 16
  private static let sizeLimit = 16 << 20

  /// The longest text that is kept of a name, in bytes.
  private let limit: Int

  init(_ hasher: SipHash, limit: Int = CleanText.nameLimit) {
    known = ByteIndex(hasher)
    self.limit = limit
  }

  /// Starts a batch with a table of its own.
  mutating func beginBatch() {
    batch += 1
    redactions = 0
    if known.count > NameTexts.countLimit || known.size > NameTexts.sizeLimit {
      known.removeAll()
      entries.removeAll()
    }
  }

  /// Returns the place of a name in the batch's table.
  mutating func place(_ name: Span<UInt8>, in texts: inout TextTable) -> TextPlace {
    guard !name.isEmpty else { return .none }
    return places(name, in: &texts) { (NameTexts.string($0), "") }.0
  }

  /// Returns the places of the two names that are made of a key.
  mutating func places(
    _ key: Span<UInt8>,
    in texts: inout TextTable,
    make: (Span<UInt8>) -> (String, String)
  ) -> (TextPlace, TextPlace) {
    let number = known.number(of: key)
    if number == entries.count {
      let (first, second) = make(key)
      entries.append(Entry(name: clean(first), second: clean(second)))
    }
    if entries[number].batch != batch {
      entries[number].place = texts.place(of: entries[number].name)
      entries[number].secondPlace = texts.place(of: entries[number].second)
      entries[number].batch = batch
    }
    return (entries[number].place, entries[number].secondPlace)
  }

  private mutating func clean(_ name: String) -> String {
    let clean = CleanText(name.utf8.span, limit: limit)
    redactions += clean.redactions
    return clean.text
  }

  static func string(_ bytes: Span<UInt8>) -> String {
    unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  static func bytes(_ bytes: Span<UInt8>) -> [UInt8] {
    Array(copying: bytes)
  }
}
