// Simulated products with a known truth: how often a change that does nothing is said to have moved something, how often
// the interval holds the truth, and how often a true effect is seen, beside an oracle that knows the noise.
//
// Usage: ImpactBench [products per cell, 200] [seed, 1] [--cells]

let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let bench = Bench(
  products: numbers.first ?? 200,
  seed: UInt64(numbers.dropFirst().first ?? 1),
  showsCells: CommandLine.arguments.contains("--cells")
)
bench.effects()
bench.smallestEffects()
bench.guardrails()
