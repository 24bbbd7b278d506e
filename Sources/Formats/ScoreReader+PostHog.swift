import Bytes

extension ScoreReader {
  /// PostHog's events that are scores: what a program or its users measured, and what PostHog's own judges found.
  static let postHogEvents: Set<String> = ["$ai_metric", "$ai_evaluation"]

  /// Where an evaluation has its result, whatever kind of result it is.
  private static let results = [
    "properties.$ai_metric_value", "properties.$ai_evaluation_numeric_result", "properties.$ai_evaluation_result",
  ]
  private static let names = [
    "properties.$ai_metric_name", "properties.$ai_evaluation_name", "properties.$ai_evaluation_id",
  ]

  /// Reads one of them: https://posthog.com/docs/ai-observability/manual-capture.
  static func readPostHog(
    _ members: MemberPlaces,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) {
    let dialect = EventDialect.postHog
    // Of several categories the first stands for the result.
    let category = line.place("properties", "$ai_evaluation_categorical_result", of: index, bytes)
    let word = category.flatMap { line.isArray($0) && line.word($0).length > 0 ? $0 + 1 : nil }
    let places = Places(
      id: members.first(dialect.id),
      name: members.first(names),
      value: members.first(results),
      word: word ?? members.first(["properties.$ai_sentiment_label"]),
      subject: members.first(dialect.subject),
      account: members.first(dialect.account),
      trace: members.first(["properties.$ai_trace_id"]),
      step: members.first(["properties.$ai_span_id", "properties.$ai_target_event_id"]),
      session: members.first(["properties.$ai_session_id"] + dialect.session),
      time: members.first(dialect.time)
    )
    // Not applicable: nothing was found.
    guard places.value != nil || places.word != nil else { return batch.skips.add(.laterEvents) }
    add(places, .postHog, time: nil, line, bytes, index, into: &batch)
  }
}
