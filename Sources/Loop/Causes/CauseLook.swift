import Bytes
package import Causes
package import Domain
import Find
import Store

/// A look at what an opportunity may come from: what its signals have in common, which service it arose in, and which
/// changes go with its beginning.
package struct CauseLook: Sendable {
  /// What its signals have more often than others of the same time.
  package let explanation: Explanation
  /// How many people were named by its signals that were looked at.
  package let people: Int
  /// Which of the services that work on it it arose in; nil where traces say nothing of that.
  package let services: ServiceCauses?
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

  /// Looks, for as long as it takes to read at most `CauseRows.rowLimit` signals twice, and some traces.
  ///
  /// `files` tells what commits touched.
  package init(
    _ opportunity: Opportunity,
    _ records: Records,
    files: ([String]) -> [String: [String]] = { _ in [:] }
  ) throws {
    let hours = try CauseCounts.window(opportunity, records)
    let beginning = opportunity.began.seconds
    let changes = try KnownChanges(through: hours.upperBound, beginning: beginning, records, files: files)
    let signals = try OwnSignals(opportunity, records)
    services = try ServiceCauses(opportunity, signals, records)
    let rows = try CauseRows(opportunity, signals, variants: changes.variants, records)
    explanation = Explanation(rows.table)
    isWhole = rows.isWhole
    people = rows.people
    let trace = ProblemTrace(
      counts: try CauseCounts.counts(of: opportunity, in: hours, records),
      service: opportunity.service,
      files: try CauseLook.frames(opportunity, records),
      words: CauseLook.telling(opportunity),
      findings: explanation.findings
    )
    let found = Suspects(of: trace, among: changes.all)
    suspects = found.suspects.map {
      NamedSuspect(change: changes.all[$0.change], likelihood: $0.likelihood, reasons: $0.reasons)
    }
    unknownStart = found.unknownStart
    alwaysThere = found.alwaysThere
  }

  private static let textLimit = 3

  /// Returns the files of its stacks, the place of the fault first.
  private static func frames(_ opportunity: Opportunity, _ records: Records) throws -> [String] {
    var files: [String] = []
    for id in opportunity.exemplars.prefix(textLimit) {
      let frames = StackTrace.frames(try records.evidence(id)?.text ?? "")
      for file in frames.filter(\.isInApp).map(\.file) where !file.isEmpty && !files.contains(file) {
        files.append(file)
      }
    }
    return files
  }

  /// Returns the words that tell it from other problems of its service.
  private static func telling(_ opportunity: Opportunity) -> [String] {
    let common = Set(words(opportunity.service))
    return (words(opportunity.title) + words(opportunity.surface)).filter { !common.contains($0) }
  }

  /// Returns the words of a text.
  static func words(_ text: String) -> [String] {
    text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }
}
