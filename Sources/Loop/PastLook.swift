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
  /// What each was worth in the choice of that moment.
  let weights: Weights

  fileprivate init(_ sight: Sight) {
    asOf = sight.asOf
    found = Dictionary(sight.found.map { ($0.opportunity.id, $0) }, uniquingKeysWith: { first, _ in first })
    tallies = sight.tallies
    weights = Weights(sight.choice?.considered ?? [])
  }
}

extension Books {
  /// Looks anew where somebody names a moment before the last signal; nil where the records tell what is known.
  package func pastLook(_ records: Records) throws -> PastLook? {
    guard isAsOf, let last = try records.reader.sources().map(\.last).max(), now.microseconds < last else { return nil }
    return PastLook(try Sight(records, secret: secret, horizon: Horizon(now)))
  }
}
