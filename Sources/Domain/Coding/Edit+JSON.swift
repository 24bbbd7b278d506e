package import Bytes

extension Edit: RecordCoded {
  package static let recordName = "edit"

  package var json: JSONValue {
    .fields([
      "id": .text(id),
      "operation": .string(operation.rawValue),
      "opportunity": .text(opportunity),
      "other": other.map { .text($0) },
      "groups": .texts(groups),
      "staying": .texts(staying),
      "title": title.map { .string($0) },
      "reason": .string(reason),
      "undone": undone.map { .text($0) },
      "before": .records(before),
      "actor": .string(actor),
      "at": .text(at),
    ])
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    id = try fields.value("id").id(.edit)
    operation = try fields.value("operation").choice()
    opportunity = try fields.value("opportunity").id(.opportunity)
    other = try fields.optional("other")?.id(.opportunity)
    groups = try fields.value("groups").ids(.group)
    staying = try fields.value("staying").ids(.group)
    title = try fields.optional("title")?.text()
    reason = try fields.value("reason").text()
    undone = try fields.optional("undone")?.id(.edit)
    before = try fields.value("before").records()
    actor = try fields.value("actor").text()
    at = try fields.value("at").timestamp()
  }
}

extension Edit.Before: RecordCoded {
  package static let recordName = "opportunity before an edit"

  package var json: JSONValue {
    [
      "opportunity": .text(opportunity),
      "state": .string(state.rawValue),
      "title": .string(title),
      "groups": .texts(groups),
    ]
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    opportunity = try fields.value("opportunity").id(.opportunity)
    state = try fields.value("state").choice()
    title = try fields.value("title").text()
    groups = try fields.value("groups").ids(.group)
  }
}
