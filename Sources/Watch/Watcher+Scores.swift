import Domain
import Formats

/// What somebody, or something, thought of an agent's step: each score is an event named after it, with its value.
extension Watcher {
  /// The event by which the conventions for generative AI tell of an evaluation:
  /// https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-events.md.
  static let evaluation = "gen_ai.evaluation.result"

  /// Adds the result of an evaluation that an event of a span, or a record of a log, tells of.
  ///
  /// One that failed, and says by what type of error, is an event that failed. An explanation is not kept.
  mutating func addScore(
    _ places: AttributePlaces,
    time: Int64,
    of row: SignalRow,
    line: Int,
    in records: RecordBatch
  ) {
    let name = places.text(.scoreName, in: records)
    guard !name.isEmpty else {
      let reason = "the result of an evaluation has no name"
      return watched.rejects.add(Reject(line: line, reason: reason, expected: "gen_ai.evaluation.name"))
    }
    var score = Score(name: name)
    score.value = places.value(.scoreValue, in: records)
    score.label = places.text(.scoreLabel, in: records)
    score.hasFailed = places.contains(.errorType)
    add(score, time: time, of: row, line: line, in: records)
  }

  /// Adds the judgements that a span carries; those of its trace name no span of their own.
  mutating func addJudgements(of span: SpanRecord, _ row: SignalRow, in records: RecordBatch) {
    var scores: [Judgement: Score] = [:]
    for index in Int(span.attributes.lowerBound)..<Int(span.attributes.upperBound) {
      let attribute = records.attributes[index]
      guard let (judgement, field) = Judgement.part(records.string(attribute.key)) else { continue }
      scores[judgement, default: Score()].set(field, attribute.value)
    }
    let named = scores.filter { !$0.value.name.isEmpty }.sorted { $0.key < $1.key }
    watched.skips.add(.judgementsOverLimit, named.count - Judgement.limit)
    for (judgement, score) in named.prefix(Judgement.limit) {
      var (row, score) = (row, score)
      score.scope = judgement.scope
      if judgement.scope != .span { row.span = 0 }
      add(score, time: span.end, of: row, line: span.line, in: records)
    }
  }

  /// A score, as far as it has been read.
  private struct Score {
    var name = RecordText.none
    var value = AttributeValue.none
    var label = RecordText.none
    /// What tells it from others under its name.
    var identifier = RecordText.none
    /// What kind of judge it was: a human, a model, code.
    var annotator = RecordText.none
    var scope = Judgement.Scope.span
    var hasFailed = false

    mutating func set(_ field: Judgement.Field, _ value: AttributeValue) {
      if field == .score { return self.value = value }
      guard case .text(let text) = value else { return }
      switch field {
      case .name: name = text
      case .label: label = text
      case .identifier: identifier = text
      case .annotator: annotator = text
      case .score: break
      }
    }
  }

  private mutating func add(
    _ score: Score,
    time: Int64,
    of row: SignalRow,
    line: Int,
    in records: RecordBatch
  ) {
    guard isInTime(time, line: line) else { return }
    var row = row
    row.kind = .event
    row.status = score.hasFailed ? .error : .unset
    row.severity = 0
    row.time = Watcher.microseconds(time)
    (row.duration, row.parent, row.extra) = (0, 0, -1)
    row.value = score.value.score(in: records)
    let word = row.value.isNaN ? records.string(score.label) : ""
    row.name = name(ScoreName.text(records.string(score.name), word: word))
    beginIdentity(.event, source: telemetrySource)
    for word in [row.trace.high, row.trace.low, row.span] { addToIdentity(word) }
    scratch.append(contentsOf: score.scope.rawValue.utf8)
    // A step may be judged again later.
    addToIdentity(UInt64(bitPattern: time))
    // More than one judge may give it under one name.
    addToIdentity(row.value.bitPattern)
    for text in [score.name, score.label, score.identifier, score.annotator] { addToIdentity(text, in: records) }
    row.key = key(trace: row.trace)
    watched.batch.rows.append(row)
  }
}

extension AttributeValue {
  /// Returns the number that a score is; NaN for anything else.
  fileprivate func score(in records: RecordBatch) -> Double {
    switch self {
    case .bool(let bool): bool ? 1 : 0
    case .integer(let number): Double(number)
    case .number(let number): number.isFinite ? number : .nan
    case .none, .text, .json: .nan
    }
  }
}
