/// One step of an agent's run: a call of a model or of a tool, or what holds such calls together.
///
/// It says what was done and what it took, never what was said: prompts, answers, arguments and results are not kept, only
/// keyed hashes of the last two, by which repeats are known. Whom it happened to, and the conversation, stand in its row.
package struct AgentStep: Equatable, Sendable {
  package var operation: Operation
  /// Who serves the model, such as `openai`.
  package var provider = ""
  /// The model that answered, or else the one that was asked.
  package var model = ""
  package var tool = ""
  package var agent = ""
  package var prompt = ""
  package var promptVersion = ""
  /// The name of what went wrong, such as `TimeoutError`.
  package var errorType = ""

  /// Keyed hash of the id that the provider gave this call; 0 for none.
  package var call: UInt64 = 0
  /// Keyed hash of the turn of the conversation it belongs to; 0 for none.
  package var turn: UInt64 = 0
  /// Keyed hashes of what a tool was given and of what it gave back, in canonical form; 0 for none.
  package var arguments: UInt64 = 0
  package var result: UInt64 = 0

  /// Nil where nobody said.
  package var tokens: TokenCount?
  package var cost: Cost?
  package var finish = Finish.unknown
  /// Microseconds until the first token came.
  package var timeToFirstToken: Int64?
  /// Microseconds it took, where its row is a record made when it had ended.
  package var took: Int64?
  /// Whether what came back says that it failed, whatever the row's status.
  package var saysError = false

  package init(_ operation: Operation) {
    self.operation = operation
  }

  /// What a step does.
  package enum Operation: UInt8, CaseIterable, Sendable {
    /// What has no other name here, or none that this version knows.
    case other
    case modelCall, embedding, rerank
    case toolCall
    /// A part of a tool's call that says how it ended.
    case toolPart
    case agentRun, workflow
    case retrieval, memory, guardrail, evaluation

    /// Whether a model computes, so that tokens and cost arise here and nowhere above.
    package var isInference: Bool { self == .modelCall || self == .embedding || self == .rerank }
    /// Whether it holds what an agent does together.
    package var isRun: Bool { self == .agentRun || self == .workflow }
  }

  /// Why a model stopped.
  package enum Finish: UInt8, CaseIterable, Sendable {
    case unknown, stop, toolUse, length, filtered, failed
  }

  /// Money, in millionths of a US dollar, and who says so.
  package struct Cost: Equatable, Sendable {
    package var microDollars: Int64
    package var source: Source

    package init(microDollars: Int64, source: Source) {
      self.microDollars = max(0, microDollars)
      self.source = source
    }

    /// Who says what a call cost.
    package enum Source: Equatable, Sendable {
      /// The sender.
      case reported
      /// A table of prices, named by the day it is of: 20251201.
      case priced(table: UInt32)
    }
  }
}

/// The tokens of a call of a model.
package struct TokenCount: Equatable, Hashable, Sendable {
  /// All that went in, with what came from a cache and what was written to one.
  package var input: Int64 = 0
  /// All that came out, with what the model thought.
  package var output: Int64 = 0
  package var cacheRead: Int64 = 0
  package var cacheWrite: Int64 = 0
  package var reasoning: Int64 = 0

  /// More than this is nobody's honest count.
  package static let limit: Int64 = 1 << 40

  package init(
    input: Int64 = 0,
    output: Int64 = 0,
    cacheRead: Int64 = 0,
    cacheWrite: Int64 = 0,
    reasoning: Int64 = 0
  ) {
    self.input = TokenCount.clamped(input)
    self.output = TokenCount.clamped(output)
    self.cacheRead = TokenCount.clamped(cacheRead)
    self.cacheWrite = TokenCount.clamped(cacheWrite)
    self.reasoning = TokenCount.clamped(reasoning)
  }

  private static func clamped(_ count: Int64) -> Int64 { min(max(0, count), limit) }

  /// Adds another call's.
  package static func += (left: inout TokenCount, right: TokenCount) {
    left = TokenCount(
      input: left.input + right.input,
      output: left.output + right.output,
      cacheRead: left.cacheRead + right.cacheRead,
      cacheWrite: left.cacheWrite + right.cacheWrite,
      reasoning: left.reasoning + right.reasoning
    )
  }
}
