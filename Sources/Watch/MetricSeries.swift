import Bytes
import Domain

/// The series of metrics: each is named once, and has one place in a batch's table.
struct MetricSeries: Sendable {
  /// What all points of a series have in common.
  struct Entry: Sendable {
    /// The name with its labels, and without them.
    let text: String
    let metric: String
    /// Tells the series from every other, whichever batch or process meets it.
    let hash: UInt64
    /// Who sent it and to whom it happened, where the labels say so.
    var service = ""
    var environment = ""
    var surface = ""
    var subject: UInt64 = 0
    var account: UInt64 = 0
    var session: UInt64 = 0
    var leftOut = 0
    fileprivate var place = TextPlace.none
    /// The batch in which the place holds.
    fileprivate var batch = 0

    init(text: String, metric: String, hash: UInt64) {
      self.text = text
      self.metric = metric
      self.hash = hash
    }
  }

  private let hasher: SipHash
  private var known: ByteIndex
  private var entries: [Entry] = []
  private var batch = 1
  /// How many series of a metric the batch has.
  private var sets: [String: Int] = [:]

  private static let countLimit = 1 << 16
  private static let sizeLimit = 16 << 20
  /// Series of one metric in a batch that keep their own names.
  static let setLimit = 1_000

  init(_ hasher: SipHash) {
    self.hasher = hasher
    known = ByteIndex(hasher)
  }

  subscript(_ number: Int) -> Entry { entries[number] }

  /// Starts a batch with a table of its own.
  mutating func beginBatch() {
    batch += 1
    sets.removeAll(keepingCapacity: true)
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

  /// Returns the place of a series' name in the batch's table; past the limit, that of all further ones of its metric.
  mutating func place(_ number: Int, in texts: inout TextTable) -> (place: TextPlace, isFolded: Bool) {
    let entry = entries[number]
    if entry.batch == batch { return (entry.place, false) }
    let count = sets[entry.metric, default: 0]
    guard count < MetricSeries.setLimit else {
      return (texts.place(of: entry.metric + SeriesText.folded), true)
    }
    sets[entry.metric] = count + 1
    entries[number].place = texts.place(of: entry.text)
    entries[number].batch = batch
    return (entries[number].place, false)
  }
}
