/// How one tool that watches agents writes a step as a JSON object: where its ids, times and names lie.
///
/// Of several paths the first that is there counts, of those to a message the first that says something. What else it says is told by `AgentField`, by the paths themselves.
struct StepDialect: Sendable {
  let source: SpanRecord.Source
  let id: [String]
  let trace: [String]
  let parent: [String]
  var start: [String] = []
  var end: [String] = []
  /// Seconds it took, where there is only one time, that of its end.
  var latency: [String] = []
  /// Where else than in its start it says when that was: `20261120T092759306569Z` and an id, behind those of all above it.
  var order: [String] = []
  /// Whether a step may be told of in parts: when it begins, and when it has ended.
  var hasParts = false
  let name: [String]
  /// Which of them says what it does, and the attribute that stands for it.
  let operation: [String]
  let operationName: String
  let subject: [String]
  var session: [String] = []
  var service: [String] = []
  var release: [String] = []
  var environment: [String] = []
  /// Where it says that it failed: a text, a number from 400, or true.
  var failure: [String] = []
  /// Where it says with which status a model's server has answered.
  var status: [String] = []
  /// Where it says what the failure was.
  var message: [String] = []

  // Names by each tool's own documentation of what its libraries send and its exports hold.

  static let postHog = StepDialect(
    source: .postHog,
    id: ["properties.$ai_span_id", "properties.$ai_generation_id", "uuid"],
    trace: ["properties.$ai_trace_id", "uuid"],
    parent: ["properties.$ai_parent_id"],
    end: ["timestamp"],
    latency: ["properties.$ai_latency"],
    name: ["properties.$ai_span_name", "event"],
    operation: ["event"],
    operationName: "properties.$ai_event",
    subject: ["distinct_id", "properties.distinct_id", "properties.$distinct_id"],
    session: ["session_id", "properties.$session_id"],
    release: ["properties.app_version", "properties.$app_version"],
    failure: ["properties.$ai_is_error", "properties.$ai_http_status"],
    status: ["properties.$ai_http_status"],
    message: ["properties.$ai_error"]
  )

  /// PostHog's events that are steps.
  static let postHogEvents: Set<String> = ["$ai_generation", "$ai_span", "$ai_trace", "$ai_embedding"]

  static let langfuse = StepDialect(
    source: .langfuse,
    id: ["id"],
    trace: ["trace_id"],
    parent: ["parent_observation_id"],
    start: ["start_time"],
    end: ["end_time"],
    name: ["name", "type"],
    operation: ["type"],
    operationName: "langfuse.observation.type",
    subject: ["user_id"],
    session: ["session_id"],
    release: ["release", "version"],
    environment: ["environment"],
    failure: ["level"],
    message: ["status_message"]
  )

  /// What Langfuse's older libraries send of an observation.
  static let langfuseItem = StepDialect(
    source: .langfuse,
    id: ["id"],
    trace: ["traceId"],
    // What has nothing above it lies in its trace.
    parent: ["parentObservationId", "traceId"],
    start: ["startTime"],
    end: ["endTime"],
    hasParts: true,
    name: ["name"],
    operation: [],
    operationName: "langfuse.observation.type",
    subject: ["userId"],
    session: ["sessionId"],
    release: ["release", "version"],
    environment: ["environment"],
    failure: ["level"],
    message: ["statusMessage"]
  )

  /// What they send of a trace: the agent's run that holds its observations.
  static let langfuseTrace = StepDialect(
    source: .langfuse,
    id: ["id"],
    trace: ["id"],
    parent: [],
    start: ["timestamp"],
    name: ["name"],
    operation: [],
    operationName: "langfuse.observation.type",
    subject: ["userId"],
    session: ["sessionId"],
    release: ["release", "version"],
    environment: ["environment"]
  )

  /// A span of OpenInference in an export of Phoenix, whose attributes lie under `attributes`.
  static let phoenix = StepDialect(
    source: .phoenix,
    id: ["context.span_id"],
    trace: ["context.trace_id"],
    parent: ["parent_id"],
    start: ["start_time"],
    end: ["end_time"],
    name: ["name"],
    operation: ["span_kind", "attributes.openinference.span.kind"],
    operationName: "openinference.span.kind",
    subject: ["attributes.user.id"],
    session: ["attributes.session.id"],
    failure: ["status_code"],
    message: ["status_message", "attributes.exception.message"]
  )

  static let langSmith = StepDialect(
    source: .langSmith,
    id: ["id"],
    trace: ["trace_id"],
    parent: ["parent_run_id"],
    start: ["start_time"],
    end: ["end_time"],
    order: ["dotted_order"],
    hasParts: true,
    name: ["name", "run_type"],
    operation: ["run_type"],
    operationName: "run_type",
    subject: ["extra.metadata.user_id"],
    service: ["session_name"],
    failure: ["error"],
    message: ["error"]
  )
}
