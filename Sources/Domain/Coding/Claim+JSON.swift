package import Bytes

extension Claim: RecordCoded {
  package static let recordName = "claim"

  package var json: JSONValue {
    [
      "id": .text(id),
      "owner": .text(owner),
      "text": .string(text),
      "kind": .string(kind.rawValue),
      "citations": .records(citations),
    ]
  }

  /// Reads a claim, whose id has to be the one its owner and text give.
  package init(_ fields: inout RecordFields) throws(RecordError) {
    let written = try fields.value("id")
    let id = try written.id(.claim)
    self.init(
      owner: try fields.value("owner").id(),
      text: try fields.value("text").text(),
      kind: try fields.value("kind").choice(),
      citations: try fields.value("citations").records()
    )
    guard id == self.id else { throw written.error("\(self.id), which follows from its owner and text") }
  }
}

extension Citation: RecordCoded {
  package static let recordName = "citation"

  package var json: JSONValue {
    switch self {
    case .slice(let slice): ["slice": slice.json]
    case .figure(let figure): ["figure": figure.json]
    }
  }

  /// Reads the one thing it is.
  package init(_ fields: inout RecordFields) throws(RecordError) {
    if let slice = fields.optional("slice") {
      self = .slice(try slice.record())
    } else {
      self = .figure(try fields.value("figure").record())
    }
  }
}

extension TextSlice: RecordCoded {
  package static let recordName = "slice"

  package var json: JSONValue {
    [
      "evidence": .text(evidence), "bytes": .range(bytes), "scalars": .range(scalars), "digest": .string(digest),
    ]
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    evidence = try fields.value("evidence").evidenceID()
    bytes = try fields.value("bytes").places()
    scalars = try fields.value("scalars").places()
    digest = try fields.value("digest").text()
  }
}

extension Figure: RecordCoded {
  package static let recordName = "figure"

  package var json: JSONValue {
    [
      "question": .string(question.rawValue),
      "window": .range(window),
      "series": .texts(series),
      "value": .number(value),
      "snapshot": .text(snapshot),
    ]
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    question = try fields.value("question").choice()
    window = try fields.value("window").range()
    series = try fields.value("series").series()
    value = try fields.value("value").number()
    snapshot = try fields.value("snapshot").evidenceID()
  }
}
