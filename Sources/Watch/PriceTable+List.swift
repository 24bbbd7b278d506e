extension PriceTable {
  /// The public list prices known when this version was made.
  ///
  /// Without discounts for batches, and without the higher ones for very long contexts. Models that are not here have no
  /// cost.
  /// By https://openai.com/api/pricing, https://www.anthropic.com/pricing and https://ai.google.dev/pricing.
  package static let list = PriceTable(version: 20_251_201, prices: openAI + anthropic + google)

  private static let openAIProviders = ["openai", "azure"]
  private static let anthropicProviders = ["anthropic", "aws", "bedrock", "gcp", "vertex", "google"]
  private static let googleProviders = ["gcp", "gemini", "google", "vertex"]

  /// Dollars for a million tokens, in thousandths.
  private static func openAI(
    _ model: String,
    from day: UInt32,
    _ input: Int64,
    _ cached: Int64?,
    _ output: Int64
  ) -> Price {
    // Writing to the cache costs what reading new input costs.
    Price(
      model,
      providers: openAIProviders,
      from: day,
      input: input * 1_000,
      output: output * 1_000,
      cacheRead: cached.map { $0 * 1_000 },
      cacheWrite: input * 1_000
    )
  }

  private static let openAI = [
    openAI("gpt-3.5-turbo", from: 20_240_125, 500, nil, 1_500),
    openAI("gpt-4-turbo", from: 20_240_409, 10_000, nil, 30_000),
    openAI("gpt-4", from: 20_230_314, 30_000, nil, 60_000),
    openAI("gpt-4o", from: 20_240_513, 5_000, nil, 15_000),
    openAI("gpt-4o", from: 20_241_002, 2_500, 1_250, 10_000),
    openAI("gpt-4o-mini", from: 20_240_718, 150, nil, 600),
    openAI("gpt-4o-mini", from: 20_241_002, 150, 75, 600),
    openAI("o1", from: 20_241_217, 15_000, 7_500, 60_000),
    openAI("o3-mini", from: 20_250_131, 1_100, 550, 4_400),
    openAI("o3", from: 20_250_416, 10_000, 2_500, 40_000),
    openAI("o3", from: 20_250_610, 2_000, 500, 8_000),
    openAI("o4-mini", from: 20_250_416, 1_100, 275, 4_400),
    openAI("gpt-4.1", from: 20_250_414, 2_000, 500, 8_000),
    openAI("gpt-4.1-mini", from: 20_250_414, 400, 100, 1_600),
    openAI("gpt-4.1-nano", from: 20_250_414, 100, 25, 400),
    openAI("gpt-5", from: 20_250_807, 1_250, 125, 10_000),
    openAI("gpt-5-mini", from: 20_250_807, 250, 25, 2_000),
    openAI("gpt-5-nano", from: 20_250_807, 50, 5, 400),
    openAI("gpt-5-codex", from: 20_250_923, 1_250, 125, 10_000),
    openAI("gpt-5.1", from: 20_251_113, 1_250, 125, 10_000),
    openAI("gpt-5.1-codex", from: 20_251_113, 1_250, 125, 10_000),
    openAI("text-embedding-3-small", from: 20_240_125, 20, nil, 0),
    openAI("text-embedding-3-large", from: 20_240_125, 130, nil, 0),
    openAI("text-embedding-ada-002", from: 20_230_613, 100, nil, 0),
  ]

  /// Dollars for a million tokens, in thousandths; what is read from a cache costs a tenth, what is kept in one for five
  /// minutes a quarter more.
  private static func anthropic(_ model: String, from day: UInt32, _ input: Int64, _ output: Int64) -> Price {
    Price(
      model,
      providers: anthropicProviders,
      from: day,
      input: input * 1_000,
      output: output * 1_000,
      cacheRead: input * 100,
      cacheWrite: input * 1_250
    )
  }

  private static let anthropic = [
    anthropic("claude-3-opus", from: 20_240_304, 15_000, 75_000),
    anthropic("claude-3-5-sonnet", from: 20_240_620, 3_000, 15_000),
    anthropic("claude-3-5-haiku", from: 20_241_213, 800, 4_000),
    anthropic("claude-3-7-sonnet", from: 20_250_224, 3_000, 15_000),
    anthropic("claude-sonnet-4", from: 20_250_522, 3_000, 15_000),
    anthropic("claude-opus-4", from: 20_250_522, 15_000, 75_000),
    anthropic("claude-opus-4-1", from: 20_250_805, 15_000, 75_000),
    anthropic("claude-sonnet-4-5", from: 20_250_929, 3_000, 15_000),
    anthropic("claude-haiku-4-5", from: 20_251_015, 1_000, 5_000),
    anthropic("claude-opus-4-5", from: 20_251_124, 5_000, 25_000),
  ]

  private static let google = [
    Price("gemini-2.0-flash", providers: googleProviders, from: 20_250_205, input: 100_000, output: 400_000),
    Price("gemini-2.5-pro", providers: googleProviders, from: 20_250_617, input: 1_250_000, output: 10_000_000),
    Price("gemini-2.5-flash", providers: googleProviders, from: 20_250_617, input: 300_000, output: 2_500_000),
    Price("gemini-2.5-flash-lite", providers: googleProviders, from: 20_250_722, input: 100_000, output: 400_000),
  ]
}
