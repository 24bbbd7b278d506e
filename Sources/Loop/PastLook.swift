import Bytes
import Decide
import Domain
import Find
import Store

/// The opportunities as they would have been found at a moment of the past, from what had happened by then.
///
/// Groups, and what people have decided, are as they are now: those are no signals, and have times of their own.
package struct PastLook: Sendable {
  let asOf: Timestamp
  let found: [RecordID: FoundOpportunity]
  let tallies: [RecordID: GroupTally]
  /// What would have been chosen; nil where there was nothing to weigh.
  let choice: Decision?
  let bet: Bet?

  /// What each was worth in the choice of that moment.
  var weights: Weights { Weights(choice?.considered ?? []) }

  fileprivate init(_ sight: Sight, at moment: Timestamp) {
    asOf = sight.asOf
    choice = sight.choice.map { Decision(past: $0, dataThrough: sight.asOf, at: moment) }
    bet = sight.choice?.bet
    found = Dictionary(sight.found.map { ($0.opportunity.id, $0) }, uniquingKeysWith: { first, _ in first })
    tallies = sight.tallies
  }
}

extension PastLook {
  /// How many opportunities were in each state.
  var states: [Opportunity.State: Int] {
    found.values.reduce(into: [:]) { $0[$1.opportunity.state, default: 0] += 1 }
  }

  /// Returns what was found of an opportunity; throws for one that was not known.
  func opportunity(_ id: RecordID) throws -> FoundOpportunity {
    guard let found = found[id] else { throw LoopError.unknownID(id) }
    return found
  }

  /// Returns a claim as it was then, or as it is kept where it belongs to nothing that was found.
  func claim(_ id: RecordID, of found: FoundOpportunity?, _ records: Records) throws -> Claim {
    try found?.claims.first { $0.id == id } ?? records.claim(id)
  }
}

extension Decision {
  /// The choice of a moment that nobody decided anything at: it has an id of its own, by which it is found nowhere.
  fileprivate init(past outcome: ChoiceOutcome, dataThrough: Timestamp, at moment: Timestamp) {
    self.init(
      id: RecordID(.decision, of: "\(outcome.kind.rawValue) \(outcome.inputs) as of \(moment)"),
      kind: outcome.kind,
      subject: outcome.bet?.id,
      reason: outcome.paragraph,
      considered: outcome.considered,
      missing: outcome.missing,
      inputs: outcome.inputs,
      actor: "reckon",
      at: moment,
      asOf: dataThrough,
      revisit: nil
    )
  }
}

extension Books {
  /// How far signals are looked at: to the moment that somebody names, where that is before the last signal.
  package func horizon(_ records: Records) throws -> Horizon {
    guard isAsOf, let last = try records.reader.sources().map(\.last).max(), now.microseconds < last else {
      return .none
    }
    return Horizon(now)
  }

  /// Looks anew where somebody names a moment before the last signal; nil where the records tell what is known.
  package func pastLook(_ records: Records) throws -> PastLook? {
    let horizon = try horizon(records)
    guard horizon != .none else { return nil }
    return try memo.past(now, records.reader) {
      PastLook(try Sight(records, secret: secret, horizon: horizon), at: now)
    }
  }
}
