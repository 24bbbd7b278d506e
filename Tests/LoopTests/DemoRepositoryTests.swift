import Domain
import Loop
import TestSupport
import Testing

@Suite struct DemoRepositoryTests {
  static let repository = DemoRepository(firstDay: DemoProductTests.firstDay)
  static let bet = RecordID(.bet, of: "a bet")
  static let fix = repository.fix(for: bet, at: DemoProductTests.fixedFrom)

  /// The tree after some commits.
  private static func tree(_ commits: [DemoRepository.Commit]) -> [String: String] {
    commits.flatMap(\.files).reduce(into: [:]) { $0[$1.path] = $1.contents }
  }

  @Test func `history comes before the first day, in order`() {
    let times = Self.repository.history.map(\.time)
    #expect(times == times.sorted())
    #expect(times.allSatisfy { $0 < Int64(DemoProductTests.firstDay) * 86_400 })
  }

  @Test func `the fix carries the bet's trailer and touches the coupons alone`() {
    #expect(Self.fix.message.hasSuffix("\n\nBet: \(Self.bet)\n"))
    #expect(Self.fix.time == DemoProductTests.fixedFrom)
    #expect(Self.fix.files.map(\.path) == ["checkout/coupons.js", "checkout/coupons.test.js"])
    let before = Self.tree(Self.repository.history)
    #expect(Self.fix.files.allSatisfy { before[$0.path] != nil && before[$0.path] != $0.contents })
  }

  @Test func `a later commit changes what it names`() {
    for index in Self.repository.history.indices {
      let before = Self.tree(Array(Self.repository.history[..<index]))
      #expect(Self.repository.history[index].files.allSatisfy { before[$0.path] != $0.contents })
    }
  }

  /// The innermost call of each error and what Node points at there.
  static let places: [(type: String, text: String)] = [
    (DemoTruth.mainError, "percent) / 100"),
    (DemoTruth.exportError, "new TimeoutError"),
    (DemoTruth.betaError, "new Array"),
    (DemoTruth.gatewayError, "new GatewayError"),
  ]

  @Test(arguments: places) func `the stacks point into the files`(type: String, text: String) throws {
    let errors = try DemoProductTests.reading.get().errors(type) + DemoProductTests.fixed.get().errors(type)
    let stacks = Set(errors.map(\.error.stack))
    for stack in stacks {
      let call = try #require(stack.split(separator: "\n").dropFirst().first)
      let match = try #require(call.firstMatch(of: #/\/srv\/shop\/([a-z\/]+\.js):([0-9]+):([0-9]+)/#))
      let path = String(match.1)
      let isFixed = path == "checkout/coupons.js" && match.2 == "15"
      let tree = Self.tree(Self.repository.history + (isFixed ? [Self.fix] : []))
      let lines = try #require(tree[path]).split(separator: "\n", omittingEmptySubsequences: false)
      let line = lines[try #require(Int(match.2)) - 1]
      #expect(line.dropFirst(try #require(Int(match.3)) - 1).hasPrefix(text))
    }
    #expect(stacks.count >= 1)
  }

  @Test func `git makes a repository of it that finds the trailer`() throws {
    try Fixture.with { fixture in
      try fixture.repository("shop")
      for commit in Self.repository.history + [Self.fix] {
        for file in commit.files { try fixture.write(file.contents, to: "shop/\(file.path)") }
        try fixture.git("add", "--all", in: "shop")
        try fixture.git("commit", "--quiet", "--message", commit.message, "--date", "\(commit.time) +0000", in: "shop")
      }
      let trailer = try fixture.git("log", "-1", "--format=%(trailers:key=Bet,valueonly)", in: "shop")
      #expect(trailer.split(separator: "\n").first.map(String.init) == Self.bet.text)
      #expect(try fixture.git("status", "--porcelain", in: "shop").isEmpty)
    }
  }
}
