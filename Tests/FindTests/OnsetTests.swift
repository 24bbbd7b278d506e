import Bytes
import Domain
import Find
import TestSupport
import Testing

@Suite struct OnsetTests {
  /// An error that two people met weeks ago, and since six days ago six people a day.
  private static func outbreak() -> SmallStore {
    var store = SmallStore()
    for (person, ago) in [(1, 25), (2, 17)] as [(UInt64, Int)] { store.error("Denied", by: person, daysAgo: ago) }
    for ago in 0...6 {
      for person in 0..<6 as Range<UInt64> { store.error("Denied", by: 10 + UInt64(ago) * 6 + person, daysAgo: ago) }
    }
    return store
  }

  @Test func `a rare error that breaks out is dated by the outbreak, and its first signal is kept`() throws {
    let found = try #require(Self.outbreak().find().found.first)
    let onset = try #require(found.opportunity.onset)
    #expect(onset.at.seconds / 86_400 == SmallStore.asOf.seconds / 86_400 - 6)
    #expect(found.opportunity.began == onset.at)
    #expect(found.opportunity.first.seconds / 86_400 == SmallStore.asOf.seconds / 86_400 - 25)
    // 36 in 6 days against 2 in 22.
    #expect(onset.ratio?.likely == 66)
    #expect(onset.ratio.map { $0.low > 10 && $0.low < 66 && $0.high > 66 } == true)
    #expect(onset.surprise > 5)
    let text =
      "Since 2026-11-14 it happens more: 36 person-days in 6 whole days, against 2 in the 22 whole days before."
    let claim = try #require(found.claims.first { $0.text == text })
    let figures = claim.citations.compactMap { if case .figure(let figure) = $0 { figure } else { nil } }
    #expect(figures.map(\.question) == [.personDays, .personDays])
    #expect(figures.map(\.value) == [36, 2])
    #expect(try Opportunity(body: found.opportunity.body()) == found.opportunity)
  }

  @Test func `more of it because more people are there is no rise`() throws {
    let days = SmallStore.window.days
    let active = Dictionary(
      uniqueKeysWithValues: days.map { ($0, $0 < days.upperBound - 7 ? 10 : 600) }
    )
    #expect(try #require(Self.outbreak().find(activeByDay: active).found.first).opportunity.onset == nil)
  }

  @Test func `days of which nothing was heard are no quiet before a rise`() throws {
    var store = SmallStore()
    for ago in [0, 1, 2, 3, 4, 5, 6, 26, 27] {
      for person in 0..<6 as Range<UInt64> { store.error("Denied", by: 10 + UInt64(ago) * 6 + person, daysAgo: ago) }
    }
    let days = SmallStore.window.days
    let heard = days.filter { $0 >= days.upperBound - 7 || $0 <= days.lowerBound + 2 }
    let active = Dictionary(uniqueKeysWithValues: heard.map { ($0, 100) })
    #expect(try #require(store.find().found.first).opportunity.onset != nil)
    #expect(try #require(store.find(activeByDay: active).found.first).opportunity.onset == nil)
  }

  @Test func `a burst that is over leaves what it was, and what is steady has begun with its first signal`() throws {
    var burst = SmallStore()
    var steady = SmallStore()
    for ago in 0..<28 {
      for person in 0..<(10...14 ~= ago ? 12 : 2) as Range<UInt64> {
        burst.error("Denied", by: UInt64(ago) * 20 + person + 1, daysAgo: ago)
      }
      steady.error("Denied", by: UInt64(ago) + 1, daysAgo: ago)
      steady.error("Denied", by: UInt64(ago) + 100, daysAgo: ago)
    }
    for store in [burst, steady] { #expect(try #require(store.find().found.first).opportunity.onset == nil) }
  }
}
