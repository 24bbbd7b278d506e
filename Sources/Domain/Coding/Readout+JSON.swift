package import Bytes

extension Readout: RecordCoded {
  package static let recordName = "read-out"

  package var json: JSONValue {
    .fields([
      "id": .text(id),
      "ship": .text(ship),
      "bet": .text(bet),
      "plan": plan.map { .text($0) },
      "verdict": .string(verdict.rawValue),
      "grade": .string(grade.rawValue),
      "effect": effect?.json,
      "minimum": .number(minimum),
      "promised_top": .number(promisedTop),
      "baseline": baseline?.json,
      "observed": observed?.json,
      "checks": .records(checks),
      "placebos": .exact(placebos),
      "placebo_share": placeboShare.map { .number($0) },
      "look": .exact(look),
      "is_final": .bool(isFinal),
      "is_post_hoc": .bool(isPostHoc),
      "advice": .string(advice),
      "next": next.map { .text($0) },
      "as_of": .text(asOf),
      "snapshot": snapshot.map { .text($0) },
    ])
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    id = try fields.value("id").id(.readout)
    ship = try fields.value("ship").id(.ship)
    bet = try fields.value("bet").id(.bet)
    plan = try fields.optional("plan")?.id(.plan)
    verdict = try fields.value("verdict").choice()
    grade = try fields.value("grade").choice()
    effect = try fields.optional("effect")?.record()
    minimum = try fields.value("minimum").number()
    promisedTop = try fields.value("promised_top").number()
    baseline = try fields.optional("baseline")?.record()
    observed = try fields.optional("observed")?.record()
    checks = try fields.value("checks").records()
    placebos = try fields.value("placebos").int()
    placeboShare = try fields.optional("placebo_share")?.number()
    look = try fields.value("look").int()
    isFinal = try fields.value("is_final").bool()
    isPostHoc = try fields.value("is_post_hoc").bool()
    advice = try fields.value("advice").text()
    next = try fields.optional("next")?.timestamp()
    asOf = try fields.value("as_of").timestamp()
    snapshot = try fields.optional("snapshot")?.evidenceID()
  }
}

extension Readout.Sample: RecordCoded {
  package static let recordName = "sample"

  package var json: JSONValue {
    ["window": .range(window), "days": .exact(days), "count": .exact(count), "rate": .number(rate)]
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    window = try fields.value("window").range()
    days = try fields.value("days").int()
    count = try fields.value("count").long()
    rate = try fields.value("rate").number()
  }
}
