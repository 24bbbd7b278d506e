import Causes
import Numerics
import Testing

@Suite struct SuspectsTests {
  private static let hour: Int64 = 3_600
  private static let days = 20

  /// Counts by the hour, with a rate for each.
  private static func counts(seed: UInt64 = 1, _ rate: (Int) -> Double) -> [ProblemTrace.Count] {
    var random = SeededRandom(seed: seed)
    return (0..<days * 24).map { hour in
      let start = Int64(hour) * SuspectsTests.hour
      return .init(
        time: start..<start + SuspectsTests.hour,
        bad: Double(random.poisson(mean: rate(hour))),
        chances: 200
      )
    }
  }

  private static func release(_ day: Double, _ name: String) -> Change {
    Change(
      name,
      kind: .release,
      live: [Int64(day * 86_400)..<Int64(days) * 86_400],
      marks: [.init(attribute: "release", value: name)]
    )
  }

  /// A release every two days; each stays in those after it.
  private static let releases = (1...8).map { release(Double($0) * 2 + 0.4, "1.\($0)") }

  private static func top(_ suspects: Suspects, _ changes: [Change]) -> String? {
    suspects.suspects.first.map { changes[$0.change].name }
  }

  @Test func `the first release with the problem is suspected, as never before it`() throws {
    // The fourth release is out at hour 201.6.
    let trace = ProblemTrace(counts: SuspectsTests.counts { $0 > 201 ? 3 : 0 })
    let suspects = Suspects(of: trace, among: SuspectsTests.releases)
    let first = try #require(suspects.suspects.first)
    #expect(SuspectsTests.releases[first.change].name == "1.4")
    #expect(first.likelihood > 0.9)
    #expect(first.reasons.contains { if case .neverBefore = $0 { true } else { false } })
  }

  @Test func `a problem that has a rate of its own and rises with a release is laid to it`() throws {
    let trace = ProblemTrace(counts: SuspectsTests.counts { $0 > 201 ? 6 : 2 })
    let suspects = Suspects(of: trace, among: SuspectsTests.releases)
    let first = try #require(suspects.suspects.first)
    #expect(SuspectsTests.releases[first.change].name == "1.4")
    guard case .moreOften(let times) = try #require(first.reasons.first) else {
      Issue.record("no rate among \(first.reasons)")
      return
    }
    #expect(abs(times - 3) < 0.5)
  }

  @Test func `people reach a release by and by, and it is suspected all the same`() {
    let trace = ProblemTrace(
      counts: SuspectsTests.counts { $0 > 210 ? min(5, Double($0 - 210) / 4) : 0 }
    )
    let suspects = Suspects(of: trace, among: SuspectsTests.releases)
    #expect(SuspectsTests.top(suspects, SuspectsTests.releases) == "1.4")
  }

  @Test func `a problem that began before every release is no release's`() {
    let trace = ProblemTrace(counts: SuspectsTests.counts { $0 > 30 ? 3 : 0 })
    let suspects = Suspects(of: trace, among: SuspectsTests.releases)
    #expect(suspects.unknownStart > 0.9)
    #expect(suspects.suspects.isEmpty)
  }

  @Test func `a problem that was always there is no release's`() {
    let trace = ProblemTrace(counts: SuspectsTests.counts { _ in 3 })
    let suspects = Suspects(of: trace, among: SuspectsTests.releases)
    #expect(suspects.alwaysThere > 0.5)
    #expect(suspects.suspects.allSatisfy { $0.likelihood < 0.2 })
  }

  @Test func `a release that was there from the first hour is no suspect, because nothing is known of before`() {
    let oldest = SuspectsTests.release(-3, "0.9")
    let trace = ProblemTrace(counts: SuspectsTests.counts { _ in 3 }, service: "web")
    let suspects = Suspects(of: trace, among: [oldest])
    #expect(suspects.suspects.isEmpty)
    #expect(suspects.alwaysThere > 0.5)
  }

  @Test func `what was rolled back and brought again is told from what came with it`() throws {
    let first = 201 * SuspectsTests.hour
    let end = Int64(SuspectsTests.days) * 86_400
    let back = Change(
      "2.0",
      kind: .release,
      live: [first..<first + 30 * SuspectsTests.hour, first + 90 * SuspectsTests.hour..<end]
    )
    let flag = Change("new-cart", kind: .flag, live: [first - 600..<end])
    let trace = ProblemTrace(counts: SuspectsTests.counts { (201..<231).contains($0) || $0 >= 291 ? 3 : 0.02 })
    let suspects = Suspects(of: trace, among: [flag, back])
    let found = try #require(suspects.suspects.first)
    #expect(found.change == 1)
    #expect(found.likelihood > 0.9)
    #expect(found.reasons.contains(.followsRollback))
  }

  @Test func `a flag that half of the people have is found by its variant, though it was on before the data begin`()
    throws
  {
    var table = AttributeRows(["release", "flag:coupons"])
    for number in 0..<2_000 {
      let isBad = number.isMultiple(of: 10)
      table.add(["1.3", isBad || number.isMultiple(of: 2) ? "on" : "off"], isBad: isBad)
    }
    let trace = ProblemTrace(
      counts: SuspectsTests.counts { _ in 3 },
      findings: Explanation(table).findings
    )
    let flag = Change(
      "coupons",
      kind: .flag,
      live: [-100 * 86_400..<Int64(SuspectsTests.days) * 86_400],
      marks: [.init(attribute: "flag:coupons", value: "on")]
    )
    let changes = SuspectsTests.releases + [flag]
    let suspects = Suspects(of: trace, among: changes)
    #expect(SuspectsTests.top(suspects, changes) == "coupons")
    #expect(try #require(suspects.suspects.first).likelihood > 0.5)
  }

  @Test func `of two releases at one time the one that touched the file is suspected`() throws {
    let start = 201 * SuspectsTests.hour
    let end = Int64(SuspectsTests.days) * 86_400
    let changes = [
      Change("one", kind: .commit, live: [start..<end], service: "web", files: ["src/menu/Menu.ts"]),
      Change("two", kind: .commit, live: [start..<end], service: "web", files: ["src/cart/Total.ts"]),
      Change("three", kind: .commit, live: [start..<end], service: "mail"),
    ]
    let trace = ProblemTrace(
      counts: SuspectsTests.counts { $0 > 201 ? 2 : 0 },
      service: "web",
      files: ["/app/build/src/cart/Total.ts"]
    )
    let suspects = Suspects(of: trace, among: changes)
    #expect(SuspectsTests.top(suspects, changes) == "two")
    let reasons = try #require(suspects.suspects.first).reasons
    #expect(reasons.contains(.touchesFile("/app/build/src/cart/Total.ts")))
    #expect(reasons.contains(.sameService("web")))
  }

  @Test func `all that is possible adds up to one, and the order of changes does not matter`() {
    let trace = ProblemTrace(counts: SuspectsTests.counts { $0 > 201 ? 2 : 1 })
    let changes = SuspectsTests.releases
    let suspects = Suspects(of: trace, among: changes)
    let backwards = Suspects(of: trace, among: changes.reversed())
    #expect(
      suspects.suspects.map { changes[$0.change].name }
        == backwards.suspects.map { Array(changes.reversed())[$0.change].name }
    )
    let sum = suspects.suspects.reduce(suspects.unknownStart + suspects.alwaysThere) { $0 + $1.likelihood }
    #expect(sum <= 1 + 1e-9 && sum > 0.85)
  }

  @Test func `the blame is right for nearly all of twenty problems`() {
    var right = 0
    for seed in 0..<20 {
      var random = SeededRandom(seed: UInt64(seed))
      let changes = (0..<10).map { SuspectsTests.release(random.uniform(0, 18), "r\($0)") }
      let guilty = changes[random.below(10)]
      let start = (guilty.live[0].lowerBound / SuspectsTests.hour) + 1
      let trace = ProblemTrace(counts: SuspectsTests.counts(seed: UInt64(seed)) { Int64($0) >= start ? 2.0 : 0.2 })
      if SuspectsTests.top(Suspects(of: trace, among: changes), changes) == guilty.name { right += 1 }
    }
    #expect(right >= 17)
  }

  @Test func `no counts, no changes and wild numbers give an answer`() {
    let none = Suspects(of: ProblemTrace(counts: []), among: SuspectsTests.releases)
    #expect(none.suspects.allSatisfy { $0.likelihood <= 0.1 })
    let empty = Suspects(of: ProblemTrace(counts: SuspectsTests.counts { _ in 1 }), among: [])
    #expect(empty.suspects.isEmpty)
    #expect(abs(empty.alwaysThere + empty.unknownStart - 1) < 1e-6)
    let wild = ProblemTrace(counts: [
      .init(time: .min + 1 ..< .max, bad: .infinity, chances: .nan), .init(time: 0..<1, bad: -5, chances: 1e300),
      .init(time: 5..<5, bad: 1, chances: 1),
    ])
    let change = Change("x", kind: .config, live: [.min ..< .max, 5..<5])
    #expect(Suspects(of: wild, among: [change]).suspects.allSatisfy { !$0.likelihood.isNaN })
  }
}
