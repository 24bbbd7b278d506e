import Bytes
package import Causes
package import Domain
import Store

/// A look at what an opportunity may come from: what its signals have in common, and which changes go with its beginning.
package struct CauseLook: Sendable {
  /// What its signals have more often than others of the same time.
  package let explanation: Explanation
  /// The changes it may come from, the likeliest first.
  package let suspects: [NamedSuspect]
  /// How likely it is that it began with no change that is known.
  package let unknownStart: Double
  /// How likely it is that it was there before everything that is known.
  package let alwaysThere: Double
  /// False where there was too much to look at all of it.
  package let isWhole: Bool

  /// A change with what speaks for it.
  package struct NamedSuspect: Equatable, Sendable {
    package let change: Change
    package let likelihood: Double
    package let reasons: [Suspect.Reason]
  }

  /// Looks; takes as long as it takes to read at most `CauseRows.rowLimit` signals.
  package init(_ opportunity: Opportunity, _ records: Records) throws {
    let hours = try CauseCounts.window(opportunity, records)
    let changes = try KnownChanges(through: hours.upperBound, records)
    let rows = try CauseRows(opportunity, variants: changes.variants, records)
    explanation = Explanation(rows.table)
    isWhole = rows.isWhole
    let trace = ProblemTrace(
      counts: try CauseCounts.counts(of: opportunity, in: hours, records),
      service: opportunity.service,
      words: CauseLook.words(opportunity.title) + CauseLook.words(opportunity.surface),
      findings: explanation.findings
    )
    let found = Suspects(of: trace, among: changes.all)
    suspects = found.suspects.map {
      NamedSuspect(change: changes.all[$0.change], likelihood: $0.likelihood, reasons: $0.reasons)
    }
    unknownStart = found.unknownStart
    alwaysThere = found.alwaysThere
  }

  /// Returns the words of a text.
  static func words(_ text: String) -> [String] {
    text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }
}
