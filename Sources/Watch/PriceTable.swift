import Bytes
package import Domain

/// What models cost, by name and by the day from which it holds.
package struct PriceTable: Equatable, Sendable {
  /// The day it is of, such as 20251201: kept beside every cost that it gave.
  package var version: UInt32
  package var prices: [Price]
  /// What counts before all others, whenever it began.
  package var overrides: [Price] = []

  /// What one model costs from a day on, in millionths of a US dollar for a million tokens.
  package struct Price: Equatable, Sendable {
    /// A model's canonical name, see `ModelName`; with a star at the end all that begin so.
    package var model: String
    /// How the names of the providers begin that ask this price; none for any.
    ///
    /// A call without a provider fits all.
    package var providers: [String] = []
    /// The first day, such as 20240513.
    package var from: UInt32 = 0
    package var input: Int64
    package var output: Int64
    /// Nil where nobody has said: a call that has such tokens has no known cost then.
    package var cacheRead: Int64?
    package var cacheWrite: Int64?

    package init(
      _ model: String,
      providers: [String] = [],
      from: UInt32 = 0,
      input: Int64,
      output: Int64,
      cacheRead: Int64? = nil,
      cacheWrite: Int64? = nil
    ) {
      self.model = model
      self.providers = providers
      self.from = from
      self.input = input
      self.output = output
      self.cacheRead = cacheRead
      self.cacheWrite = cacheWrite
    }

    /// Returns whether it is of a model, by the model's canonical name.
    func fits(_ name: String, _ provider: String) -> Bool {
      let isModel = model.hasSuffix("*") ? name.hasPrefix(model.dropLast()) : name == model
      return isModel && (provider.isEmpty || providers.isEmpty || providers.contains { provider.hasPrefix($0) })
    }
  }

  package init(version: UInt32, prices: [Price]) {
    self.version = version
    self.prices = prices
  }

  /// Returns what some tokens cost at a time in microseconds; nil for an unknown model, or one without a price then.
  ///
  /// Of all prices that fit the one that began last counts, of two from the same day the one that stands first.
  package func cost(of tokens: TokenCount, provider: String, model: String, at time: Int64) -> AgentStep.Cost? {
    guard !model.isEmpty else { return nil }
    let name = ModelName.canonical(model)
    let day = PriceTable.day(time)
    let price = PriceTable.price(name, provider, day, overrides) ?? PriceTable.price(name, provider, day, prices)
    guard let microDollars = price?.microDollars(of: tokens) else { return nil }
    return AgentStep.Cost(microDollars: microDollars, source: .priced(table: version))
  }

  private static func price(_ name: String, _ provider: String, _ day: UInt32, _ prices: [Price]) -> Price? {
    var found: Price?
    for price in prices where price.from <= day && price.fits(name, provider) {
      if found.map({ price.from > $0.from }) ?? true { found = price }
    }
    return found
  }

  /// Returns the day of a time, such as 20251201; 0 for one before the Unix epoch.
  private static func day(_ microseconds: Int64) -> UInt32 {
    guard microseconds > 0 else { return 0 }
    let date = CivilDate(daysSinceEpoch: Int(microseconds / 86_400_000_000))
    return UInt32(clamping: date.year * 10_000 + date.month * 100 + date.day)
  }
}

extension PriceTable.Price {
  /// Returns what some tokens cost.
  func microDollars(of tokens: TokenCount) -> Int64? {
    if tokens.cacheRead > 0, cacheRead == nil { return nil }
    if tokens.cacheWrite > 0, cacheWrite == nil { return nil }
    let plain = max(0, tokens.input - tokens.cacheRead - tokens.cacheWrite)
    let parts: [(Int64, Int64)] = [
      (plain, input), (tokens.output, output), (tokens.cacheRead, cacheRead ?? 0), (tokens.cacheWrite, cacheWrite ?? 0),
    ]
    let sum = parts.reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    return (0..<1e24).contains(sum) ? Int64((sum / 1_000_000).rounded()) : nil
  }
}
