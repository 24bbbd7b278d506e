package import Bytes
import Domain

extension ChoiceInput {
  /// The version of the arithmetic: a change of any constant of this room raises it.
  package static let arithmetic: Int64 = 1

  /// All inputs as JSON, the same for the same inputs in any order: what the digest is taken of.
  package var document: JSONValue {
    [
      "arithmetic": .integer(ChoiceInput.arithmetic),
      "as_of": .string(asOf.description),
      "accounts_exist": .bool(accountsExist),
      "policy": policy.document,
      "candidates": .array(candidates.sorted { $0.opportunity.id < $1.opportunity.id }.map(\.document)),
      "rulings": .array(
        rulings.map {
          [
            "opportunity": .string($0.opportunity.text), "kind": .string($0.kind.rawValue), "actor": .string($0.actor),
            "revisit": .string($0.revisit),
          ]
        }
      ),
    ]
  }

  /// The SHA-256 of the canonical inputs, in hexadecimal.
  package var digest: String {
    do {
      return SHA256.hash(try CanonicalJSON.bytes(of: document)).hex
    } catch {
      // Only a number that is not finite has no canonical form; the plain form writes it as null.
      return SHA256.hash(Array(document.text.utf8)).hex
    }
  }
}

extension ChoicePolicy {
  fileprivate var document: JSONValue {
    [
      "subjects": .integer(Int64(sufficiency.subjects)),
      "accounts": .integer(Int64(sufficiency.accounts)),
      "days": .integer(Int64(sufficiency.days)),
      "value": valuePerPersonWeek.document,
      "bar": .number(bar),
      "win_share": .number(winShare),
      "draws": .integer(Int64(draws)),
    ]
  }
}

extension Interval {
  fileprivate var document: JSONValue { [.number(low), .number(likely), .number(high)] }
}

extension Candidate {
  fileprivate var document: JSONValue {
    var object: JSONObject = [
      "id": .string(opportunity.id.text),
      "kind": .string(opportunity.kind.rawValue),
      "state": .string(opportunity.state.rawValue),
      "title": .string(opportunity.title),
      "error": .string(errorType),
      "share": opportunity.reach.share?.document ?? .null,
      "trend": .string(opportunity.trend.direction.rawValue),
      "cost_of_delay": opportunity.costOfDelay.document,
      "last": .string(opportunity.last.description),
      "claims": .array(opportunity.claims.map { .string($0.text) }),
      "footprint": footprint.document,
      "verified": .bool(isVerified),
      "outage": .bool(isTotalOutage),
      "live": .bool(isMetricLive),
      "attempt": .integer(Int64(attempt)),
    ]
    object["detectable"] = measurability.smallestDetectable.map { .number($0) } ?? .null
    object["weeks"] = .integer(Int64(measurability.weeks))
    object["enough"] = .bool(measurability.isEnough)
    object["record"] = [.integer(Int64(record.scored)), .integer(Int64(record.hits)), .number(record.shrink)]
    object["effort"] = effortDays?.document ?? .null
    object["tombstone"] =
      tombstone.map { [.string($0.at.description), .string($0.reason), $0.since.document] } ?? .null
    object["measured"] = .array(measured.map { .string($0.text) })
    object["guardrails"] = .array(guardrails.map { .string($0.name) })
    object["conflicts"] = .array(conflicts.map { .string($0.text) })
    return .object(object)
  }
}

extension Footprint {
  fileprivate var document: JSONValue {
    let numbers = [subjects, accounts, loners, days, loudestSubjects, instruments].map { JSONValue.integer(Int64($0)) }
    return [
      "numbers": .array(numbers),
      "signals": [.integer(occurrences), .integer(attributed), .integer(loudest)],
      "newcomers": .array(newcomers.map { .integer(Int64($0)) }),
      "weeks": .array(weeks.map { .integer(Int64($0)) }),
      "writers": writers.map { .integer(Int64($0)) } ?? .null,
      "harm": harm.map {
        .array([$0.affected, $0.affectedWriters, $0.others, $0.otherWriters].map { .integer(Int64($0)) })
      } ?? .null,
    ]
  }
}
