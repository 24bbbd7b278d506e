package import Bytes

/// What a running call knows of its client, and its way to talk back while it runs.
package final class CallContext: Sendable {
  package let client: Client
  /// The request's `_meta`, where clients leave their own marks.
  package let meta: JSONNode?
  package let deadline: ContinuousClock.Instant
  let serial: Int
  private let answers: [String: JSONNode]
  private let refusals: [String: QuestionRefused]
  private let progressToken: RequestID?
  private let emit: @Sendable (CallEvent) -> Void
  private let status = Monitor(Status())
  /// A lock of its own: it is held while a notification goes out, and the session's lock is taken under it.
  private let reported: Monitor<ProgressReport>

  private struct Status {
    var interruption: CallInterruption?
    var partial: ToolResult?
    var state: String?
  }

  init(_ ticket: CallTicket, deadline: ContinuousClock.Instant, emit: @escaping @Sendable (CallEvent) -> Void) {
    client = ticket.client
    meta = ticket.meta
    serial = ticket.serial
    answers = ticket.answers
    refusals = ticket.refusals
    progressToken = RequestID(ticket.meta?["progressToken"])
    reported = ticket.reported
    self.deadline = deadline
    self.emit = emit
    if let state = ticket.state { adopt(state: state) }
  }

  /// The handler's own words from the round before, as it gave them.
  package var state: String? { status.read { $0.state } }

  func adopt(state: String) {
    status.change { $0.state = state }
  }

  // MARK: Stopping

  /// Throws once the call has been cancelled or its time is up.
  ///
  /// Loops ask at least every few milliseconds.
  package func checkpoint() throws(CallInterruption) {
    if let interruption = status.read({ $0.interruption }) { throw interruption }
    if ContinuousClock.now >= deadline { throw .deadline }
  }

  /// Waits, and throws at once when the call is cancelled or its time is up.
  package func sleep(for duration: Duration) throws(CallInterruption) {
    let end = ContinuousClock.now + duration
    if let interruption = status.wait(until: min(end, deadline), { $0.interruption }) { throw interruption }
    if end > deadline { throw .deadline }
  }

  func interrupt(_ interruption: CallInterruption) {
    status.update { $0.interruption = $0.interruption ?? interruption }
  }

  /// Keeps what is ready so far: the client gets it if the deadline comes before the answer.
  package func publish(partial: ToolResult) {
    status.update { $0.partial = partial }
  }

  var partial: ToolResult? { status.read { $0.partial } }

  // MARK: Talking back

  /// Longest rate of progress notifications a person can follow and a client will not choke on.
  private static let progressInterval = Duration.milliseconds(20)

  /// Tells a client that asked for it how far the call is.
  ///
  /// Values that do not rise, or come too thick, are dropped.
  package func progress(_ done: Double, of total: Double? = nil, _ message: String? = nil) {
    guard let progressToken, done.isFinite else { return }
    let now = ContinuousClock.now
    var params: JSONObject = ["progressToken": progressToken.json, "progress": .number(done)]
    if let total, total.isFinite { params["total"] = .number(total) }
    if client.revision.hasToolAnnotations { params["message"] = message.map(JSONValue.string) }
    // Sent under the lock: otherwise the values of two threads could change places on the way.
    reported.change { last in
      if let value = last.done, done <= value { return }
      if let time = last.time, now - time < CallContext.progressInterval, done != total { return }
      last = ProgressReport(done: done, time: now)
      emit(.notification("notifications/progress", params))
    }
  }

  /// Writes a log message to a client that wants that level.
  package func log(_ level: LogLevel, _ data: JSONValue, logger: String? = nil) {
    guard let wanted = client.logLevel, level >= wanted else { return }
    var params: JSONObject = ["level": .string(level.rawValue), "data": data]
    params["logger"] = logger.map(JSONValue.string)
    emit(.notification("notifications/message", params))
  }

  /// Changes what the server offers, and tells the clients that asked which list changed.
  package func change(_ list: CatalogList, _ body: @escaping @Sendable (inout Catalog) -> Void) {
    emit(.change(list, body))
  }

  /// Tells the clients that subscribed to a resource that it has changed.
  package func resourceUpdated(_ uri: String) {
    emit(.updated(uri: uri))
  }

  // MARK: Asking

  /// Returns the client's answer to a question; nil when it has not been asked or left it out.
  ///
  /// Throws `QuestionRefused` when the client answered with an error: a handler that can do without catches it.
  package func answer(_ key: String, to question: Question) throws -> JSONNode? {
    if let refusal = refusals[key] { throw refusal }
    guard let answer = answers[key] else { return nil }
    guard question.accepts(answer) else {
      let problem = "is not an answer to \(question.method)"
      // Before the stateless revision an answer is a response of its own, and the call's parameters are not to blame.
      guard client.revision.isStateless else { throw QuestionRefused(reason: "The client's response \(problem)") }
      throw RPCError.invalidParams("inputResponses.\(key) \(problem)")
    }
    return answer
  }

  /// Throws the protocol's own error when the client did not declare a capability.
  package func require(_ capability: ClientCapability) throws(RPCError) {
    guard client.supports(capability) else { throw .missingCapability(capability) }
  }
}

/// Why a call should stop.
package enum CallInterruption: Error, Sendable {
  case cancelled, deadline
}

/// Something a running call does beside answering.
enum CallEvent: Sendable {
  case notification(String, JSONObject)
  case change(CatalogList, @Sendable (inout Catalog) -> Void)
  case updated(uri: String)
}

/// A call the session has accepted and wants run.
struct CallTicket: Sendable {
  let serial: Int
  let client: Client
  let meta: JSONNode?
  let work: Work
  var answers: [String: JSONNode] = [:]
  var refusals: [String: QuestionRefused] = [:]
  var state: String?
  /// Shared by all runs of the call: a legacy client's token stays the same over its rounds of questions, and what it
  /// is told must rise.
  let reported = Monitor(ProgressReport())
}

/// The progress last told to a client.
struct ProgressReport: Sendable {
  var done: Double?
  var time: ContinuousClock.Instant?
}

/// The part of a request that runs on a worker.
struct Work: Sendable {
  let run: @Sendable (CallContext) throws -> Answer<JSONObject>
  /// The answer when time is up, from what the call had published by then.
  let late: @Sendable (ToolResult?) -> Result<JSONObject, RPCError>
}
