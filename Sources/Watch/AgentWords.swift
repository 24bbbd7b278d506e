import Domain

/// The words with which senders say what a step does and why a model stopped.
enum AgentWords {
  private static let operations: [String: AgentStep.Operation] = [
    "chat": .modelCall, "generate_content": .modelCall, "text_completion": .modelCall, "completion": .modelCall,
    "llm": .modelCall, "generation": .modelCall, "$ai_generation": .modelCall, "inference": .modelCall,
    "embeddings": .embedding, "embedding": .embedding, "$ai_embedding": .embedding,
    "rerank": .rerank, "reranker": .rerank,
    "execute_tool": .toolCall, "tool": .toolCall, "function": .toolCall,
    "invoke_agent": .agentRun, "agent": .agentRun, "$ai_trace": .agentRun,
    "invoke_workflow": .workflow, "workflow": .workflow, "chain": .workflow,
    "retrieval": .retrieval, "retriever": .retrieval, "search_memory": .retrieval,
    "create_memory": .memory, "update_memory": .memory, "delete_memory": .memory, "upsert_memory": .memory,
    "guardrail": .guardrail, "evaluator": .evaluation,
  ]

  /// Returns what a step does by its sender's word; `other` for an unknown one.
  static func operation(_ word: String) -> AgentStep.Operation { operations[word] ?? .other }

  private static let claudeSpans: [String: AgentStep.Operation] = [
    "interaction": .agentRun, "llm_request": .modelCall, "tool": .toolCall, "tool.execution": .toolPart,
  ]

  /// Returns what a span of Claude Code does; nil for one that is no step.
  static func claudeSpan(_ type: String) -> AgentStep.Operation? { claudeSpans[type] }

  private static let events: [String: AgentStep.Operation] = [
    "claude_code.api_request": .modelCall, "claude_code.api_error": .modelCall, "claude_code.api_refusal": .modelCall,
    "claude_code.tool_result": .toolCall,
    "codex.sse_event": .modelCall, "codex.tool_result": .toolCall,
    "gen_ai.client.inference.operation.details": .modelCall,
  ]

  /// Returns what a log record of an agent tells of; nil for one that tells of no step.
  static func event(_ name: String) -> AgentStep.Operation? { events[name] }

  private static let finishes: [String: AgentStep.Finish] = [
    "stop": .stop, "end_turn": .stop, "stop_sequence": .stop, "completed": .stop, "eos": .stop, "end": .stop,
    "tool_calls": .toolUse, "tool_call": .toolUse, "tool_use": .toolUse, "function_call": .toolUse,
    "length": .length, "max_tokens": .length, "max_output_tokens": .length, "model_context_window_exceeded": .length,
    "content_filter": .filtered, "safety": .filtered, "refusal": .filtered, "recitation": .filtered,
    "blocklist": .filtered, "prohibited_content": .filtered, "spii": .filtered, "guardrail_intervened": .filtered,
    "error": .failed, "malformed_function_call": .failed,
  ]

  /// Returns why a model stopped, by the first word of a text or a list.
  static func finish(_ text: String) -> AgentStep.Finish {
    let word = text.lowercased().drop { !$0.isLetter }.prefix { $0.isLetter || $0 == "_" }
    return finishes[String(word)] ?? .unknown
  }

  private static let providers = ["az.ai.openai": "azure.ai.openai", "mistralai": "mistral_ai"]

  /// Returns the one name of a provider that has had several.
  static func provider(_ name: String) -> String {
    let name = name.lowercased()
    return providers[name] ?? name
  }
}
