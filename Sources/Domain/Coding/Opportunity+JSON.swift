package import Bytes

extension Opportunity: RecordCoded {
  package static let recordName = "opportunity"

  package var json: JSONValue {
    .fields([
      "id": .text(id),
      "kind": .string(kind.rawValue),
      "state": .string(state.rawValue),
      "title": .string(title),
      "service": .string(service),
      "surface": .string(surface),
      "groups": .texts(groups),
      "reach": reach.json,
      "trend": trend.json,
      "severity": severity.json,
      "cost_of_delay": costOfDelay.json,
      "exemplars": .texts(exemplars),
      "contradictions": .texts(contradictions),
      "claims": .texts(claims),
      "first": .text(first),
      "last": .text(last),
      "onset": onset?.json,
      "as_of": .text(asOf),
      "merged_into": mergedInto.map { .text($0) },
      "titled_by": titledBy.map { .string($0) },
      "muted_by": mutedBy.map { .string($0) },
    ])
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    id = try fields.value("id").id(.opportunity)
    kind = try fields.value("kind").choice()
    state = try fields.value("state").choice()
    title = try fields.value("title").text()
    service = try fields.value("service").text()
    surface = try fields.value("surface").text()
    groups = try fields.value("groups").ids(.group)
    reach = try fields.value("reach").record()
    trend = try fields.value("trend").record()
    // Earlier versions kept none.
    severity = try fields.optional("severity")?.record() ?? Severity(kind)
    costOfDelay = try fields.value("cost_of_delay").record()
    exemplars = try fields.value("exemplars").evidenceIDs()
    contradictions = try fields.value("contradictions").ids(.claim)
    claims = try fields.value("claims").ids(.claim)
    first = try fields.value("first").timestamp()
    last = try fields.value("last").timestamp()
    onset = try fields.optional("onset")?.record()
    asOf = try fields.value("as_of").timestamp()
    mergedInto = try fields.optional("merged_into")?.id(.opportunity)
    titledBy = try fields.optional("titled_by")?.text()
    mutedBy = try fields.optional("muted_by")?.text()
  }
}

extension Opportunity.Reach: RecordCoded {
  package static let recordName = "reach"

  package var json: JSONValue {
    .fields([
      "subjects": .exact(subjects),
      "accounts": .exact(accounts),
      "days": .exact(days),
      "occurrences": .exact(occurrences),
      "eligible": .exact(eligible),
      "share": share?.json,
    ])
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    subjects = try fields.value("subjects").int()
    accounts = try fields.value("accounts").int()
    days = try fields.value("days").int()
    occurrences = try fields.value("occurrences").long()
    eligible = try fields.value("eligible").int()
    share = try fields.optional("share")?.record()
  }
}

extension Opportunity.Trend: RecordCoded {
  package static let recordName = "trend"

  package var json: JSONValue {
    ["recent": .exact(recent), "before": .exact(before), "direction": .string(direction.rawValue)]
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    recent = try fields.value("recent").long()
    before = try fields.value("before").long()
    direction = try fields.value("direction").choice()
  }
}

extension Opportunity.Onset: RecordCoded {
  package static let recordName = "onset"

  package var json: JSONValue {
    .fields(["at": .text(at), "ratio": ratio?.json, "surprise": .number(surprise)])
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    at = try fields.value("at").timestamp()
    ratio = try fields.optional("ratio")?.record()
    surprise = try fields.value("surprise").number()
  }
}
