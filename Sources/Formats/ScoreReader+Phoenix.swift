import Bytes

extension ScoreReader {
  /// Reads annotations of Phoenix: a body with a list of them, or one of an export; false for anything else.
  ///
  /// https://arize.com/docs/phoenix/sdk-api-reference/rest-api/api-reference/spans/create-span-annotations.
  static func readPhoenix(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    time: Int64?,
    into batch: inout RecordBatch
  ) -> Bool {
    guard let list = line.place("data", of: index, bytes), line.isArray(list) else {
      return readAnnotation(line, bytes, index, time: time, into: &batch)
    }
    var others: [Int] = []
    var isOurs = false
    line.forEachElement(of: list) { entry in
      if line.isObject(entry), readAnnotation(line, bytes, entry, time: time, into: &batch) {
        isOurs = true
      } else {
        others.append(entry)
      }
    }
    guard isOurs else { return false }
    for other in others {
      let found = "an annotation of Phoenix is \(line.shown(other, bytes))"
      let expected = "an object with a name, an annotator_kind and an id"
      batch.rejects.add(Reject(line: line.lineNumber(of: other), reason: found, expected: expected))
    }
    return true
  }

  private static func readAnnotation(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    time: Int64?,
    into batch: inout RecordBatch
  ) -> Bool {
    let members = MemberPlaces(line, bytes, index)
    let targets = ["span_id", "trace_id", "session_id"]
    guard members.has("name"), members.has("annotator_kind"), targets.contains(where: members.has) else { return false }
    var places = Places(
      id: members.first(["id"]),
      name: members.first(["name"]),
      value: members.first(["result.score"]),
      word: members.first(["result.label"]),
      trace: members.first(["trace_id"]),
      step: members.first(["span_id"]),
      session: members.first(["session_id"]),
      time: members.first(["created_at", "updated_at"])
    )
    // Without an id of its own it is known by what Phoenix knows it by: what is sent again under that replaces it there.
    if places.id == nil {
      let parts = identity.map { members.first([$0]).map { line.text($0, bytes, into: &batch) } ?? .none }
      places.identity = parts.map { "\($0.count):\(batch.string($0))" }.joined()
    }
    add(places, .phoenix, time: time, line, bytes, index, into: &batch)
    return true
  }

  /// What tells an annotation from others; when it came is not among it, and when it was made only where that is told.
  private static let identity = [
    "trace_id", "span_id", "session_id", "name", "annotator_kind", "identifier", "document_position", "created_at",
    "updated_at",
  ]
}
