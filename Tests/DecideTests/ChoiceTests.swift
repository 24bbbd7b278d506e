import Bytes
import Decide
import Domain
import TestSupport
import Testing

@Suite struct ChoiceTests {
  @Test func `eight people outweigh one ranter with two hundred messages, who is named and counted once`() {
    var ranter = Planted.asked("ranter", people: 1)
    ranter.signals = 200
    ranter.loudest = 200
    let eight = Planted.asked("eight", people: 8)
    let outcome = decide([ranter, eight])
    #expect(outcome.kind == .pick)
    #expect(outcome.bet?.opportunity == eight.id)
    #expect(outcome.option(ranter)?.outcome == .insufficient)
    #expect(outcome.option(ranter)?.why == "lacks 7 more people, 2 more accounts and 1 more day")
    let alone = decide([ranter])
    #expect(alone.kind == .abstain)
    #expect(alone.paragraph.contains("met by 1 person"))
    #expect(alone.paragraph.contains("One account sends most of it, which counts once."))
  }

  @Test func `an account that sends most of it counts as one person`() {
    var loud = Planted.grown("loud", perDay: 3)
    loud.accounts = 5
    loud.signals = 500
    loud.loudest = 480
    loud.loudestSubjects = 38
    var quiet = loud
    quiet.loudest = 20
    let one = decide([loud])
    let other = decide([quiet])
    #expect(one.bet?.valuePerWeek.likely == 21.0 * 5 / 42)
    #expect(other.bet?.valuePerWeek.likely == 21)
    #expect(one.paragraph.contains("One account sends 96 % of it and is counted as one person."))
    #expect((one.bet?.confidence.probability ?? 1) < (other.bet?.confidence.probability ?? 0))
  }

  @Test func `five beta users are too few, and no odds are told`() {
    let outcome = decide([Planted(name: "beta", people: [1, 0, 2, 0, 1, 1])])
    #expect(outcome.kind == .abstain)
    #expect(outcome.bet == nil)
    #expect(!outcome.paragraph.contains("%"))
    #expect(outcome.missing.map(\.what) == ["people"])
    #expect(outcome.missing.first?.have == 5)
    #expect(outcome.missing.first?.need == 8)
    // Five in six days make three more in 3.6, so on the fourth day.
    #expect(outcome.missing.first?.expected?.description == "2026-11-24T12:00:00Z")
    #expect(outcome.considered.first?.probability == 0)
    #expect(outcome.considered.first?.score == 0)
    #expect(
      outcome.paragraph == """
        Nothing is picked: too little is known. The closest is \(Planted(name: "beta", people: []).id), Fails: beta, met by 5 \
        people on 4 days. It lacks 3 more people; more is known, at today's rate by 2026-11-24. The cheapest way to learn \
        more is to talk to those people.
        """
    )
  }

  @Test func `what every product has is not worth the work`() {
    let background = (1...12).map { number in
      Planted(
        name: "steady \(number)",
        trend: number % 2 == 0 ? .steady : .unclear,
        people: [Int](repeating: 1, count: 14)
      )
    }
    let outcome = decide(background)
    #expect(outcome.kind == .nothingWorthIt)
    #expect(outcome.bet == nil)
    #expect(outcome.considered.allSatisfy { $0.outcome == .background })
    #expect(outcome.paragraph.hasPrefix("Nothing is worth the work now. The closest is O-"))
  }

  @Test func `many signals that harm nobody are to be closed`() {
    var noise = Planted(name: "loop noise", people: [Int](repeating: 100, count: 28))
    noise.signals = 6_000
    noise.eligible = 4_000
    noise.harm = Footprint.Harm(affected: 2_800, affectedWriters: 280, others: 1_200, otherWriters: 120)
    var real = Planted(name: "real", people: [Int](repeating: 10, count: 28))
    real.eligible = 4_000
    real.harm = Footprint.Harm(affected: 280, affectedWriters: 90, others: 3_720, otherWriters: 310)
    let outcome = decide([noise, real])
    #expect(outcome.bet?.opportunity == real.id)
    #expect(outcome.option(noise)?.outcome == .kill)
    #expect(outcome.option(noise)?.revisit == "those who meet it write much more than others, or it grows")
    #expect(decide([noise]).kind == .nothingWorthIt)
  }

  @Test func `what many meet steadily is weighed only as long as nobody can tell whether it harms them`() {
    var loud = Planted(name: "loud", people: [Int](repeating: 40, count: 28))
    loud.eligible = 2_700
    loud.trend = .steady
    loud.harm = Footprint.Harm(affected: 1_000, affectedWriters: 30, others: 1_700, otherWriters: 40)
    let outcome = decide([loud])
    #expect(outcome.kind == .nothingWorthIt)
    #expect(outcome.option(loud)?.why == "steady, and those who meet it hardly write more than others")
    loud.harm = Footprint.Harm(affected: 1_000, affectedWriters: 2, others: 1_700, otherWriters: 2)
    #expect(decide([loud]).kind == .pick)
  }

  struct Matter: CustomTestStringConvertible {
    let testDescription: String
    let kind: Decision.Kind
    var change: @Sendable (inout Planted) -> Void
  }

  @Test(arguments: [
    Matter(testDescription: "it is steady and small", kind: .nothingWorthIt) { $0.trend = .steady },
    Matter(testDescription: "it grows", kind: .pick) { $0.trend = .rising },
    Matter(testDescription: "it is new", kind: .pick) { $0.trend = .new },
    Matter(testDescription: "it falls", kind: .nothingWorthIt) { $0.trend = .falling },
    Matter(testDescription: "people write about it", kind: .pick) { $0.writers = 3 },
    Matter(testDescription: "one person writes about it", kind: .nothingWorthIt) { $0.writers = 1 },
    Matter(testDescription: "those who meet it complain more", kind: .pick) {
      $0.harm = Footprint.Harm(affected: 14, affectedWriters: 9, others: 86, otherWriters: 10)
    },
    Matter(testDescription: "a third of the people meet it", kind: .pick) { $0.eligible = 40 },
    Matter(testDescription: "no messages are known and an eighth meets it", kind: .pick) {
      $0.writers = nil
      $0.eligible = 100
    },
    Matter(testDescription: "no messages are known and few meet it", kind: .nothingWorthIt) {
      $0.writers = nil
      $0.eligible = 400
    },
    Matter(testDescription: "nobody knows how many there are", kind: .pick) { $0.eligible = 0 },
    Matter(testDescription: "people report it and no error shows", kind: .pick) { $0.errorType = "" },
    Matter(testDescription: "somebody works on it", kind: .abstain) { $0.state = .targeted },
    Matter(testDescription: "it was resolved", kind: .abstain) { $0.state = .resolved },
    Matter(testDescription: "it is praise", kind: .abstain) { $0.kind = .praise },
    Matter(testDescription: "somebody put it off", kind: .abstain) { $0.state = .deferred },
    Matter(testDescription: "nobody has met it for a week, but it had grown", kind: .nothingWorthIt) {
      $0.trend = .rising
      $0.people += [0, 0, 0, 0, 0, 0, 0]
    },
  ])
  func `what makes an error matter`(matter: Matter) {
    var planted = Planted(name: "an error", people: [Int](repeating: 1, count: 14))
    matter.change(&planted)
    #expect(decide([planted]).kind == matter.kind)
  }

  @Test func `two that are as good are too close, and the fact that would separate them is named`() {
    let outcome = decide([Planted.grown("one", perDay: 5), Planted.grown("other", perDay: 5)])
    #expect(outcome.kind == .tooClose)
    #expect(outcome.bet == nil)
    #expect(outcome.paragraph.contains("What would separate them is how many days of work O-"))
    let shares = outcome.considered.map(\.winShare)
    #expect(shares.allSatisfy { $0 > 0.4 && $0 < 0.6 })
    #expect(shares.reduce(0, +) == 1)
  }

  @Test func `a clear winner is picked, and the next is put off with what would revive it`() {
    let big = Planted.grown("big", perDay: 40)
    let small = Planted.grown("small", perDay: 4)
    let outcome = decide([small, big])
    #expect(outcome.kind == .pick)
    #expect(outcome.bet?.opportunity == big.id)
    #expect((outcome.bet?.winShare ?? 0) > 0.95)
    #expect(outcome.considered.map(\.opportunity) == [big.id, small.id])
    // Both have the same odds, so it would need as many people a week: 280, or a bit more as its strength is lower.
    #expect(outcome.option(small)?.revisit.hasPrefix("about ") == true)
    #expect(outcome.paragraph.contains("Put off, and next: \(small.id)"))
    #expect(outcome.paragraph.split(separator: ".").count >= 4)
  }

  @Test func `a person's decision is obeyed`() {
    let big = Planted.grown("big", perDay: 40)
    let small = Planted(name: "small", people: [1, 1])
    let picked = decide([big, small], rulings: [Ruling(opportunity: small.id, kind: .pick, actor: "Kim")])
    #expect(picked.kind == .override)
    #expect(picked.bet?.opportunity == small.id)
    #expect(picked.option(small)?.why == "Kim decided so")
    #expect(picked.paragraph.contains("Kim picked it, whatever the ranking"))
    let deferred = decide(
      [big, small],
      rulings: [Ruling(opportunity: big.id, kind: .defer, actor: "Kim", revisit: "after the launch")]
    )
    #expect(deferred.bet == nil)
    #expect(deferred.option(big)?.outcome == .deferred)
    #expect(deferred.option(big)?.revisit == "after the launch")
    let killed = decide([big], rulings: [Ruling(opportunity: big.id, kind: .kill, actor: "Kim")])
    #expect(killed.option(big)?.outcome == .kill)
    let changed = decide(
      [big],
      rulings: [
        Ruling(opportunity: big.id, kind: .kill, actor: "Kim"), Ruling(opportunity: big.id, kind: .pick, actor: "Ada"),
      ]
    )
    #expect(changed.bet?.opportunity == big.id)
  }

  @Test func `what was closed comes back only with what is new`() {
    let planted = Planted.asked("closed", people: 30)
    func outcome(newPeople: Int) -> ChoiceOutcome {
      decide([planted], rulings: [Ruling(opportunity: planted.id, kind: .kill, actor: "Kim")]) { input in
        input.candidates[0].opportunity.state = .killed
        input.candidates[0].tombstone = Tombstone(
          at: Planted.asOf,
          reason: "not our market",
          since: Planted.asked("since", people: newPeople).footprint
        )
      }
    }
    let still = outcome(newPeople: 5)
    #expect(still.bet == nil)
    #expect(still.option(planted)?.outcome == .kill)
    #expect(still.option(planted)?.why == "was closed on 2026-11-20 (not our market); since then 5 new people")
    let back = outcome(newPeople: 8)
    #expect(back.bet?.opportunity == planted.id)
    #expect(back.paragraph.contains("is back because of 8 new people since"))
  }

  @Test func `one verified case of lost data is enough, one from a stranger is not`() {
    var lost = Planted(name: "lost", people: [1])
    lost.errorType = "DataLossError"
    #expect(decide([lost]).kind == .abstain)
    let verified = decide([lost]) { $0.candidates[0].isVerified = true }
    #expect(verified.bet?.opportunity == lost.id)
    let outage = decide([Planted(name: "down", people: [1])]) {
      $0.candidates[0].isVerified = true
      $0.candidates[0].isTotalOutage = true
    }
    #expect(outage.kind == .pick)
  }

  @Test func `how bad something is follows from what it is, and from a type only where nobody could have made it up`() {
    var lost = Planted(name: "lost", people: [1])
    lost.errorType = "DataLossError"
    var candidate = lost.candidate
    #expect(candidate.severity == .error)
    candidate.isVerified = true
    #expect(candidate.severity == .dataLoss)
    candidate.isTotalOutage = true
    #expect(candidate.severity == .outage)
    #expect(candidate.severity.level == .critical)
  }

  @Test func `what is not counted cannot be bet on`() {
    let outcome = decide([Planted.grown("unseen", perDay: 5)]) { $0.candidates[0].isMetricLive = false }
    #expect(outcome.kind == .abstain)
    #expect(outcome.missing.map(\.what) == ["a metric that is counted"])
  }

  @Test func `accounts are asked for only where there are any`() {
    var planted = Planted.grown("one company", perDay: 5)
    planted.accounts = 1
    #expect(decide([planted]).missing.map(\.what) == ["accounts"])
    #expect(decide([planted], accountsExist: false).kind == .pick)
  }

  @Test func `nothing at all is no proof that there is nothing`() {
    let outcome = decide([])
    #expect(outcome.kind == .abstain)
    #expect(outcome.missing.map(\.what) == ["signals"])
  }

  @Test func `neither the order of the candidates nor asking again changes anything`() {
    var random = SplitMix64(seed: 8)
    let planted = (0..<20).map { number in
      var one =
        number % 3 == 0
        ? Planted.asked("asked \(number)", people: 3 + number) : Planted.grown("grown \(number)", perDay: number)
      one.writers = number % 5
      return one
    }
    let first = decide(planted)
    for _ in 0..<10 { #expect(decide(planted.shuffled(using: &random)) == first) }
  }
}
