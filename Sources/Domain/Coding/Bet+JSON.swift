package import Bytes

extension Bet: RecordCoded {
  package static let recordName = "bet"

  package var json: JSONValue {
    [
      "id": .text(id),
      "opportunity": .text(opportunity),
      "state": .string(state.rawValue),
      "title": .string(title),
      "hypothesis": .string(hypothesis),
      "metric": metric.json,
      "expected": expected.json,
      "minimum": .number(minimum),
      "confidence": confidence.json,
      "score": .number(score),
      "win_share": .number(winShare),
      "effort_days": effortDays.json,
      "value_per_week": valuePerWeek.json,
      "alternatives": .texts(alternatives),
      "guardrails": .records(guardrails),
      "kill_criteria": .texts(killCriteria),
      "measurability": measurability.json,
      "claims": .texts(claims),
      "as_of": .text(asOf),
    ]
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    id = try fields.value("id").id(.bet)
    opportunity = try fields.value("opportunity").id(.opportunity)
    state = try fields.value("state").choice()
    title = try fields.value("title").text()
    hypothesis = try fields.value("hypothesis").text()
    metric = try fields.value("metric").record()
    expected = try fields.value("expected").record()
    minimum = try fields.value("minimum").number()
    confidence = try fields.value("confidence").record()
    score = try fields.value("score").number()
    winShare = try fields.value("win_share").number()
    effortDays = try fields.value("effort_days").record()
    valuePerWeek = try fields.value("value_per_week").record()
    alternatives = try fields.value("alternatives").texts()
    guardrails = try fields.value("guardrails").records()
    killCriteria = try fields.value("kill_criteria").texts()
    measurability = try fields.value("measurability").record()
    claims = try fields.value("claims").ids(.claim)
    asOf = try fields.value("as_of").timestamp()
  }
}

extension Metric: RecordCoded {
  package static let recordName = "metric"

  package var json: JSONValue {
    .fields([
      "name": .string(name),
      "series": .texts(series),
      "denominator": denominator.map { .text($0) },
      "counts_errors": .bool(countsErrors),
      "fewer_is_good": .bool(fewerIsGood),
    ])
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    name = try fields.value("name").text()
    series = try fields.value("series").series()
    denominator = try fields.optional("denominator").map { (value) throws(RecordError) in SeriesID(try value.text()) }
    countsErrors = try fields.value("counts_errors").bool()
    fewerIsGood = try fields.value("fewer_is_good").bool()
  }
}

extension Confidence: RecordCoded {
  package static let recordName = "confidence"

  package var json: JSONValue {
    [
      "probability": .number(probability),
      "parts": .records(parts),
      "rung": .exact(rung),
      "cap": .number(cap),
      "scored": .exact(scored),
    ]
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    probability = try fields.value("probability").number()
    parts = try fields.value("parts").records()
    rung = try fields.value("rung").int()
    cap = try fields.value("cap").number()
    scored = try fields.value("scored").int()
  }
}

extension Confidence.Part: RecordCoded {
  package static let recordName = "part of a confidence"

  package var json: JSONValue { ["name": .string(name), "factor": .number(factor), "why": .string(why)] }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    name = try fields.value("name").text()
    factor = try fields.value("factor").number()
    why = try fields.value("why").text()
  }
}

extension Measurability: RecordCoded {
  package static let recordName = "measurability"

  package var json: JSONValue {
    .fields([
      "smallest_detectable": smallestDetectable.map { .number($0) },
      "weeks": .exact(weeks),
      "is_enough": .bool(isEnough),
    ])
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    smallestDetectable = try fields.optional("smallest_detectable")?.number()
    weeks = try fields.value("weeks").int()
    isEnough = try fields.value("is_enough").bool()
  }
}
