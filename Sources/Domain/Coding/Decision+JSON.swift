package import Bytes

extension Decision: RecordCoded {
  package static let recordName = "decision"

  package var json: JSONValue {
    .fields([
      "id": .text(id),
      "kind": .string(kind.rawValue),
      "subject": subject.map { .text($0) },
      "reason": .string(reason),
      "considered": .records(considered),
      "missing": .records(missing),
      "inputs": .string(inputs),
      "actor": .string(actor),
      "at": .text(at),
      "as_of": .text(asOf),
      "revisit": revisit.map { .string($0) },
    ])
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    id = try fields.value("id").id(.decision)
    kind = try fields.value("kind").choice()
    subject = try fields.optional("subject")?.id()
    reason = try fields.value("reason").text()
    considered = try fields.value("considered").records()
    missing = try fields.value("missing").records()
    inputs = try fields.value("inputs").text()
    actor = try fields.value("actor").text()
    at = try fields.value("at").timestamp()
    asOf = try fields.value("as_of").timestamp()
    revisit = try fields.optional("revisit")?.text()
  }
}

extension Decision.Option: RecordCoded {
  package static let recordName = "option of a decision"

  package var json: JSONValue {
    [
      "opportunity": .text(opportunity),
      "outcome": .string(outcome.rawValue),
      "why": .string(why),
      "revisit": .string(revisit),
      "score": .number(score),
      "probability": .number(probability),
      "value_per_week": valuePerWeek.json,
      "effect": effect.json,
      "effort_days": effortDays.json,
      "win_share": .number(winShare),
    ]
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    opportunity = try fields.value("opportunity").id(.opportunity)
    outcome = try fields.value("outcome").choice()
    why = try fields.value("why").text()
    revisit = try fields.value("revisit").text()
    score = try fields.value("score").number()
    probability = try fields.value("probability").number()
    valuePerWeek = try fields.value("value_per_week").record()
    effect = try fields.value("effect").record()
    effortDays = try fields.value("effort_days").record()
    winShare = try fields.value("win_share").number()
  }
}

extension Decision.Missing: RecordCoded {
  package static let recordName = "missing input of a decision"

  package var json: JSONValue {
    .fields([
      "what": .string(what),
      "have": .number(have),
      "need": .number(need),
      "expected": expected.map { .text($0) },
    ])
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    what = try fields.value("what").text()
    have = try fields.value("have").number()
    need = try fields.value("need").number()
    expected = try fields.optional("expected")?.timestamp()
  }
}
