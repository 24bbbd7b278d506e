import Causes
import Numerics
import Testing

@Suite struct ExplanationTests {
  private typealias Part = Explanation.Part
  private static let attributes = ["os", "browser", "release", "region", "plan", "flag", "customer", "user"]

  /// A rule by which rows fail, and what ought to be said of them.
  struct Plant: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let odds: @Sendable ([String]) -> Double
    let expected: [[String]]
    var folded: [String] = []
  }

  static let plants = [
    Plant(testDescription: "nothing", odds: { _ in 1 }, expected: []),
    Plant(testDescription: "a release", odds: { $0[2] == "1.2" ? 10 : 1 }, expected: [["release=1.2"]]),
    Plant(
      testDescription: "a system, and the browser that only it has",
      odds: { $0[0] == "iOS" ? 12 : 0.5 },
      expected: [["os=iOS"]],
      folded: ["browser=Mobile Safari", "browser=Chrome iOS"]
    ),
    Plant(
      testDescription: "a browser, and not the system it runs on",
      odds: { $0[1] == "Mobile Safari" ? 12 : 1 },
      expected: [["browser=Mobile Safari"]],
      folded: ["os=iOS"]
    ),
    Plant(
      testDescription: "a variant of a flag, but in one release only",
      odds: { $0[2] == "1.2" && $0[5] == "treatment" ? 30 : 1 },
      expected: [["release=1.2", "flag=treatment"]]
    ),
    Plant(
      testDescription: "two that have nothing to do with each other",
      odds: { ($0[2] == "1.2" ? 6 : 0) + ($0[3] == "ap" ? 6 : 0) + 0.5 },
      expected: [["release=1.2"], ["region=ap"]]
    ),
    Plant(
      testDescription: "one of many customers",
      odds: { $0[6] == "c7" ? 40 : 1 },
      expected: [["customer=c7"]]
    ),
  ]

  private static func rows(_ count: Int, seed: UInt64, odds: ([String]) -> Double) -> [(values: [String], isBad: Bool)]
  {
    var random = SeededRandom(seed: seed)
    let browsers = [
      "iOS": ["Mobile Safari", "Chrome iOS"], "Android": ["Chrome", "Firefox"], "Windows": ["Chrome", "Edge"],
    ]
    return (0..<count).map { number in
      let os = ["iOS", "Android", "Windows"][random.weightedIndex([3, 4, 5]) ?? 0]
      let browser = browsers[os]?[random.weightedIndex([8, 2]) ?? 0] ?? ""
      let values = [
        os, browser, ["1.0", "1.1", "1.2"][random.weightedIndex([2, 3, 5]) ?? 0],
        random.choice(["eu", "us", "ap"]) ?? "",
        ["free", "pro", "team"][random.weightedIndex([7, 2, 1]) ?? 0], random.choice(["control", "treatment"]) ?? "",
        "c\(Int(20 * random.uniform() * random.uniform()))", "u\(number)",
      ]
      return (values, random.uniform() < 0.03 * odds(values))
    }
  }

  private static func explain(_ rows: [(values: [String], isBad: Bool)]) -> Explanation {
    var table = AttributeRows(attributes)
    for row in rows { table.add(row.values, isBad: row.isBad) }
    return Explanation(table)
  }

  private static func words(_ parts: [Part]) -> [String] { parts.map { "\($0.attribute)=\($0.value)" } }

  @Test(arguments: plants) func `the planted cause is told, once, and nothing else`(_ plant: Plant) {
    let explanation = ExplanationTests.explain(ExplanationTests.rows(4_000, seed: 5, odds: plant.odds))
    let told = explanation.findings.map { ExplanationTests.words($0.parts) }
    #expect(told.sorted { $0[0] < $1[0] } == plant.expected.sorted { $0[0] < $1[0] })
    let folded = Set(explanation.findings.flatMap { ExplanationTests.words($0.folded) })
    #expect(folded.isSuperset(of: plant.folded))
    #expect(explanation.ids == ["user"])
    for finding in explanation.findings {
      #expect(finding.badShare > finding.otherShare)
      #expect(finding.ratio.low < finding.ratio.likely && finding.ratio.likely < finding.ratio.high)
      #expect(finding.chance <= 0.01)
    }
  }

  @Test func `rows without a cause are explained in hardly any case`() {
    let wrong = (0..<25).count { seed in
      !ExplanationTests.explain(ExplanationTests.rows(600, seed: UInt64(seed), odds: { _ in 4 })).findings.isEmpty
    }
    #expect(wrong <= 1)
  }

  @Test func `the same rows give the same answer, and in another order the same findings`() {
    let rows = ExplanationTests.rows(3_000, seed: 9, odds: ExplanationTests.plants[2].odds)
    let explanation = ExplanationTests.explain(rows)
    #expect(explanation == ExplanationTests.explain(rows))
    #expect(explanation.findings.map(\.parts) == ExplanationTests.explain(rows.reversed()).findings.map(\.parts))
  }

  @Test func `an attribute that only bad rows have explains nothing`() {
    var table = AttributeRows(["stack"])
    for number in 0..<200 { table.add([number < 100 ? "a" : nil], isBad: number < 100) }
    #expect(Explanation(table).findings.isEmpty)
  }

  @Test func `a handful of rows explains nothing, and one more can`() {
    func explanation(_ bad: Int) -> Explanation {
      var table = AttributeRows(["release"])
      for _ in 0..<bad { table.add(["2"], isBad: true) }
      for _ in 0..<200 { table.add(["1"], isBad: false) }
      return Explanation(table)
    }
    #expect(explanation(4).findings.isEmpty)
    #expect(explanation(5).findings.map(\.parts) == [[Part(attribute: "release", value: "2")]])
  }

  @Test func `the ratio and its interval are those of Katz's formula`() throws {
    var table = AttributeRows(["a"])
    for number in 0..<100 { table.add([number < 60 ? "x" : "y"], isBad: true) }
    for number in 0..<1_000 { table.add([number < 200 ? "x" : "y"], isBad: false) }
    let finding = try #require(Explanation(table).findings.first)
    // ln(60.5 / 100.5 / (200.5 / 1000.5)), standard error sqrt(1/60.5 - 1/100.5 + 1/200.5 - 1/1000.5), by hand.
    #expect(abs(finding.ratio.likely - 3.003_945_36) < 1e-6)
    #expect(abs(finding.ratio.low - 2.455_801) < 1e-5)
    #expect(abs(finding.ratio.high - 3.674_437) < 1e-5)
    #expect(finding.bad == .init(with: 60, known: 100))
    #expect(finding.other == .init(with: 200, known: 1_000))
  }

  @Test func `endless values and long texts take no memory`() {
    var table = AttributeRows(["id", "long", "a", "nothing"])
    let long = String(repeating: "x", count: 10_000)
    for number in 0..<18_000 {
      let isBad = number.isMultiple(of: 3)
      table.add(["id\(number)", long + "\(number)", isBad ? "yes" : "no"], isBad: isBad)
    }
    let explanation = Explanation(table)
    #expect(explanation.ids == ["id", "long"])
    #expect(explanation.findings.map { ExplanationTests.words($0.parts) } == [["a=yes"]])
  }

  @Test func `more rows than are kept are still all counted, and explained alike`() {
    var table = AttributeRows(["a"], badLimit: 200, otherLimit: 2_000)
    for number in 0..<20_000 { table.add([number.isMultiple(of: 4) ? "x" : "y"], isBad: number.isMultiple(of: 40)) }
    #expect(table.otherSeen == 19_500)
    let explanation = Explanation(table)
    #expect(explanation.other == 2_000)
    #expect(abs((explanation.findings.first?.otherShare ?? 0) - 0.2308) < 0.03)
  }

  @Test func `no attributes and no rows are explained by nothing`() {
    #expect(Explanation(AttributeRows([])).findings.isEmpty)
    var table = AttributeRows([])
    for number in 0..<50 { table.add([], isBad: number < 20) }
    #expect(Explanation(table).findings.isEmpty)
  }
}
