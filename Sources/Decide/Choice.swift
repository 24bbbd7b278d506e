package import Domain

/// What a choice came to.
package struct ChoiceOutcome: Equatable, Sendable {
  package let kind: Decision.Kind
  /// A few plain sentences that anybody can read.
  package let paragraph: String
  package let considered: [Decision.Option]
  package let missing: [Decision.Missing]
  /// The bet where something was picked.
  package let bet: Bet?
  /// The digest of all inputs.
  package let inputs: String
}

/// Picks one opportunity to work on, or says why none.
package enum Choice {
  /// Options kept in a decision beside those that ever came first in a draw.
  static let optionLimit = 40

  /// Decides; the same inputs give the same outcome, in whatever order they come.
  package static func decide(_ input: ChoiceInput) -> ChoiceOutcome {
    let digest = input.digest
    let harmTests = input.harmTests
    let assessed = input.candidates.compactMap { Assessment($0, input: input, harmTests: harmTests) }
      .sorted(by: Assessment.precedes)
    let contenders = assessed.filter { $0.standing == .contender && $0.score >= input.policy.bar }
    let entries = contenders.map { $0.option(.deferred, why: "", revisit: "") }
    let shares = Recompute.winShares(entries, inputs: digest, draws: input.policy.draws)
    let ranked = Ranking(assessed: assessed, contenders: contenders, shares: shares, input: input)
    let considered = ranked.options(limit: optionLimit)
    let bet = ranked.picked.map { BetMaker.make($0, winShare: ranked.share($0), input: input) }
    return ChoiceOutcome(
      kind: ranked.kind,
      paragraph: Paragraph(ranked, input: input).text,
      considered: considered,
      missing: ranked.missing,
      bet: bet,
      inputs: digest
    )
  }
}
