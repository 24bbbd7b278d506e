import Bytes
import Glibc
import Synchronization

/// A server on standard input and output: a reader, a few workers, a writer, and the session between them.
package final class Server: Sendable {
  /// Bounds of one server.
  package struct Limits: Sendable {
    package var messageBytes = 16 << 20
    package var replyBytes = 1 << 20
    /// Under the 60 s after which several clients give up on a call.
    package var callTime = Duration.seconds(50)
    package var threads = 16
    /// How long running calls may go on after the client has closed its end.
    package var drainTime = Duration.seconds(1)
    /// Replies waiting for a client that does not read; past it, no more requests are read.
    package var waitingReplyBytes = 64 << 20

    package init() {}
  }

  /// Why a server has stopped serving.
  package enum Ending: Sendable {
    /// The client closed its end: the ordinary way.
    case inputClosed
    /// The client no longer reads.
    case outputClosed
    /// The process that started the server has died, and nobody talks to it.
    case orphaned
  }

  private let limits: Limits
  private let session: Monitor<Session>
  private let running = RunningCalls()
  private let alarms = Alarms()
  private let messagesSeen = Atomic(0)
  private let input: Input
  private let pool: WorkerPool
  private let output: LineWriter
  private let diagnostics: LineWriter
  private let trace: Trace?

  /// Prepares a server on streams already claimed.
  ///
  /// `stateKey` signs the states that travel through clients: processes that share it accept each other's, and without
  /// it each process has its own.
  package init(
    _ implementation: Implementation,
    instructions: String?,
    catalog: Catalog,
    streams: StandardStreams,
    limits: Limits = Limits(),
    stateKey: [UInt8]? = nil,
    trace: Trace? = nil
  ) {
    self.limits = limits
    self.trace = trace
    let identity = ServerIdentity(
      implementation: implementation,
      instructions: instructions,
      maximumReplyBytes: limits.replyBytes
    )
    let key = stateKey ?? (0..<32).map { _ in UInt8.random(in: .min ... .max) }
    session = Monitor(Session(server: identity, catalog: catalog, seal: RequestStateSeal(key: key)))
    pool = WorkerPool(maximumThreads: limits.threads)
    let input = Input(streams.input)
    self.input = input
    output = LineWriter(descriptor: streams.output, limit: limits.waitingReplyBytes, overflow: .hold) {
      input.stop(.outputClosed)
    }
    diagnostics = LineWriter(descriptor: 2, limit: 64 << 10, overflow: .drop) {}
  }

  /// Serves until the client has gone, and says how it went.
  ///
  /// Call it once, from a thread that has nothing else to do. Handlers that do not heed their cancellation may still run
  /// when it returns: the process is expected to end soon after.
  @discardableResult
  package func run() -> Ending {
    var framer = LineFramer(maximumLineBytes: limits.messageBytes)
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    startThread { [self] in stopWhenOrphaned() }
    reading: while let count = input.read(into: &buffer) {
      for event in framer.append(buffer[..<count]) {
        guard waitForRoom() else { break reading }
        messagesSeen.add(1, ordering: .relaxed)
        handle(event)
      }
    }
    if framer.isInsideMessage {
      note("The input ended inside a message, which is dropped: a message ends with a newline")
    }
    let ending = input.ending ?? .inputClosed
    let drained = ContinuousClock.now + limits.drainTime
    if ending == .inputClosed { drain(until: drained) }
    step { $0.cancelAll() }
    // What the calls left of their time goes to a client that is still reading.
    output.flush(until: drained + .milliseconds(200))
    trace?.flush(until: drained + .milliseconds(400))
    diagnostics.flush(until: .now + .milliseconds(50))
    return ending
  }

  /// Waits until the client has read enough of its replies; false when it will not.
  ///
  /// The end of the input lies behind what has not been read yet: a client that is gone has to be looked for.
  private func waitForRoom() -> Bool {
    while true {
      output.waitForRoom(until: .now + .milliseconds(250))
      if output.hasRoom { return true }
      if input.isHungUp { input.stop(.inputClosed) }
      if input.ending != nil { return false }
    }
  }

  private func handle(_ event: LineFramer.Event) {
    let message: IncomingMessage
    switch event {
    case .line(let line):
      trace?.record(.received, line)
      message = IncomingMessage(line: line)
    case .tooLong(let beginning):
      trace?.record(.received, beginning)
      message = .invalid(
        id: EnvelopeProbe.id(in: beginning),
        .invalidRequest("Message refused: longer than \(limits.messageBytes) bytes")
      )
    case .contentLengthHeader:
      message = .invalid(id: nil, Server.wrongFraming)
    case .contentLengthBody(let body):
      guard let id = EnvelopeProbe.id(in: body) else { return }
      message = .invalid(id: id, Server.wrongFraming)
    }
    step { $0.receive(message, now: Server.now()) }
  }

  private static let wrongFraming = RPCError.invalidRequest(
    "This server reads one JSON message a line, without Content-Length headers: that is another protocol's framing"
  )

  private static func now() -> Int64 { Int64(time(nil)) }

  // MARK: Actions

  /// Moves the session on and does what it asks.
  ///
  /// Lines are queued under the session's lock, which fixes their order.
  private func step(_ body: (inout Session) -> [Session.Action]) {
    let actions = session.update { session in
      let actions = body(&session)
      for case .send(let line) in actions { send(line) }
      return actions
    }
    for action in actions {
      switch action {
      case .send: break
      case .start(let ticket): start(ticket)
      case .interrupt(let serial): running[serial]?.interrupt(.cancelled)
      case .awaitAnswers(let serial, let round, let patience):
        alarms.ring(at: .now + patience) { [self] in step { $0.answersOverdue(serial: serial, round: round) } }
      case .note(let text): note(text)
      }
    }
  }

  private func send(_ line: [UInt8]) {
    trace?.record(.sent, line)
    output.write(line)
  }

  private func start(_ ticket: CallTicket) {
    let context = CallContext(ticket, deadline: .now + limits.callTime) { [self] event in report(event, ticket) }
    running.watch(context) { [self] context in
      let partial = context.partial
      context.interrupt(.deadline)
      step { $0.expire(serial: context.serial, partial: partial) }
    }
    pool.submit { [self] in work(ticket, context) }
  }

  /// Runs a call on a worker.
  private func work(_ ticket: CallTicket, _ context: CallContext) {
    // It may have been cancelled before there was a context to tell.
    if session.read({ $0.calls[ticket.serial] == nil }) { context.interrupt(.cancelled) }
    // Nor is more written for a client that does not read what there is.
    output.waitForRoom(until: context.deadline)
    let result = Result {
      try context.checkpoint()
      return try ticket.work.run(context)
    }
    running.forget(context)
    // Read before the session is locked: a context's locks are never taken under the session's.
    let partial = context.partial
    step { $0.finish(serial: ticket.serial, result, partial: partial, now: Server.now()) }
  }

  private func report(_ event: CallEvent, _ ticket: CallTicket) {
    switch event {
    case .notification(let method, let params):
      // Progress and log messages are not worth memory without bound.
      if output.hasRoom { step { $0.notify(serial: ticket.serial, method, params) } }
    case .change(let list, let body): step { $0.change(list, body) }
    case .updated(let uri): step { $0.updated(uri: uri) }
    }
  }

  /// Writes a line for whoever looks at stderr; dropped when nobody reads it.
  private func note(_ text: String) {
    diagnostics.write(Array("\(VisibleText.escape(text, limit: 1_000))\n".utf8))
  }

  // MARK: The end

  /// Gives running calls a moment to answer.
  private func drain(until end: ContinuousClock.Instant) {
    step { $0.inputClosed() }
    let _: Bool? = session.wait(until: end) { $0.calls.isEmpty ? true : nil }
  }

  /// Stops serving when the parent process has died and no message has come for a while.
  ///
  /// Some hosts leave a pipe open behind them that never reports its end. A wrapper that exits after starting the server
  /// also changes the parent, but then the client goes on talking.
  private func stopWhenOrphaned() {
    let parent = getppid()
    guard parent > 1 else { return }
    while getppid() == parent {
      if input.hasEnded(within: .seconds(5)) { return }
    }
    while true {
      let before = messagesSeen.load(ordering: .relaxed)
      if input.hasEnded(within: .seconds(30)) { return }
      if messagesSeen.load(ordering: .relaxed) == before { return input.stop(.orphaned) }
    }
  }
}
