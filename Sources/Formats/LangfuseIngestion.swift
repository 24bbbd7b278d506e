import Bytes

/// Reads what Langfuse's libraries sent before they sent OTLP: a list of things that were made or have changed.
///
/// https://api.reference.langfuse.com/#tag/ingestion: traces, observations, scores, each in an envelope with an id of its
/// own, a type and a time.
enum LangfuseIngestion {
  /// What an envelope holds.
  private enum Kind: Sendable {
    case trace
    case observation(String)
    case event
    case score
    case other
  }

  private static let kinds: [String: Kind] = [
    "trace-create": .trace, "span-create": .observation("span"), "span-update": .observation("span"),
    "generation-create": .observation("generation"), "generation-update": .observation("generation"),
    "observation-create": .observation(""), "observation-update": .observation(""),
    "agent-create": .observation("agent"), "tool-create": .observation("tool"),
    "chain-create": .observation("chain"), "retriever-create": .observation("retriever"),
    "evaluator-create": .observation("evaluator"), "embedding-create": .observation("embedding"),
    "guardrail-create": .observation("guardrail"), "event-create": .event, "score-create": .score, "sdk-log": .other,
  ]

  /// What is wrong with an envelope that cannot be taken in; nil for a good one.
  static func problem(with envelope: JSONNode) -> String? {
    guard let type = envelope["type"]?.string, kinds[type] != nil else { return "the type is none that is known here" }
    return envelope["body"]?.kind == .object ? nil : "there is no body"
  }

  /// Reads a body; false for an object that is none.
  static func read(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, into batch: inout RecordBatch) -> Bool {
    guard let list = line.place("batch", of: index, bytes), line.isArray(list) else { return false }
    var isOurs = false
    line.forEachElement(of: list) { isOurs = isOurs || isEnvelope(line, bytes, $0) }
    guard isOurs else { return false }
    line.forEachElement(of: list) { envelope in
      guard isEnvelope(line, bytes, envelope), let body = line.place("body", of: envelope, bytes) else {
        let reason = "an item of Langfuse's is \(line.shown(envelope, bytes)) of no type that is known here"
        return batch.rejects.add(
          Reject(line: line.lineNumber(of: envelope), reason: reason, expected: "a trace, an observation or a score")
        )
      }
      let time = line.place("timestamp", of: envelope, bytes).flatMap { line.time($0, bytes) }
      switch kind(line, bytes, envelope) {
      case .trace?:
        StepReader.readStep(.langfuseTrace, line, bytes, body, .init(operation: "agent", time: time), into: &batch)
      case .observation(let word)?:
        let given = line.place("type", of: body, bytes).map { line.folded($0, bytes) } ?? ""
        let entry = StepReader.Entry(operation: word.isEmpty ? given : word, time: time, hasParts: true)
        StepReader.readStep(.langfuseItem, line, bytes, body, entry, into: &batch)
      case .event?:
        StepReader.readStep(.langfuseItem, line, bytes, body, .init(operation: "event", time: time), into: &batch)
      case .score?: ScoreReader.readLangfuse(line, bytes, body, time: time, into: &batch)
      case .other?, nil: batch.skips.add(.laterEvents)
      }
    }
    return true
  }

  private static func isEnvelope(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> Bool {
    guard line.isObject(index), kind(line, bytes, index) != nil else { return false }
    return line.place("body", of: index, bytes).map { line.isObject($0) } ?? false
  }

  private static func kind(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> Kind? {
    line.place("type", of: index, bytes).flatMap { kinds[line.folded($0, bytes)] }
  }
}
