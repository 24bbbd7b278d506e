import Decide
import Domain
import Testing

@Suite struct BetTests {
  @Test func `a bet says what is expected, how it is judged, and when it is lost`() throws {
    let planted = Planted.grown("coupons", perDay: 5)
    let bet = try #require(decide([planted]).bet)
    #expect(bet.id == BetMaker.id(for: planted.id, attempt: 1))
    #expect(bet.opportunity == planted.id)
    #expect(bet.state == .ready)
    #expect(bet.minimum == bet.expected.low)
    #expect(bet.metric.series == [SeriesID.group(RecordID(.group, of: "coupons"))])
    #expect(bet.metric.denominator == .active)
    #expect(bet.metric.fewerIsGood)
    #expect(bet.guardrails.map(\.name) == ["all activity"])
    #expect(bet.alternatives.count == 2)
    #expect(bet.alternatives[0] == "Do nothing: about 35 people a week go on meeting it.")
    #expect(
      bet.killCriteria == [
        "The final read-out, 2 whole weeks after exposure, shows less than 30 % fewer signals.",
        "More than 3 days of work without a ship.",
      ]
    )
    #expect(
      bet.hypothesis == """
        If we work on this (Fails: coupons), then signals of \(planted.id) fall by 30 % to 90 %, likely 60 %, within 2 weeks \
        of exposure, because of 1 claim that can be checked; we spend at most 3 days on it.
        """
    )
  }

  @Test func `a further attempt is another bet`() {
    let id = RecordID(.opportunity, of: "x")
    #expect(BetMaker.id(for: id, attempt: 1) != BetMaker.id(for: id, attempt: 2))
  }

  @Test func `only the groups that the work would silence are measured, where they are named`() throws {
    let planted = Planted.grown("x", perDay: 5)
    let error = RecordID(.group, of: "the error")
    let bet = try #require(decide([planted]) { $0.candidates[0].measured = [error] }.bet)
    #expect(bet.metric.series == [SeriesID.group(error)])
    #expect(bet.metric == BetMaker.metric(for: planted.candidate.opportunity, measuring: [error]))
  }

  @Test func `where nobody is known the metric is a plain count`() {
    var planted = Planted.grown("x", perDay: 5)
    planted.eligible = 0
    #expect(BetMaker.metric(for: planted.candidate.opportunity).denominator == nil)
  }

  @Test func `a paragraph is plain and short, and its numbers are those of the bet`() throws {
    let outcome = decide([Planted.grown("coupons", perDay: 5)])
    let bet = try #require(outcome.bet)
    #expect(
      outcome.paragraph == """
        Work on \(bet.opportunity) next: Fails: coupons. It reached 70 people in 70 accounts on 14 days, about 35 people a \
        week now (90 % interval 25 to 49), and it is rising. The odds are 49 % that the work takes away at least 30 % of it \
        (an uncalibrated prior: 0 such bets have been scored). Odds times expected effect times people a week, for each day \
        of work, make a score of 10, and there is no other to weigh it against; a change of 20 % or more would show within 2 \
        weeks of exposure.
        """
    )
    #expect(bet.score == 10.2038140)
  }

  @Test func `conflicts with bets in flight are said`() {
    let other = RecordID(.bet, of: "other")
    let outcome = decide([Planted.grown("x", perDay: 5)]) { $0.candidates[0].conflicts = [other] }
    #expect(outcome.paragraph.contains("Its effect cannot be told from that of \(other)"))
  }

  @Test func `what could not be measured lowers the odds and is said`() throws {
    var planted = Planted.grown("x", perDay: 5)
    planted.detectable = nil
    let blind = decide([planted])
    #expect(try #require(blind.bet).confidence.parts.contains { $0.name == "measurability" && $0.factor == 0.5 })
    #expect(blind.paragraph.contains("there is no history yet to say what change would show"))
    planted.detectable = 0.6
    // A likely effect as large as the smallest detectable one is seen four times in five, by definition.
    let even = try #require(decide([planted]).bet?.confidence.parts.first { $0.name == "measurability" })
    #expect(abs(even.factor - 0.8) < 1e-8)
  }
}
