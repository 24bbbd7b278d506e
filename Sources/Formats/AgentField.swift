/// What attributes say of an agent's step, each under all names it has had.
///
/// Names of the OpenTelemetry conventions for generative AI in four generations, of OpenInference, Traceloop, Langfuse,
/// Logfire, PostHog and LangSmith, and of what Claude Code and Codex send. Of several that are there the first counts.
package enum AgentField: UInt8, CaseIterable, Sendable {
  case operation, claudeSpan
  case provider, model, invocation
  case inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens, usageDetails
  case cost, costMicros, costDetails
  case finish, responseID, toolCallID
  case tool, entity, arguments, result
  case agent, traceName, conversation
  case prompt, promptID, promptVersion
  case firstChunkSeconds, firstTokenMilliseconds, firstTokenTime, durationMilliseconds
  case errorType, isError, success

  /// What senders call it; of several that are there the first counts.
  package var spellings: [String] {
    switch self {
    case .operation:
      [
        "gen_ai.operation.name", "openinference.span.kind", "langfuse.observation.type", "traceloop.span.kind",
        "llm.request.type", "run_type", "properties.$ai_event",
      ]
    case .claudeSpan: ["span.type"]
    case .provider:
      [
        "gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "properties.$ai_provider",
        "extra.metadata.ls_provider",
      ]
    case .model:
      [
        "gen_ai.response.model", "llm.response.model_name", "llm.model_name", "embedding.model_name",
        "reranker.model_name", "langfuse.observation.model.name", "provided_model_name", "properties.$ai_model",
        "outputs.model", "model", "gen_ai.request.model", "llm.request.model_name", "extra.metadata.ls_model_name",
        "inputs.model",
      ]
    case .invocation: ["llm.invocation_parameters", "embedding.invocation_parameters"]
    case .cost:
      [
        "llm.cost.total", "cost_details.total", "costDetails.total", "usage.totalCost", "total_cost",
        "properties.$ai_total_cost_usd", "cost_usd",
        "gen_ai.usage.cost",
      ]
    case .costMicros: ["cost_usd_micros"]
    case .costDetails: ["langfuse.observation.cost_details"]
    case .finish:
      [
        "gen_ai.response.finish_reasons", "llm.finish_reason", "stop_reason", "properties.$ai_stop_reason",
        "langfuse.observation.metadata.finish_reason", "outputs.choices.0.finish_reason", "outputs.stop_reason",
      ]
    case .responseID: ["gen_ai.response.id", "llm.response.id", "request_id", "outputs.id"]
    case .toolCallID: ["gen_ai.tool.call.id", "tool_use_id", "call_id", "tool.id"]
    case .tool: ["gen_ai.tool.name", "tool.name", "tool_name"]
    case .entity: ["traceloop.entity.name"]
    case .arguments:
      [
        "gen_ai.tool.call.arguments", "traceloop.entity.input", "langfuse.observation.input", "tool_input",
        "tool_parameters", "arguments", "full_command", "properties.$ai_input_state", "input.value", "input", "inputs",
      ]
    case .result:
      [
        "gen_ai.tool.call.result", "traceloop.entity.output", "langfuse.observation.output",
        "properties.$ai_output_state", "output.value", "output", "outputs",
      ]
    case .agent: ["gen_ai.agent.name", "agent.name", "agent_name", "properties.$ai_agent_name"]
    case .traceName: ["langfuse.trace.name", "trace_name"]
    case .conversation:
      [
        "gen_ai.conversation.id", "conversation.id", "langfuse.session.id",
        "traceloop.association.properties.session_id", "properties.$ai_session_id", "properties.conversation_id",
        "extra.metadata.session_id", "extra.metadata.thread_id", "extra.metadata.conversation_id",
      ]
    case .prompt:
      [
        "gen_ai.prompt.name", "langfuse.observation.prompt.name", "prompt_name", "promptName", "traceloop.prompt.key",
        "traceloop.prompt.managed_name",
      ]
    case .promptID: ["prompt.id"]
    case .promptVersion:
      [
        "gen_ai.prompt.version", "langfuse.observation.prompt.version", "prompt_version", "promptVersion",
        "traceloop.prompt.version",
        "prompt.version",
      ]
    case .firstChunkSeconds: ["gen_ai.response.time_to_first_chunk", "properties.$ai_time_to_first_token"]
    case .firstTokenMilliseconds: ["ttft_ms"]
    case .firstTokenTime:
      ["langfuse.observation.completion_start_time", "completion_start_time", "completionStartTime"]
    case .durationMilliseconds: ["duration_ms"]
    case .errorType: ["error.type", "error_type", "error_class"]
    case .isError: ["properties.$ai_is_error"]
    case .success: ["success"]
    case .inputTokens, .outputTokens, .cacheReadTokens, .cacheWriteTokens, .reasoningTokens, .usageDetails: counts
    }
  }

  /// The names of what is counted; Langfuse's are members of a JSON text, under the name of that text.
  private var counts: [String] {
    switch self {
    case .inputTokens:
      [
        "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt", "llm.usage.prompt_tokens",
        "usage_details.input", "usage_details.prompt_tokens", "usage_details.input_tokens", "usageDetails.input",
        "usage.input", "usage.promptTokens",
        "properties.$ai_input_tokens", "outputs.usage_metadata.input_tokens",
        "extra.metadata.usage_metadata.input_tokens", "prompt_tokens", "input_token_count",
        AgentField.inputWithoutCache,
      ]
    case .outputTokens:
      [
        "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion",
        "llm.usage.completion_tokens", "usage_details.output", "usage_details.completion_tokens",
        "usage_details.output_tokens", "usageDetails.output", "usage.output", "usage.completionTokens",
        "properties.$ai_output_tokens", "outputs.usage_metadata.output_tokens",
        "extra.metadata.usage_metadata.output_tokens", "completion_tokens", "output_token_count", "output_tokens",
      ]
    case .cacheReadTokens:
      [
        "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens",
        "llm.token_count.prompt_details.cache_read", "usage_details.cache_read_input_tokens",
        "usageDetails.cache_read_input_tokens",
        "usage_details.input_cached_tokens", "usage_details.input_cache_read",
        "usage_details.prompt_tokens_details.cached_tokens", "properties.$ai_cache_read_input_tokens",
        "outputs.usage_metadata.input_token_details.cache_read",
        "extra.metadata.usage_metadata.input_token_details.cache_read", "cached_token_count", "cache_read_tokens",
      ]
    case .cacheWriteTokens:
      [
        "gen_ai.usage.cache_write.input_tokens", "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens", "llm.token_count.prompt_details.cache_write",
        "usage_details.cache_creation_input_tokens", "usage_details.input_cache_creation",
        "properties.$ai_cache_creation_input_tokens", "outputs.usage_metadata.input_token_details.cache_creation",
        "extra.metadata.usage_metadata.input_token_details.cache_creation", "cache_creation_tokens",
      ]
    case .reasoningTokens:
      [
        "gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens",
        "llm.token_count.completion_details.reasoning", "usage_details.output_reasoning_tokens",
        "usage_details.reasoning_tokens", "usage_details.completion_tokens_details.reasoning_tokens",
        "properties.$ai_reasoning_tokens", "outputs.usage_metadata.output_token_details.reasoning",
        "extra.metadata.usage_metadata.output_token_details.reasoning", "reasoning_token_count",
      ]
    case .usageDetails: ["langfuse.observation.usage_details", "gen_ai.usage.raw"]
    default: []
    }
  }

  /// The one count of input in which tokens read from a cache and written to it are not contained.
  package static let inputWithoutCache = "input_tokens"

  /// A name that was found: what it says, and how many names of the same come before it.
  package struct Spelling: Equatable, Sendable {
    package let field: AgentField
    package let rank: UInt8
  }

  /// Returns what the bytes of a name say, if it is of an agent's step.
  package static func spelling(_ name: Span<UInt8>) -> Spelling? {
    table.name(of: name, 0..<name.count)
  }

  private static let table = NameTable<Spelling?>(
    AgentField.allCases.flatMap { field in
      field.spellings.enumerated().map { rank, name in (name, Spelling(field: field, rank: UInt8(rank))) }
    },
    unknown: nil
  )
}
