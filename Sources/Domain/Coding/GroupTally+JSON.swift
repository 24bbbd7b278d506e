package import Bytes

extension GroupTally: RecordCoded {
  package static let recordName = "group"

  /// Its times stay the microseconds they are counted in: a sender may name any, also those no calendar here reaches.
  package var json: JSONValue {
    [
      "id": .text(id),
      "kind": .string(kind.word),
      "fingerprint": .string(fingerprint),
      "label": .string(label),
      "service": .string(service),
      "surface": .string(surface),
      "count": .exact(count),
      "first": .exact(first),
      "last": .exact(last),
      "exemplars": .texts(exemplars),
    ]
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    id = try fields.value("id").id(.group)
    kind = try fields.value("kind").signalKind()
    fingerprint = try fields.value("fingerprint").text()
    label = try fields.value("label").text()
    service = try fields.value("service").text()
    surface = try fields.value("surface").text()
    count = try fields.value("count").long()
    first = try fields.value("first").long()
    last = try fields.value("last").long()
    exemplars = try fields.value("exemplars").evidenceIDs()
  }
}

extension RecordValue {
  fileprivate func signalKind() throws(RecordError) -> SignalKind {
    guard let kind = node.exactString.flatMap(SignalKind.init(word:)) else {
      throw error("one of \(SignalKind.allCases.map(\.word).joined(separator: ", "))")
    }
    return kind
  }
}
