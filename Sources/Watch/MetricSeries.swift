import Bytes
import Domain

/// The series of metrics: each is named once, and has one place in a batch's table.
struct MetricSeries: Sendable {
  /// What all points of a series have in common.
  struct Entry: Sendable {
    /// The name with its labels.
    let text: String
    /// Tells the series from every other, whichever batch or process meets it.
    let hash: UInt64
    /// Who sent it and to whom it happened, where the labels say so.
    var service = ""
    var environment = ""
    var surface = ""
    var subject: UInt64 = 0
    var account: UInt64 = 0
    var session: UInt64 = 0
    fileprivate var place = TextPlace.none
    /// The batch in which the place holds.
    fileprivate var batch = 0

    init(text: String, hash: UInt64) {
      self.text = text
      self.hash = hash
    }
  }

  private let hasher: SipHash
  private var known: ByteIndex
  private var entries: [Entry] = []
  private var batch = 1

  private static let countLimit = 1 << 16
  private static let sizeLimit = 16 << 20

  init(_ hasher: SipHash) {
    self.hasher = hasher
    known = ByteIndex(hasher)
  }

  subscript(_ number: Int) -> Entry { entries[number] }

  /// Starts a batch with a table of its own.
  mutating func beginBatch() {
    batch += 1
    trim()
  }

  /// Forgets what is known where that has become much; numbers hold until then.
  private mutating func trim() {
    guard known.count > MetricSeries.countLimit || known.size > MetricSeries.sizeLimit else { return }
    known.removeAll()
    entries.removeAll()
  }

  /// Returns the number of a series by all that makes it one; a new one is to be added.
  mutating func number(of identity: Span<UInt8>) -> (number: Int, isNew: Bool) {
    // Labels can be long: also within a batch.
    trim()
    let number = known.number(of: identity)
    return (number, number == entries.count)
  }

  /// Adds the series that has just been numbered.
  mutating func add(_ entry: Entry) {
    entries.append(entry)
  }

  /// Returns the hash of what makes a series one.
  func hash(_ identity: Span<UInt8>) -> UInt64 { hasher.hash(identity) }

  /// Returns the place of a series' name in the batch's table.
  mutating func place(_ number: Int, in texts: inout TextTable) -> TextPlace {
    if entries[number].batch != batch {
      entries[number].place = texts.place(of: entries[number].text)
      entries[number].batch = batch
    }
    return entries[number].place
  }
}
