import Bytes
import Domain
import TestSupport
import Testing

/// Seeded pieces of what is merged in the store.
private struct Pieces {
  var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  private mutating func number(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }

  mutating func bucket() -> Bucket {
    var bucket = Bucket(start: 300)
    bucket.count = number(0...9)
    bucket.errors = number(0...9)
    bucket.duration = number(0...999)
    let indices = Set((0..<number(0...6)).map { _ in Int16(number(0...9)) }).sorted()
    bucket.bins = indices.map { DurationBin(index: $0, count: number(1...5)) }
    return bucket
  }

  mutating func tally() -> GroupTally {
    let first = number(0...5)
    var tally = GroupTally(
      id: RecordID(.group, of: "one"),
      kind: .error,
      fingerprint: "one",
      label: "label \(number(0...2))",
      service: "service \(number(0...1))",
      surface: "",
      first: first,
      last: first + number(0...5)
    )
    tally.count = number(1...9)
    tally.exemplars = Set((0..<number(0...20)).map { _ in evidence(Int(number(0...60))) }).sorted()
    return tally
  }

  mutating func subjectDay() -> SubjectDay {
    var day = SubjectDay(day: 1, subject: 2, account: UInt64(number(0...2)), first: number(0...9))
    day.count = number(0...9)
    // Halves add without rounding, so that the order of a sum cannot show.
    day.sum = Double(number(0...9)) / 2
    return day
  }

  mutating func source() -> SourceTally {
    let first = number(0...9)
    var source = SourceTally(name: "otlp", first: first, last: first + number(0...9), received: number(0...9))
    source.count = number(0...9)
    return source
  }
}

private func merged<Piece>(_ pieces: [Piece], _ merge: (inout Piece, Piece) -> Void) -> Piece? {
  guard var result = pieces.first else { return nil }
  for piece in pieces.dropFirst() { merge(&result, piece) }
  return result
}

@Suite struct MergeTests {
  /// Merges in any order and any grouping.
  private func check<Piece: Equatable>(
    _ make: (inout Pieces) -> Piece,
    _ merge: (inout Piece, Piece) -> Void
  ) {
    var pieces = Pieces(seed: 31)
    for _ in 0..<300 {
      let parts = (0..<5).map { _ in make(&pieces) }
      let whole = merged(parts, merge)
      let shuffled = parts.shuffled(using: &pieces.random)
      #expect(merged(shuffled, merge) == whole)
      let cut = Int.random(in: 1...4, using: &pieces.random)
      let halves = [Array(shuffled[..<cut]), Array(shuffled[cut...])].compactMap { merged($0, merge) }
      #expect(merged(halves, merge) == whole)
    }
  }

  @Test func `buckets give the same sum in any order and grouping`() {
    check({ $0.bucket() }, { $0.merge($1) })
  }

  @Test func `groups give the same tally in any order and grouping`() {
    check({ $0.tally() }, { $0.merge($1) })
  }

  @Test func `days of a subject give the same sum in any order and grouping`() {
    check({ $0.subjectDay() }, { $0.merge($1) })
  }

  @Test func `sources give the same tally in any order and grouping`() {
    check({ $0.source() }, { $0.merge($1) })
  }

  @Test func `an empty bucket changes nothing`() {
    var pieces = Pieces(seed: 32)
    for _ in 0..<100 {
      let bucket = pieces.bucket()
      var sum = bucket
      sum.merge(Bucket(start: 300))
      #expect(sum == bucket)
    }
  }

  @Test func `bins stay sorted and keep every count`() {
    var pieces = Pieces(seed: 33)
    for _ in 0..<300 {
      let one = pieces.bucket().bins
      let other = pieces.bucket().bins
      let sum = DurationBin.merge(one, other)
      #expect(zip(sum, sum.dropFirst()).allSatisfy { $0.index < $1.index })
      #expect(sum.reduce(0) { $0 + $1.count } == (one + other).reduce(0) { $0 + $1.count })
    }
  }

  @Test func `a tally keeps the exemplars with the smallest ids, and no more than its limit`() {
    var whole = Pieces(seed: 34).copyTally(of: 0..<40)
    whole.merge(Pieces(seed: 34).copyTally(of: 10..<90))
    #expect(whole.exemplars.count == GroupTally.exemplarLimit)
    #expect(whole.exemplars == Array((0..<90).map(evidence).sorted().prefix(GroupTally.exemplarLimit)))
  }
}

extension Pieces {
  fileprivate func copyTally(of range: Range<Int>) -> GroupTally {
    var tally = GroupTally(
      id: RecordID(.group, of: "one"),
      kind: .error,
      fingerprint: "one",
      label: "",
      service: "",
      surface: "",
      first: 0,
      last: 0
    )
    tally.exemplars = range.map(evidence).sorted()
    return tally
  }
}

/// An id as good as any.
private func evidence(_ number: Int) -> EvidenceID { EvidenceID(SHA256.hash(Array("\(number)".utf8))) }
