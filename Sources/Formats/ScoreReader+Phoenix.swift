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
    let places = Places(
      id: members.first(["id"]),
      name: members.first(["name"]),
      value: members.first(["result.score"]),
      word: members.first(["result.label"]),
      trace: members.first(["trace_id"]),
      step: members.first(["span_id"]),
      session: members.first(["session_id"]),
      time: members.first(["created_at", "updated_at"])
    )
    add(places, .phoenix, time: time, line, bytes, index, into: &batch)
    return true
  }
}
