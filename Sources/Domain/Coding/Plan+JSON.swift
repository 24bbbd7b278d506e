package import Bytes

extension Plan: RecordCoded {
  package static let recordName = "plan"

  package var json: JSONValue {
    [
      "id": .text(id),
      "bet": .text(bet),
      "metric": metric.json,
      "minimum": .number(minimum),
      "promised": promised.json,
      "probability": .number(probability),
      "guardrails": .records(guardrails),
      "picked": .range(picked),
      "baseline_weeks": .exact(baselineWeeks),
      "measure_weeks": .exact(measureWeeks),
      "alpha": .number(alpha),
      "locked_at": .text(lockedAt),
      "amendments": .exact(amendments),
    ]
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    id = try fields.value("id").id(.plan)
    bet = try fields.value("bet").id(.bet)
    metric = try fields.value("metric").record()
    minimum = try fields.value("minimum").number()
    promised = try fields.value("promised").record()
    probability = try fields.value("probability").number()
    guardrails = try fields.value("guardrails").records()
    picked = try fields.value("picked").range()
    baselineWeeks = try fields.value("baseline_weeks").int()
    measureWeeks = try fields.value("measure_weeks").int()
    alpha = try fields.value("alpha").number()
    lockedAt = try fields.value("locked_at").timestamp()
    amendments = try fields.value("amendments").int()
  }
}
