import Bytes

/// Reads what somebody, or something, thought of a run of an agent: scores of Langfuse, feedback of LangSmith, metrics
/// and evaluations of PostHog, annotations of Phoenix.
///
/// Each is an event named after what was scored, with the score as its value. Comments are left out.
enum ScoreReader {
  /// Reads an object; false for one that is no score.
  ///
  /// `time` is when it came, where it does not say.
  static func read(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    time: Int64?,
    into batch: inout RecordBatch
  ) -> Bool {
    if readPhoenix(line, bytes, index, time: time, into: &batch) { return true }
    let members = MemberPlaces(line, bytes, index)
    if members.has("key"), members.has("run_id") || members.has("trace_id"),
      members.has("score") || members.has("value")
    {
      let places = Places(
        id: members.first(["id"]),
        name: members.first(["key"]),
        value: members.first(["score", "value"]),
        trace: members.first(["trace_id"]),
        step: members.first(["run_id"]),
        time: members.first(["created_at", "modified_at"])
      )
      add(places, .langSmith, time: time, line, bytes, index, into: &batch)
      return true
    }
    guard members.has("name"), members.has("value"), members.has("traceId") || members.has("sessionId") else {
      return false
    }
    readLangfuse(line, bytes, index, time: time, into: &batch)
    return true
  }

  /// Reads a score of Langfuse; `time` is when it was sent, where it does not say.
  static func readLangfuse(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    time: Int64?,
    into batch: inout RecordBatch
  ) {
    let members = MemberPlaces(line, bytes, index)
    let places = Places(
      id: members.first(["id"]),
      name: members.first(["name"]),
      value: members.first(["value"]),
      trace: members.first(["traceId"]),
      step: members.first(["observationId"]),
      session: members.first(["sessionId"]),
      environment: members.first(["environment"]),
      time: members.first(["timestamp"])
    )
    add(places, .langfuse, time: time, line, bytes, index, into: &batch)
  }

  /// Where a score says what.
  struct Places {
    var id: Int?
    /// What stands for an id where there is none.
    var identity = ""
    var name: Int?
    /// A number, or what stands for one.
    var value: Int?
    /// A word that says it where there is no number.
    var word: Int?
    var subject: Int?
    var account: Int?
    var trace: Int?
    var step: Int?
    var session: Int?
    var environment: Int?
    var time: Int?
  }

  /// Adds the event of a score; what it lacks is said in a reject.
  static func add(
    _ places: Places,
    _ source: EventRecord.Source,
    time: Int64?,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) {
    var event = EventRecord(kind: .event, line: line.lineNumber(of: index))
    event.source = source
    func text(_ place: Int?) -> RecordText { line.text(at: place, bytes, into: &batch) }
    guard let time = places.time.flatMap({ line.time($0, bytes) }) ?? time else {
      return EventReader.reject(event, "no time that can be read", EpochTime.expected, into: &batch)
    }
    event.time = time
    let name = text(places.name)
    guard !name.isEmpty else { return EventReader.reject(event, "no name", "a name", into: &batch) }
    event.value = places.value.map { value(line, bytes, $0, isQuoted: source == .postHog) } ?? .nan
    // What is a word and no number is part of the name.
    let word = event.value.isNaN ? batch.string(text(places.word ?? places.value)) : ""
    event.name = batch.text(ScoreName.text(batch.string(name), word: word))
    event.id = text(places.id)
    if !places.identity.isEmpty { event.id = batch.text(places.identity) }
    (event.session, event.environment) = (text(places.session), text(places.environment))
    (event.subject, event.account) = (text(places.subject), text(places.account))
    let ids = StepIDs(trace: text(places.trace), step: text(places.step), parent: .none, in: batch)
    (event.traceHigh, event.traceLow, event.span) = (ids.traceHigh, ids.traceLow, ids.step)
    event.raw = line.raw(index, into: &batch)
    batch.events.append(event)
  }

  /// Returns the number that a value stands for; NaN for a word.
  ///
  /// PostHog's libraries quote all values.
  private static func value(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, isQuoted: Bool) -> Double {
    switch line.kind(index) {
    case .true: return 1
    case .false: return 0
    case .integer, .decimal: return line.number(index, bytes).flatMap { $0.isFinite ? $0 : nil } ?? .nan
    case .string where isQuoted && line.word(index).length <= 32:
      let word = line.folded(index, bytes)
      if word == "true" || word == "false" { return word == "true" ? 1 : 0 }
      // fine because what is no number of JSON is a word
      let number = try? JSONDocument(Array(word.utf8), maximumDepth: 1).root.number
      return number.flatMap { $0.isFinite ? $0 : nil } ?? .nan
    case .null, .string, .escapedString, .array, .object: return .nan
    }
  }
}
