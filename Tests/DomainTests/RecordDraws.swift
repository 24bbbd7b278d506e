import Bytes
import Domain
import TestSupport

/// Records drawn at random: every optional field there and absent, every case, texts that are hard to carry.
struct RecordDraws {
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  // MARK: Parts

  private static let texts = [
    "", "plain", "\"quoted\" \\ back", "line\nfeed\r\ttab", "\u{0}\u{1f}\u{7f}", "café", "cafe\u{301}", "日本語 🧑‍🚀",
    "\u{2028}\u{2029}", "\u{e000}\u{10ffff}", "</script>",
  ]

  mutating func text() -> String { pick(Self.texts) }

  mutating func pick<Element>(_ list: [Element]) -> Element { list[Int(random.next() % UInt64(list.count))] }

  mutating func maybe<Value>(_ value: Value) -> Value? { flag() ? value : nil }

  mutating func flag() -> Bool { random.next() & 1 == 0 }

  mutating func list<Element>(_ draw: (inout RecordDraws) -> Element) -> [Element] {
    (0..<Int(random.next() % 4)).map { _ in draw(&self) }
  }

  /// A finite double of any size, as often as not one with all its digits.
  mutating func number() -> Double {
    let any = Double(bitPattern: random.next())
    return flag() && any.isFinite
      ? any : pick([0, 1, -1, 0.1, 0.3, 1e-9, 123_456_789, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
  }

  mutating func long() -> Int64 {
    flag() ? Int64(bitPattern: random.next()) : pick([0, 1, -1, 1 << 53, 1 << 53 - 1, 1 << 53 + 1, .min, .max])
  }

  mutating func int() -> Int { Int(long()) }

  mutating func time() -> Timestamp { Timestamp(nanoseconds: long()) }

  mutating func id(_ kind: RecordKind) -> RecordID {
    RecordID(kind, of: "\(random.next())", length: pick([6, 7, 52]))
  }

  mutating func anyID() -> RecordID { id(pick(RecordKind.allCases)) }

  mutating func evidence() -> EvidenceID { EvidenceID(SHA256.hash(random.bytes(32))) }

  mutating func series() -> SeriesID { pick([SeriesID.active, .group(id(.group)), .event(text()), SeriesID(text())]) }

  mutating func hourMarks() -> HourMarks {
    var marks = HourMarks()
    for hour in list({ HourMarks.hour(of: $0.long()) }) { marks.insert(hour) }
    return marks
  }

  mutating func reception() -> Reception {
    var reception = Reception(source: text())
    for body in list({ $0.readBody() }) { reception.note(body) }
    (reception.hours, reception.arrivals) = (hourMarks(), hourMarks())
    return reception
  }

  mutating func sighting() -> Sighting {
    Sighting(
      source: text(),
      service: text(),
      name: text(),
      time: long(),
      trace: maybe(TraceID(high: UInt64(bitPattern: long()), low: random.next())) ?? .none,
      span: UInt64(bitPattern: long()),
      id: text()
    )
  }

  private mutating func readBody() -> ReadBody {
    let kind = pick(ReadBody.Kind.allCases)
    var body = ReadBody(kind, source: text(), place: text(), key: random.next(), received: long())
    body.read = Int(random.next() % 3)
    for reason in list({ $0.text() }) { body.reject(Int(random.next() % 9), reason) }
    return body
  }

  mutating func range() -> Range<Int64> {
    let (one, other) = (long(), long())
    return min(one, other)..<max(one, other)
  }

  mutating func places() -> Range<Int> {
    let from = Int(random.next() >> 40)
    return from..<(from + Int(random.next() >> 40))
  }

  mutating func interval() -> Interval { Interval(low: number(), likely: number(), high: number()) }

  mutating func metric() -> Metric {
    Metric(
      name: text(),
      series: list { $0.series() },
      denominator: maybe(series()),
      countsErrors: flag(),
      fewerIsGood: flag()
    )
  }

  mutating func check() -> Ship.Check { Ship.Check(what: text(), passed: flag(), detail: text()) }
}

// MARK: - Records

extension RecordDraws {
  mutating func opportunity() -> Opportunity {
    var opportunity = plainOpportunity()
    opportunity.severity = pick(Severity.allCases)
    opportunity.mergedInto = maybe(id(.opportunity))
    opportunity.titledBy = maybe(text())
    opportunity.mutedBy = maybe(text())
    return opportunity
  }

  mutating func edit() -> Edit {
    Edit(
      id: id(.edit),
      operation: pick(Edit.Operation.allCases),
      opportunity: id(.opportunity),
      other: maybe(id(.opportunity)),
      groups: list { $0.id(.group) },
      staying: list { $0.id(.group) },
      title: maybe(text()),
      reason: text(),
      undone: maybe(id(.edit)),
      before: list { $0.before() },
      actor: text(),
      at: time()
    )
  }

  private mutating func before() -> Edit.Before {
    Edit.Before(id(.opportunity), pick(Opportunity.State.allCases), title: text(), groups: list { $0.id(.group) })
  }

  private mutating func plainOpportunity() -> Opportunity {
    Opportunity(
      id: id(.opportunity),
      kind: pick(Opportunity.Kind.allCases),
      state: pick(Opportunity.State.allCases),
      title: text(),
      service: text(),
      surface: text(),
      groups: list { $0.id(.group) },
      reach: Opportunity.Reach(
        subjects: int(),
        accounts: int(),
        days: int(),
        occurrences: long(),
        eligible: int(),
        share: maybe(interval())
      ),
      trend: Opportunity.Trend(
        recent: long(),
        before: long(),
        direction: pick(Opportunity.Trend.Direction.allCases)
      ),
      costOfDelay: interval(),
      exemplars: list { $0.evidence() },
      contradictions: list { $0.id(.claim) },
      claims: list { $0.id(.claim) },
      first: time(),
      last: time(),
      asOf: time()
    )
  }

  mutating func bet() -> Bet {
    Bet(
      id: id(.bet),
      opportunity: id(.opportunity),
      state: pick(Bet.State.allCases),
      title: text(),
      hypothesis: text(),
      metric: metric(),
      expected: interval(),
      minimum: number(),
      confidence: Confidence(
        probability: number(),
        parts: list { Confidence.Part(name: $0.text(), factor: $0.number(), why: $0.text()) },
        rung: int(),
        cap: number(),
        scored: int()
      ),
      score: number(),
      winShare: number(),
      effortDays: interval(),
      valuePerWeek: interval(),
      alternatives: list { $0.text() },
      guardrails: list { $0.metric() },
      killCriteria: list { $0.text() },
      measurability: Measurability(smallestDetectable: maybe(number()), weeks: int(), isEnough: flag()),
      claims: list { $0.id(.claim) },
      asOf: time()
    )
  }

  mutating func decision() -> Decision {
    Decision(
      id: id(.decision),
      kind: pick(Decision.Kind.allCases),
      subject: maybe(anyID()),
      reason: text(),
      considered: list { $0.option() },
      missing: list {
        Decision.Missing(what: $0.text(), have: $0.number(), need: $0.number(), expected: $0.maybe($0.time()))
      },
      inputs: text(),
      actor: text(),
      at: time(),
      asOf: time(),
      revisit: maybe(text())
    )
  }

  private mutating func option() -> Decision.Option {
    Decision.Option(
      opportunity: id(.opportunity),
      outcome: pick(Decision.Option.Outcome.allCases),
      why: text(),
      revisit: text(),
      score: number(),
      probability: number(),
      valuePerWeek: interval(),
      effect: interval(),
      effortDays: interval(),
      winShare: number()
    )
  }

  mutating func plan() -> Plan {
    Plan(
      id: id(.plan),
      bet: id(.bet),
      metric: metric(),
      minimum: number(),
      promised: interval(),
      probability: number(),
      guardrails: list { $0.metric() },
      picked: range(),
      baselineWeeks: int(),
      measureWeeks: int(),
      alpha: number(),
      lockedAt: time(),
      amendments: int()
    )
  }

  mutating func lease() -> Lease {
    Lease(
      id: id(.lease),
      bet: id(.bet),
      worker: text(),
      fencing: int(),
      state: pick(Lease.State.allCases),
      acquired: time(),
      expires: time(),
      reason: text()
    )
  }

  mutating func ship() -> Ship {
    Ship(
      id: id(.ship),
      bets: list { $0.id(.bet) },
      kind: pick(Ship.Kind.allCases),
      commit: maybe(text()),
      pullRequest: maybe(text()),
      branch: maybe(text()),
      environment: maybe(text()),
      release: maybe(text()),
      flag: maybe(text()),
      percent: maybe(number()),
      merged: maybe(time()),
      deployed: maybe(time()),
      exposed: maybe(time()),
      reverted: maybe(time()),
      level: pick(Ship.Level.allCases),
      checks: list { $0.check() },
      plan: maybe(id(.plan)),
      isPostHoc: flag(),
      worker: text(),
      recorded: time()
    )
  }

  mutating func readout() -> Readout {
    Readout(
      id: id(.readout),
      ship: id(.ship),
      bet: id(.bet),
      plan: maybe(id(.plan)),
      verdict: pick(Verdict.allCases),
      grade: pick(Grade.allCases),
      effect: maybe(interval()),
      minimum: number(),
      promisedTop: number(),
      baseline: maybe(sample()),
      observed: maybe(sample()),
      checks: list { $0.check() },
      placebos: int(),
      placeboShare: maybe(number()),
      look: int(),
      isFinal: flag(),
      isPostHoc: flag(),
      advice: text(),
      next: maybe(time()),
      asOf: time(),
      snapshot: maybe(evidence())
    )
  }

  private mutating func sample() -> Readout.Sample {
    Readout.Sample(window: range(), days: int(), count: long(), rate: number())
  }

  mutating func claim() -> Claim {
    Claim(owner: anyID(), text: text(), kind: pick(Claim.Kind.allCases), citations: list { $0.citation() })
  }

  private mutating func citation() -> Citation {
    flag()
      ? .slice(TextSlice(evidence: evidence(), bytes: places(), scalars: places(), digest: text()))
      : .figure(
        Figure(
          question: pick(Figure.Question.allCases),
          window: range(),
          series: list { $0.series() },
          value: number(),
          snapshot: evidence()
        )
      )
  }

  mutating func group() -> GroupTally {
    var group = GroupTally(
      id: id(.group),
      kind: pick(SignalKind.allCases),
      fingerprint: text(),
      label: text(),
      service: text(),
      surface: text(),
      first: long(),
      last: long()
    )
    group.count = long()
    group.exemplars = list { $0.evidence() }
    return group
  }
}
