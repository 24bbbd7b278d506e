import Bytes
import Domain
import Prove
import Store

/// What earlier looks have worked out of the rows of single groups, and what this one adds.
///
/// Most groups of a large store have nothing new since the last look, and what is dear follows from their rows alone. An
/// answer is the same with and without: the store drops what is worked out with the first change of one of its days, and
/// what it follows from beside the rows stands in front of it.
final class Workings {
  /// The digests of single groups: what is worked out on several threads.
  let digests: KeptDigests
  private let reader: StoreReader
  /// How often rows had changed when these were read.
  private let rowChanges: Int64
  private var others: [WorkedPack] = []

  /// Takes the days of the look's window.
  init(_ reader: StoreReader, days: Range<Int32>) throws {
    self.reader = reader
    digests = KeptDigests(days: days)
    rowChanges = try reader.rowChanges()
  }

  /// Reads what is known of a group, before anybody asks for it.
  func load(_ series: SeriesID) throws { try digests.load(series, reader) }

  /// Returns the smallest effect that was worked out of just these days and of `input`; nil where none was.
  func effect(of series: SeriesID, days: Range<Int32>, input: UInt64) throws -> KeptEffect? {
    let known = try reader.worked(.effect, of: series, days: days).flatMap { KeptEffect($0) }
    return known?.input == input ? known : nil
  }

  /// Keeps a smallest effect.
  func note(_ effect: KeptEffect, of series: SeriesID, days: Range<Int32>) {
    others.append(WorkedPack(.effect, of: series, days: days, body: effect.body))
  }

  /// Returns who was there on some days, as bytes.
  func presence(_ days: Range<Int32>, _ make: () throws -> [UInt8]) throws -> [UInt8] {
    if let known = try reader.worked(.presence, of: .active, days: days) { return known }
    let made = try make()
    others.append(WorkedPack(.presence, of: .active, days: days, body: made))
    return made
  }

  /// What this look has worked out, for whoever writes.
  var news: News { News(rowChanges: rowChanges, packs: digests.news + others) }

  /// What a look has worked out of a snapshot.
  struct News {
    let rowChanges: Int64
    let packs: [WorkedPack]

    /// Keeps it, unless rows have changed since they were looked at.
    func keep(_ writer: StoreWriter) throws {
      guard !packs.isEmpty, try writer.rowChanges() == rowChanges else { return }
      try writer.keep(packs)
    }
  }
}

/// The digests of the groups of one look.
final class KeptDigests: Sendable {
  private let days: Range<Int32>
  private let known = Monitor<[SeriesID: Digests]>([:])

  fileprivate init(days: Range<Int32>) {
    self.days = days
  }

  fileprivate func load(_ series: SeriesID, _ reader: StoreReader) throws {
    let read = try Digests(reader, of: series, days: days)
    known.change { $0[series] = read }
  }

  /// Returns the digest of the rows of some groups; only one group's is kept, and of days within the window.
  func digest(
    _ question: Figure.Question,
    of series: [SeriesID],
    _ seconds: Range<Int64>,
    _ make: () -> EvidenceID
  ) -> EvidenceID {
    let key = Digests.Key(question: question, seconds: seconds)
    guard series.count == 1, let series = series.first, key.lies(within: days) else { return make() }
    if let digest = known.read({ $0[series]?[key] }) { return digest }
    let digest = make()
    known.change { $0[series, default: Digests()][key] = digest }
    return digest
  }

  fileprivate var news: [WorkedPack] {
    known.read { known in
      known.filter(\.value.isNews).sorted { $0.key < $1.key }
        .map { WorkedPack(.digests, of: $0.key, days: days, body: $0.value.body) }
    }
  }
}

/// The digests of what the figures of one group are counted from.
struct Digests {
  struct Key: Hashable {
    let question: Figure.Question
    let seconds: Range<Int64>

    /// Whether all of its days are some of these.
    func lies(within days: Range<Int32>) -> Bool {
      seconds.lowerBound >= Int64(days.lowerBound) * 86_400 && seconds.upperBound <= Int64(days.upperBound) * 86_400
    }
  }

  private(set) var all: [Key: EvidenceID] = [:]
  /// Whether one of them is kept nowhere yet.
  private(set) var isNews = false

  init() {}

  init(_ reader: StoreReader, of series: SeriesID, days: Range<Int32>) throws {
    guard let body = try reader.worked(.digests, of: series, days: days), let known = Digests(body) else { return }
    self = known
  }

  subscript(key: Key) -> EvidenceID? {
    get { all[key] }
    set {
      all[key] = newValue
      isNews = true
    }
  }

  /// The bytes that are kept: of each the question, the seconds, and the digest.
  var body: [UInt8] {
    var bytes: [UInt8] = []
    for (key, digest) in all.sorted(by: { Digests.order($0.key) < Digests.order($1.key) }) {
      let question = Array(key.question.rawValue.utf8)
      bytes.appendVarint(UInt64(question.count))
      bytes += question
      bytes.appendVarint(UInt64(bitPattern: key.seconds.lowerBound))
      bytes.appendVarint(UInt64(bitPattern: key.seconds.upperBound))
      bytes += digest.bytes
    }
    return bytes
  }

  private static func order(_ key: Key) -> (String, Int64, Int64) {
    (key.question.rawValue, key.seconds.lowerBound, key.seconds.upperBound)
  }

  /// Nil for bytes that `body` has not made.
  init?(_ bytes: [UInt8]) {
    var offset = 0
    while offset < bytes.count {
      guard let length = bytes.span.varint(&offset), length <= UInt64(bytes.count - offset) else { return nil }
      let word = String(decoding: bytes[offset..<offset + Int(length)], as: UTF8.self)
      offset += Int(length)
      guard let question = Figure.Question(rawValue: word), let from = bytes.span.varint(&offset),
        let to = bytes.span.varint(&offset), Int64(bitPattern: from) <= Int64(bitPattern: to),
        offset + EvidenceID.byteCount <= bytes.count,
        let digest = EvidenceID(bytes: bytes.span.extracting(offset..<offset + EvidenceID.byteCount))
      else { return nil }
      offset += EvidenceID.byteCount
      let seconds = Int64(bitPattern: from)..<Int64(bitPattern: to)
      all[Key(question: question, seconds: seconds)] = digest
    }
  }
}

/// A smallest effect, with a hash of what it follows from beside the rows of its series.
struct KeptEffect: Equatable {
  let input: UInt64
  let value: Double?

  init(input: UInt64, value: Double?) {
    (self.input, self.value) = (input, value)
  }

  /// No effect is below nothing.
  private static let none = -1.0

  var body: [UInt8] {
    var bytes: [UInt8] = []
    bytes.appendLittleEndian(input)
    bytes.appendLittleEndian((value ?? KeptEffect.none).bitPattern)
    return bytes
  }

  /// Nil for bytes that `body` has not made.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    input = bytes.span.littleEndian64(0)
    let kept = Double(bitPattern: bytes.span.littleEndian64(8))
    value = kept == KeptEffect.none ? nil : kept
  }

  /// Hashes what a smallest effect follows from beside the rows of its own series.
  static func input(_ metric: Metric, activity: [Int32: Int64], days: Range<Int32>) -> UInt64 {
    var bytes: [UInt8] = []
    bytes.appendVarint(UInt64(bitPattern: SmallestEffect.arithmetic))
    bytes.appendLittleEndian(PlanRules.alpha.bitPattern)
    bytes.appendVarint(UInt64(PlanRules.usualWeeks))
    let denominator = Array((metric.denominator?.text ?? "").utf8)
    bytes += [metric.fewerIsGood ? 1 : 0, metric.countsErrors ? 1 : 0] + denominator
    for day in days { bytes.appendLittleEndian(UInt64(bitPattern: activity[day] ?? 0)) }
    return XXHash64.hash(bytes)
  }
}
