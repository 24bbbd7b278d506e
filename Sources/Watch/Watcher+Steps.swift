import Bytes
import Domain
import Formats

/// What makes a span or a log record a step of an agent.
extension Watcher {
  /// Puts into a span's row what it says of an agent's step, if it is one; returns what the step does.
  mutating func addStep(
    of span: SpanRecord,
    to row: inout SignalRow,
    in records: RecordBatch
  ) -> AgentStep.Operation? {
    let fields = AgentFields(span.attributes, in: records)
    guard var step = step(fields, Watcher.operation(fields, in: records), in: records) else { return nil }
    let name = records.string(span.name)
    let kind = step.operation
    if step.tool.isEmpty, kind == .toolCall { step.tool = stepText(entity(fields, name, "execute_tool ", in: records)) }
    if step.agent.isEmpty, kind == .agentRun {
      step.agent = stepText(entity(fields, name, "invoke_agent ", in: records))
    }
    if step.agent.isEmpty { step.agent = stepText(fields.value(.traceName), in: records) }
    // Langfuse's library names no service, and the names of its traces are as many as there are traces.
    if Watcher.isOfLangfuse(fields), watched.batch.text(row.service).hasPrefix("unknown_service") {
      row.service = self.name("langfuse")
    }
    if step.timeToFirstToken == nil { step.timeToFirstToken = firstToken(of: span, fields, in: records) }
    // On an error a sender's zero stands for nothing known.
    if row.status == .error, step.cost?.microDollars == 0 { step.cost = nil }
    price(&step, at: row.time)
    keep(step, fields, in: &row, records)
    return kind
  }

  private static func isOfLangfuse(_ fields: AgentFields) -> Bool {
    [AgentField.operation, .traceName].contains { fields.spelling($0)?.hasPrefix("langfuse.") == true }
  }

  /// Puts into an event's row what it says of an agent's step, if it does.
  mutating func addStep(of log: LogRecord, named event: String, to row: inout SignalRow, in records: RecordBatch) {
    guard let operation = AgentWords.event(event) else { return }
    let fields = AgentFields(log.attributes, in: records)
    // Of the events of a stream only the last says what it took.
    guard event != "codex.sse_event" || fields.has(.inputTokens) else { return }
    guard var step = step(fields, operation, in: records) else { return }
    if event == "claude_code.api_error" || event == "claude_code.api_refusal" { step.saysError = true }
    if fields.word(.success, in: records) == "false" { step.saysError = true }
    if event.hasPrefix("claude_code.") { step.turn = stepHash(fields.value(.promptID), in: records) }
    if let milliseconds = fields.count(.durationMilliseconds, in: records), milliseconds < 1 << 40 {
      step.took = milliseconds * 1_000
    }
    price(&step, at: row.time)
    keep(step, fields, in: &row, records)
  }

  /// Returns the name of a log record's event: what tracing libraries put there is a place in their source.
  static func eventName(of log: LogRecord, _ places: AttributePlaces, in records: RecordBatch) -> RecordText {
    let attribute = places.text(.eventName, in: records)
    let isPlace = !attribute.isEmpty && records.bytes[log.eventName.range].starts(with: "event ".utf8)
    return log.eventName.isEmpty || isPlace ? attribute : log.eventName
  }

  /// Returns the whole name of an event that Claude Code gives without saying whose it is.
  static func qualified(_ event: RecordText, of log: LogRecord, in records: RecordBatch) -> String {
    let name = event.count <= 64 ? records.string(event) : ""
    let isClaude = records.bytes[log.scope.range].starts(with: "com.anthropic.claude_code".utf8)
    return isClaude && !name.hasPrefix("claude_code.") ? "claude_code.\(name)" : name
  }

  // MARK: What a step says

  /// Returns what a span does: as it says, else as what it says lets one conclude; nil where it is no step.
  private static func operation(_ fields: AgentFields, in records: RecordBatch) -> AgentStep.Operation? {
    if fields.has(.claudeSpan), let operation = AgentWords.claudeSpan(fields.word(.claudeSpan, in: records)) {
      return operation
    }
    if fields.has(.operation) { return AgentWords.operation(fields.word(.operation, in: records)) }
    if fields.has(.tool) { return .toolCall }
    return fields.has(.model) || fields.has(.inputTokens) || fields.has(.outputTokens) ? .modelCall : nil
  }

  private mutating func step(
    _ fields: AgentFields,
    _ operation: AgentStep.Operation?,
    in records: RecordBatch
  ) -> AgentStep? {
    guard let operation else { return nil }
    var step = AgentStep(operation)
    step.provider = AgentWords.provider(stepText(fields.value(.provider), in: records))
    step.model = stepText(fields.value(.model), in: records)
    // A call that failed has no answer to name the model.
    if step.model.isEmpty {
      step.model = stepText(AgentFields.member("model", of: fields.bytes(.invocation, in: records)))
    }
    step.tool = stepText(fields.value(.tool), in: records)
    step.agent = stepText(fields.value(.agent), in: records)
    step.prompt = stepText(fields.value(.prompt), in: records)
    step.promptVersion = stepText(fields.value(.promptVersion), in: records)
    step.errorType = Watcher.withoutModule(stepText(fields.value(.errorType), in: records))
    step.call = stepHash(fields.value(operation.isInference ? .responseID : .toolCallID), in: records)
    step.tokens = Watcher.tokens(fields, in: records)
    step.cost = Watcher.reportedCost(fields, in: records)
    if let finish = fields.bytes(.finish, in: records) {
      step.finish = AgentWords.finish(String(decoding: finish.prefix(64), as: UTF8.self))
    }
    if let seconds = fields.number(.firstChunkSeconds, in: records), seconds >= 0, seconds < 1e6 {
      step.timeToFirstToken = Int64(seconds * 1e6)
    } else if let milliseconds = fields.count(.firstTokenMilliseconds, in: records), milliseconds < 1 << 40 {
      step.timeToFirstToken = milliseconds * 1_000
    }
    if fields.word(.isError, in: records) == "true" { step.saysError = true }
    if operation == .toolCall || operation == .retrieval { addExchange(fields, to: &step, in: records) }
    return step
  }

  /// Adds what a tool was given and gave back, as hashes, and whether it says that it failed.
  private mutating func addExchange(_ fields: AgentFields, to step: inout AgentStep, in records: RecordBatch) {
    if let given = fields.bytes(.arguments, in: records) { step.arguments = StepContent(given).hash(secretHash) }
    guard let given = fields.bytes(.result, in: records) else { return }
    let result = StepContent(given)
    step.result = result.hash(secretHash)
    step.saysError = step.saysError || result.saysError
  }

  /// Returns the tokens of a call; what is said to be in the cache is part of what went in.
  private static func tokens(_ fields: AgentFields, in records: RecordBatch) -> TokenCount? {
    let counted: [AgentField] = [.inputTokens, .outputTokens, .cacheReadTokens, .cacheWriteTokens]
    guard counted.contains(where: { fields.count($0, in: records) != nil }) else { return nil }
    var tokens = TokenCount(
      input: fields.count(.inputTokens, in: records) ?? 0,
      output: fields.count(.outputTokens, in: records) ?? 0,
      cacheRead: fields.count(.cacheReadTokens, in: records) ?? 0,
      cacheWrite: fields.count(.cacheWriteTokens, in: records) ?? 0,
      reasoning: fields.count(.reasoningTokens, in: records) ?? 0
    )
    let cached = tokens.cacheRead + tokens.cacheWrite
    if fields.spelling(.inputTokens) == AgentField.inputWithoutCache || tokens.cacheRead > tokens.input {
      tokens.input = min(tokens.input + cached, TokenCount.limit)
    }
    return tokens
  }

  private static func reportedCost(_ fields: AgentFields, in records: RecordBatch) -> AgentStep.Cost? {
    if let micros = fields.count(.costMicros, in: records) {
      return AgentStep.Cost(microDollars: micros, source: .reported)
    }
    guard let dollars = fields.number(.cost, in: records), dollars >= 0, dollars < 1e9 else { return nil }
    return AgentStep.Cost(microDollars: Int64((dollars * 1e6).rounded()), source: .reported)
  }

  /// Adds a cost by the table of prices where the sender has said none.
  private func price(_ step: inout AgentStep, at time: Int64) {
    guard step.cost == nil, step.operation.isInference, let tokens = step.tokens else { return }
    step.cost = options.prices.cost(of: tokens, provider: step.provider, model: step.model, at: time)
  }

  /// Takes off what stands before the name of an error: `openai.InternalServerError`.
  private static func withoutModule(_ name: String) -> String {
    guard let dot = name.lastIndex(of: "."), name.index(after: dot) < name.endIndex,
      name.utf8.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "/") })
    else { return name }
    return String(name[name.index(after: dot)...])
  }

  // MARK: Spans

  /// Returns the name of what a span is a call of: its own attribute, or its name without what says that it is a call.
  private func entity(_ fields: AgentFields, _ name: String, _ prefix: String, in records: RecordBatch) -> String {
    if case .text(let text) = fields.value(.entity), !text.isEmpty { return records.string(text) }
    // Claude Code names its spans by what they are.
    if fields.has(.claudeSpan), let dot = name.firstIndex(of: ".") { return String(name[..<dot]) }
    return name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
  }

  /// Returns how long it took until the first token, as some say by a time or by an event.
  private func firstToken(of span: SpanRecord, _ fields: AgentFields, in records: RecordBatch) -> Int64? {
    var time: Int64?
    if let text = fields.bytes(.firstTokenTime, in: records) {
      // Langfuse quotes it twice.
      let bare = text.filter { $0 != UInt8(ascii: "\"") }
      // fine because a text that is no time says nothing here
      time = (try? RFC3339.parse(bare.span))?.nanoseconds
    }
    for index in Int(span.events.lowerBound)..<Int(span.events.upperBound) where time == nil {
      let event = records.spanEvents[index]
      if records.bytes[event.name.range].elementsEqual("First Token Stream Event".utf8) { time = event.time }
    }
    guard let time, span.start <= time, time <= span.end else { return nil }
    return Watcher.microseconds(from: span.start, to: time)
  }

  // MARK: Keeping

  /// Puts a step into a row, whose session is the conversation.
  private mutating func keep(_ step: AgentStep, _ fields: AgentFields, in row: inout SignalRow, _ records: RecordBatch)
  {
    let conversation = identity(.session, fields.value(.conversation), in: records)
    if conversation != 0 { row.session = conversation }
    row.extra = watched.batch.addExtra(step.extra)
  }

  /// Returns a text fit to be kept: masked, and of few bytes.
  private mutating func stepText(_ value: AttributeValue, in records: RecordBatch) -> String {
    guard case .text(let text) = value, !text.isEmpty else { return "" }
    let place = name(text, in: records)
    return String(AgentStep.shortened(watched.batch.text(place)))
  }

  private mutating func stepText(_ text: String) -> String {
    guard !text.isEmpty else { return "" }
    let place = name(text)
    return String(AgentStep.shortened(watched.batch.text(place)))
  }

  private func stepHash(_ value: AttributeValue, in records: RecordBatch) -> UInt64 {
    guard case .text(let text) = value, !text.isEmpty else { return 0 }
    return max(1, secretHash.hash(records.bytes.span.extracting(text.range)))
  }
}
