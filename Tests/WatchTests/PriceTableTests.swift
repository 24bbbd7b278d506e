import Domain
import Testing
import Watch

@Suite struct PriceTableTests {
  /// Noon of a day of 2025 or so, in microseconds.
  static func time(_ day: Int64) -> Int64 { day * 86_400_000_000 + 43_200_000_000 }
  /// 2025-12-15.
  static let late = time(20_437)

  static let tokens = TokenCount(input: 1_000_000, output: 1_000_000)

  @Test(
    arguments: [
      ("openai", "gpt-4o-mini-2024-07-18", 750_000), ("", "gpt-4o", 12_500_000),
      ("anthropic", "claude-sonnet-4-5", 18_000_000),
      ("aws.bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0", 6_000_000),
      ("anthropic", "claude-opus-4-5", 30_000_000),
      ("openai", "text-embedding-3-small", 20_000), ("azure.ai.openai", "gpt-5-mini", 2_250_000),
      ("groq", "gpt-4o", nil), ("openai", "gpt-4o-huge", nil), ("", "", nil), ("anthropic", "claude-opus-9", nil),
    ] as [(String, String, Int64?)]
  )
  func `a model costs what its maker's list says`(_ provider: String, _ model: String, _ cost: Int64?) {
    let found = PriceTable.list.cost(
      of: PriceTableTests.tokens,
      provider: provider,
      model: model,
      at: PriceTableTests.late
    )
    #expect(found?.microDollars == cost)
    #expect(found == nil || found?.source == .priced(table: PriceTable.list.version))
  }

  @Test func `what is read from a cache and written to one has prices of its own`() {
    let tokens = TokenCount(input: 1_000_000, output: 0, cacheRead: 600_000, cacheWrite: 100_000)
    let cost = PriceTable.list.cost(of: tokens, provider: "", model: "claude-sonnet-4-5", at: PriceTableTests.late)
    // 300,000 at 3 dollars, 600,000 at 0.30, 100,000 at 3.75.
    #expect(cost?.microDollars == Int64(900_000 + 180_000 + 375_000))
    let unknown = PriceTable.list.cost(of: tokens, provider: "", model: "gemini-2.5-pro", at: PriceTableTests.late)
    #expect(unknown == nil)
  }

  @Test func `a price holds from its day on`() {
    // o3 became cheaper on 2025-06-10, the 20,249th day; before 2025-04-16 there was none.
    let cost = { (day: Int64) in
      PriceTable.list.cost(of: PriceTableTests.tokens, provider: "openai", model: "o3", at: PriceTableTests.time(day))
    }
    #expect(cost(20_193) == nil)
    #expect(cost(20_248)?.microDollars == 50_000_000)
    #expect(cost(20_249)?.microDollars == 10_000_000)
    #expect(cost(-5) == nil)
  }

  @Test func `other prices come first, also by the beginning of a name`() {
    var table = PriceTable.list
    table.version = 20_260_301
    table.overrides = [
      PriceTable.Price("gpt-4o", input: 1_000_000, output: 0), PriceTable.Price("house-*", input: 5, output: 5),
    ]
    let cost = { (model: String) in
      table.cost(of: PriceTableTests.tokens, provider: "x", model: model, at: PriceTableTests.late)
    }
    #expect(cost("gpt-4o") == AgentStep.Cost(microDollars: 1_000_000, source: .priced(table: 20_260_301)))
    #expect(cost("house-small")?.microDollars == 10)
    #expect(cost("gpt-4o-mini") == nil)
  }

  @Test func `a price out of all proportion gives no cost`() {
    let table = PriceTable(version: 1, prices: [PriceTable.Price("m", input: .max, output: -5)])
    let tokens = TokenCount(input: .max, output: 1)
    #expect(table.cost(of: tokens, provider: "", model: "m", at: 0) == nil)
  }
}
