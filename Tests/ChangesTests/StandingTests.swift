import Changes
import Testing

@Suite struct StandingTests {
  private func change(_ kind: Change.Kind, _ onset: Int64, _ before: Double, _ after: Double) -> Change {
    Change(kind: kind, onset: onset, levels: (before, after), ratio: nil, surprise: 9)
  }

  @Test func `the latest rise that nothing took back is the one that stands`() {
    let rises = [change(.rise, 10, 1, 4), change(.climb, 20, 4, 10)]
    #expect(Standing.change(.up, among: rises)?.onset == 20)
    #expect(Standing.change(.up, among: rises + [change(.fall, 30, 10, 5)])?.onset == 10)
    #expect(Standing.change(.up, among: rises + [change(.fall, 30, 10, 9)])?.onset == 20)
    #expect(Standing.change(.up, among: rises + [change(.silence, 30, 10, 0)]) == nil)
    #expect(Standing.change(.up, among: []) == nil)
  }

  @Test func `a fall stands as a rise does, and what is over by itself changes nothing`() {
    let fall = change(.decline, 10, 8, 2)
    #expect(Standing.change(.down, among: [fall, change(.spike, 12, 2, 9)])?.onset == 10)
    #expect(Standing.change(.down, among: [fall, change(.rise, 12, 2, 9)]) == nil)
    #expect(Standing.change(.down, among: [change(.dip, 10, 8, 1)]) == nil)
  }

  @Test func `two sides are compared by what was counted in them, without what still fills`() throws {
    let buckets = (0..<10).map {
      CountBucket(second: Int64($0) * 86_400, count: $0 < 6 ? 10 : 30, exposure: 100, isWhole: $0 < 9)
    }
    let compared = try #require(Standing.compare(buckets, at: 6 * 86_400))
    #expect(compared.before == 60)
    #expect(compared.after == 90)
    #expect(compared.exposures == [600, 300])
    #expect(abs((compared.ratio?.value ?? 0) - 3) < 1e-9)
    #expect(compared.surprise > 6)
    #expect(Standing.compare(buckets, at: 0) == nil)
    #expect(Standing.compare(buckets, at: 20 * 86_400) == nil)
  }
}
