package import Bytes

extension Loss: RecordCoded {
  package static let recordName = "loss"

  package var json: JSONValue {
    .fields([
      "group": .text(group),
      "from": .texts(from),
      "to": .texts([to]),
      "unwanted": .bool(isUnwanted),
      "before": before.json,
      "after": after.json,
      "concerned": .exact(concerned),
      "ratio": ratio.json,
      "surprise": .number(surprise),
      "cause": cause.map { .text($0) },
    ])
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    group = try fields.value("group").id(.group)
    from = try fields.value("from").series()
    let ends = try fields.value("to")
    let series = try ends.series()
    guard series.count == 1, let only = series.first else { throw ends.error("one series") }
    to = only
    isUnwanted = try fields.value("unwanted").bool()
    before = try fields.value("before").record()
    after = try fields.value("after").record()
    concerned = try fields.value("concerned").long()
    ratio = try fields.value("ratio").record()
    surprise = try fields.value("surprise").number()
    cause = try fields.optional("cause")?.id(.group)
  }
}

extension Loss.Passage: RecordCoded {
  package static let recordName = "passage"

  package var json: JSONValue {
    [
      "days": .range(Int64(days.lowerBound)..<Int64(days.upperBound)), "tries": .exact(tries), "passed": .exact(passed),
    ]
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    let range = try fields.value("days").range()
    days = Int32(clamping: range.lowerBound)..<Int32(clamping: range.upperBound)
    tries = try fields.value("tries").long()
    passed = try fields.value("passed").long()
  }
}

/// All that one look has found.
package struct LossList: Equatable, Sendable {
  package let losses: [Loss]

  package init(_ losses: [Loss]) {
    self.losses = losses
  }
}

extension LossList: RecordCoded {
  package static let recordName = "losses"

  package var json: JSONValue { ["losses": .records(losses)] }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    losses = try fields.value("losses").records()
  }
}
