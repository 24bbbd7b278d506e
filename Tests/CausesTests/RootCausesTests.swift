import Causes
import Numerics
import Testing

@Suite struct RootCausesTests {
  /// A shop that calls a search and a till; the till calls a bank.
  private enum Place: Int { case shop, search, till, bank, outside }
  private static let calls: [ServiceQuestion.Call] = [
    .init(caller: Place.shop.rawValue, callee: Place.search.rawValue),
    .init(caller: Place.shop.rawValue, callee: Place.till.rawValue),
    .init(caller: Place.till.rawValue, callee: Place.bank.rawValue),
  ]
  private static let loud = [2, 3]

  /// What happens to the services in a window of five rows.
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let metric: ServiceFigure.Metric
    /// What is added to each service's figure in the rows with the symptom: shop, search, till, bank, outside.
    let added: [Double]
    /// What is added in all rows: drift since the ordinary times.
    var drift: [Double] = [0, 0, 0, 0, 0]
    let cause: Int
  }

  static let faults = [
    Fault(testDescription: "slow search", metric: .latency, added: [0.2, 0.2, 0, 0, 0], cause: 1),
    Fault(testDescription: "slow till", metric: .latency, added: [0.2, 0, 0.4, 0, 0], cause: 2),
    Fault(testDescription: "slow bank", metric: .latency, added: [0.2, 0, 0.4, 0.4, 0], cause: 3),
    Fault(testDescription: "failing search", metric: .availability, added: [-4, -4, 0, 0, 0], cause: 1),
    Fault(testDescription: "failing bank", metric: .availability, added: [-4, 0, -8, -8, 0], cause: 3),
    Fault(
      testDescription: "slow search, while the bank has been slow for long",
      metric: .latency,
      added: [0.2, 0.2, 0, 0, 0],
      drift: [0, 0, 0.5, 0.5, 0],
      cause: 1
    ),
    Fault(
      testDescription: "slow till, while what is not called is slower still",
      metric: .latency,
      added: [0.2, 0, 0.4, 0, 3],
      cause: 2
    ),
    Fault(
      testDescription: "slow till, while the bank gets a little slower, by far too little",
      metric: .latency,
      added: [0.2, 0, 0.4, 0.01, 0],
      cause: 2
    ),
  ]

  private static func question(_ fault: Fault, order: [Int] = [0, 1, 2, 3, 4]) -> ServiceQuestion {
    var random = SeededRandom(seed: 7)
    var series: [ServiceSeries] = []
    for service in 0..<5 {
      let level = fault.metric == .latency ? 0.1 * Double(service + 1) : 99.9
      let noise = fault.metric == .latency ? 0.005 : 0.02
      func reading() -> Double { level + random.normal() * noise }
      let usual: [Double?] = (0..<200).map { _ in reading() }
      let now: [Double?] = (0..<5).map { row in
        reading() + fault.drift[service] + (loud.contains(row) ? fault.added[service] : 0)
      }
      series.append(.init(service: order[service], figure: .init(fault.metric, "Average"), usual: usual, now: now))
      let requests: [Double?] = Array(repeating: service == 2 || service == 3 ? 500 : 1_000, count: 5)
      series.append(.init(service: order[service], figure: .init(.requests, "Sum"), usual: [], now: requests))
    }
    return ServiceQuestion(
      count: 5,
      calls: calls.map { .init(caller: order[$0.caller], callee: order[$0.callee]) },
      series: order == [0, 1, 2, 3, 4] ? series : series.reversed(),
      symptom: .init(service: order[0], figure: .init(fault.metric, "Average"))
    )
  }

  @Test(arguments: faults) func `the service in which it arose comes first`(_ fault: Fault) throws {
    let ranked = RootCauses.rank(RootCausesTests.question(fault))
    #expect(ranked.map(\.service).sorted() == [1, 2, 3, 4])
    #expect(try #require(ranked.first).service == fault.cause)
  }

  @Test(arguments: faults) func `the order and the places of services change nothing`(_ fault: Fault) {
    let order = [3, 0, 4, 1, 2]
    let ranked = RootCauses.rank(RootCausesTests.question(fault)).map { order[$0.service] }
    #expect(RootCauses.rank(RootCausesTests.question(fault, order: order)).map(\.service) == ranked)
  }

  @Test func `a caller of the cause comes before what has nothing to do with it`() {
    let ranked = RootCauses.rank(RootCausesTests.question(RootCausesTests.faults[2])).map(\.service)
    #expect(ranked.prefix(2) == [3, 2])
  }

  @Test func `what has never been called before can be the cause`() throws {
    let question = ServiceQuestion(
      count: 3,
      calls: [.init(caller: 0, callee: 1), .init(caller: 1, callee: 2)],
      series: [
        .init(service: 0, figure: .init(.availability, "a"), usual: RootCausesTests.steady, now: [100, 100, 90]),
        .init(service: 0, figure: .init(.requests, "a"), usual: [], now: [100, 100, 100]),
        .init(service: 1, figure: .init(.availability, "a"), usual: RootCausesTests.steady, now: [100, 100, 100]),
        .init(service: 1, figure: .init(.requests, "a"), usual: [], now: [100, 100, 100]),
        .init(service: 2, figure: .init(.availability, "a"), usual: [], now: [nil, nil, 0]),
        .init(service: 2, figure: .init(.requests, "a"), usual: [], now: [nil, nil, 10]),
      ],
      symptom: .init(service: 0, figure: .init(.availability, "a"))
    )
    let first = try #require(RootCauses.rank(question).first)
    #expect(first.service == 2)
    #expect(first.ownShare == 1)
  }

  private static let steady = [Double?](repeating: 100, count: 50)

  @Test func `nothing known ranks everything alike and blames nobody`() {
    let question = ServiceQuestion(
      count: 4,
      calls: [],
      series: [],
      symptom: .init(service: 0, figure: .init(.latency, "Average"))
    )
    let ranked = RootCauses.rank(question)
    #expect(ranked.map(\.service) == [1, 2, 3])
    #expect(ranked.allSatisfy { $0.score == 0 && !$0.isReached })
  }

  @Test func `circles, wild numbers, missing rows and calls to nowhere are survived`() {
    var random = SeededRandom(seed: 3)
    let wild: [Double?] = [nil, .nan, .infinity, -.infinity, -1, 0, 1e308, 1e-308, 50]
    var series: [ServiceSeries] = []
    for service in -1..<8 {
      for metric in ServiceFigure.Metric.allCases {
        let values = (0..<12).map { _ in random.choice(wild) ?? nil }
        series.append(.init(service: service, figure: .init(metric, "x"), usual: values, now: Array(values.prefix(4))))
      }
    }
    let calls = (0..<40).map { _ in
      ServiceQuestion.Call(caller: random.below(9) - 1, callee: random.below(9) - 1)
    }
    for service in [-1, 0, 3, 7] {
      let question = ServiceQuestion(
        count: 7,
        calls: calls,
        series: series,
        symptom: .init(service: service, figure: .init(.latency, "x"))
      )
      let ranked = RootCauses.rank(question)
      #expect(ranked.count == ((0..<7).contains(service) ? 6 : 0))
      #expect(ranked.allSatisfy { !$0.score.isNaN })
    }
  }

  @Test func `hundreds of services in a circle take no longer than they should`() {
    let count = 300
    let question = ServiceQuestion(
      count: count,
      calls: (0..<count).flatMap { service in
        (1...20).map { .init(caller: service, callee: (service + $0) % count) }
      },
      series: (0..<count).map {
        .init(service: $0, figure: .init(.latency, "x"), usual: RootCausesTests.steady, now: [100, 100, 140, 140])
      },
      symptom: .init(service: 0, figure: .init(.latency, "x"))
    )
    #expect(RootCauses.rank(question).count == count - 1)
  }
}
