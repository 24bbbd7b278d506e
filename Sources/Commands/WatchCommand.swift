import Bytes
import Domain
import Formats
import Glibc
import HTTP
import Host
import Loop
import Tools

extension Command {
  /// The receiver of what programs send.
  static let watch = Command(
    name: "watch",
    summary: "receive what your programs and their SDKs send, and fetch the rest, until Ctrl-C",
    details:
      "Listens on one port for OTLP, Sentry, PostHog, Segment, Mixpanel, Amplitude, LaunchDarkly, Statsig, Langfuse, LangSmith, Phoenix and "
      + "webhooks, answers each SDK as its own server would, and keeps what comes exactly once. A body is on disk before "
      + "it is answered, so that nothing is lost when this ends at any moment. Where two tools have the same path, put "
      + "/in/TOOL before it. Files given by name are followed as they grow, through rotation; in folders, new files are "
      + "taken in too. What is only given on asking is fetched: "
      + "pages of metrics, queries of Prometheus, errors, events and pull requests. Beyond this host it listens only with a token. "
      + "With RECKON_WEBHOOK_SECRET_GITHUB (or _SLACK, _INTERCOM, _ZENDESK, _SENTRY, _CANNY) in the environment, a webhook "
      + "of that tool has to be signed with it.",
    operands: [
      Operand(name: "PATH", isRequired: false, help: "files or folders to follow as well", isRepeated: true)
    ],
    options: [
      Option(name: "--listen", value: "ADDRESS", help: "host and port; 127.0.0.1:4318 if left out"),
      Option(name: "--token", value: "TOKEN", help: "what every request must show; RECKON_TOKEN if left out"),
      Option(
        name: "--tee",
        value: "TOOL=URL,…",
        help: "pass a tool's requests on to its vendor as they come, and answer what the vendor answers (needs curl)"
      ),
      Option(
        name: "--scrape",
        value: "[NAME=]URL",
        help: "fetch a page of metrics as Prometheus does, under the name of its service; may be repeated"
      ),
      Option(
        name: "--query-range",
        value: "'[NAME=]URL QUERY'",
        help: "ask a Prometheus for the values of a query since the last time; may be repeated"
      ),
      Option(name: "--every", value: "SECONDS", help: "how often both are done; 30 if left out"),
      Option(
        name: "--pull",
        value: "TOOL=PLACE",
        help:
          "pull what is new every 5 minutes: sentry=ORG/PROJECT (key in SENTRY_AUTH_TOKEN), posthog=PROJECT_ID "
          + "(POSTHOG_PERSONAL_API_KEY), github=OWNER/REPO (through gh); may be repeated"
      ),
      Option(name: "--spool", value: "MIB", help: "the most that may wait on disk to be stored; 4096 if left out"),
      .json, .root,
    ],
    example: "reckon watch /var/log/shop/app.jsonl",
    run: { invocation in
      invocation.attempt {
        let watch = try WatchSession(invocation)
        return try watch.run()
      }
    }
  )
}

/// One run of `reckon watch`.
private struct WatchSession {
  private let invocation: Invocation
  private let address: ListenAddress
  private let token: String?
  private let spoolLimit: Int64

  private static let standardAddress = "127.0.0.1:4318"
  /// How long requests that have begun may go on after Ctrl-C.
  private static let farewell = Duration.seconds(5)

  init(_ invocation: Invocation) throws {
    self.invocation = invocation
    let typed = invocation.values["--listen"] ?? WatchSession.standardAddress
    guard let address = ListenAddress(typed) else {
      throw LoopError.badValue(
        argument: "--listen",
        typed: typed,
        expected: "a port, or a numeric address and a port such as 127.0.0.1:4318"
      )
    }
    self.address = address
    let token = invocation.values["--token"] ?? invocation.environment.variables["RECKON_TOKEN"] ?? ""
    self.token = token.isEmpty ? nil : token
    guard address.isLoopback || self.token != nil else {
      throw LoopError.needs(argument: "--token", why: "whoever reaches \(address) could send")
    }
    let megabytes = invocation.values["--spool"] ?? String(WatchPost.spoolLimit >> 20)
    guard let limit = Int64(megabytes), (1...(1 << 30)).contains(limit) else {
      throw LoopError.badValue(argument: "--spool", typed: megabytes, expected: "a number of MiB")
    }
    spoolLimit = limit << 20
  }

  private var isJSON: Bool { invocation.flags.contains(Command.Option.json.name) }

  func run() throws -> ExitCode {
    // Before any thread starts, so that all of them leave these to the one that waits for them.
    var signals = WatchSession.signals()
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    let desk = Desk()
    let post = try WatchPost(
      workplace: try invocation.workplace(),
      desk: desk,
      token: token,
      spoolLimit: spoolLimit,
      following: invocation.operands,
      passingOn: try Tee.hosts(invocation.values["--tee"] ?? ""),
      fetching: fetched
    )
    let receiver = post.receiver
    let server: HTTPServer
    do throws(HTTPServer.Failure) {
      server = try HTTPServer(address) { request in HTTPResponse(receiver.answer(Receiver.Request(request))) }
    } catch {
      throw LoopError.cannotListen(address: "\(address)", isInUse: error == .addressInUse)
    }
    server.start()
    let ended = Monitor(false)
    startThread {
      post.drain.run()
      ended.update { $0 = true }
    }
    greet(ListenAddress(host: address.host, port: server.port), post)
    if let follower = post.follower { startThread { follower.run() } }
    if let puller = post.puller { startThread { puller.run() } }
    let signal = follow(post, until: signals)
    post.follower?.end()
    post.puller?.end()
    server.stop(within: WatchSession.farewell)
    post.drain.end()
    finish(post, after: signal, signals, ended)
    return tell(post)
  }

  private var fetched: PullList {
    var list = PullList()
    list.scrapes = invocation.lists["--scrape"] ?? []
    list.queries = invocation.lists["--query-range"] ?? []
    list.pulls = invocation.lists["--pull"] ?? []
    list.every = invocation.values["--every"] ?? ""
    return list
  }

  private static func signals() -> sigset_t {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&signals, signal) }
    return signals
  }

  /// Shows how it goes until somebody ends it.
  private func follow(_ post: WatchPost, until signals: sigset_t) -> CInt {
    let line = ProgressLine(invocation.terminal)
    defer { line.clear() }
    while true {
      if let signal = WatchSession.signal(of: signals, within: 500) { return signal }
      line.show(WatchSession.status(post), nil)
    }
  }

  /// Waits until all that has come is stored: as long as a person has patience, and a few seconds for anybody else.
  ///
  /// What is left waits in the spool for the next watch.
  private func finish(_ post: WatchPost, after first: CInt, _ signals: sigset_t, _ ended: Monitor<Bool>) {
    let line = ProgressLine(invocation.terminal)
    let deadline = ContinuousClock.now + WatchSession.farewell
    while !ended.read({ $0 }) {
      if first != SIGINT, ContinuousClock.now >= deadline { break }
      if WatchSession.signal(of: signals, within: 50) != nil { break }
      let waiting = post.drain.progress.waiting >> 10
      line.show("storing what has come, \(waiting) KiB left; Ctrl-C again leaves it for the next watch", nil)
    }
    line.clear()
  }

  /// Returns the signal that has come, or comes within so many milliseconds.
  private static func signal(of signals: sigset_t, within milliseconds: Int) -> CInt? {
    var signals = signals
    var interval = timespec(tv_sec: 0, tv_nsec: milliseconds * 1_000_000)
    let signal = unsafe sigtimedwait(&signals, nil, &interval)
    return signal < 0 ? nil : signal
  }

  /// What has been kept of everything that came in.
  private static func report(_ post: WatchPost) -> ImportReport {
    var report = post.drain.progress.report
    if let follower = post.follower { report.merge(follower.progress.report) }
    return report
  }

  private static func status(_ post: WatchPost) -> String {
    let counts = post.receiver.counted
    let progress = post.drain.progress
    let report = report(post)
    var text = "\(counts.requests) requests, \(report.accepted) signals kept"
    if report.duplicates > 0 { text += ", \(report.duplicates) known already" }
    if report.rejected > 0 { text += ", \(report.rejected) rejected" }
    if counts.refused > 0 { text += ", \(counts.refused) refused" }
    if progress.waiting >= 1 << 20 { text += ", \(progress.waiting >> 20) MiB waiting" }
    if let tee = post.tee?.counts {
      text += ", \(tee.passed) passed on"
      if tee.failed > 0 { text += " (\(tee.failed) not: \(tee.lastFailure))" }
    }
    if let following = post.follower?.progress {
      text += ", \(following.files) files followed"
      if let problem = following.problems.first { text += "; \(VisibleText.escape(problem, limit: 120))" }
    }
    if let puller = post.puller?.progress {
      text += ", \(puller.fetched) answers fetched"
      if let problem = puller.problems.first {
        let others = puller.problems.count > 1 ? " (and \(puller.problems.count - 1) more)" : ""
        text += "; \(VisibleText.escape(problem, limit: 120))\(others)"
      }
    }
    if let failure = progress.failure { text += "; \(Problem(failure).text)" }
    return text
  }

  private func greet(_ address: ListenAddress, _ post: WatchPost) {
    let base = "http://\(address)"
    guard !isJSON else {
      return invocation.terminal.out(
        JSONValue.object(["listening": .string(base), "project": .string(post.project.root)]).text
      )
    }
    let lines = [
      "Listening on \(base) for \(VisibleText.escape(post.project.root, limit: 200)). Ctrl-C ends it.",
      "  OpenTelemetry: OTEL_EXPORTER_OTLP_ENDPOINT=\(base) OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
      "  Sentry: SENTRY_DSN=http://key@\(address)/1",
      "  PostHog: host \(base); Segment, Mixpanel, Amplitude: \(base)/in/TOOL; webhooks: \(base)/webhooks/TOOL",
    ]
    lines.forEach { invocation.terminal.note($0) }
  }

  private func tell(_ post: WatchPost) -> ExitCode {
    let progress = post.drain.progress
    let counts = post.receiver.counted
    let report = WatchSession.report(post)
    if isJSON {
      invocation.terminal.out(report.json(rejects: ImportReport.rejectLimit).text)
    } else {
      invocation.terminal.show("Received \(counts.requests) requests, \(counts.bytes) bytes.")
      report.lines.forEach { invocation.terminal.show($0) }
    }
    if counts.lost > 0 {
      invocation.terminal.note("reckon: \(counts.lost) requests were lost: the spool was full; raise --spool")
    }
    if let tee = post.tee?.counts, tee.failed > 0 {
      invocation.terminal.note("reckon: \(tee.failed) requests were not passed on; the last: \(tee.lastFailure)")
    }
    for problem in post.follower?.progress.problems ?? [] {
      invocation.terminal.note("reckon: not followed: \(VisibleText.escape(problem, limit: 300))")
    }
    for problem in post.puller?.progress.problems ?? [] {
      invocation.terminal.note("reckon: not fetched: \(VisibleText.escape(problem, limit: 300))")
    }
    if let failure = progress.failure {
      invocation.terminal.note("reckon: \(progress.waiting) bytes are left in the spool: \(Problem(failure).text)")
      return .environment
    }
    if progress.waiting > 0 {
      invocation.terminal.note(
        "reckon: \(progress.waiting) bytes are left in the spool; the next reckon watch stores them"
      )
    }
    return .done
  }
}

extension Receiver.Request {
  fileprivate init(_ request: HTTPRequest) {
    self.init(
      method: request.head.method,
      path: request.head.path,
      query: request.head.query,
      headers: request.head.headers.all,
      body: request.body
    )
  }
}

extension HTTPResponse {
  fileprivate init(_ answer: WireAnswer) {
    var headers = HTTPHeaders()
    if !answer.type.isEmpty { headers.add("Content-Type", answer.type) }
    for header in answer.headers { headers.add(header.name, header.value) }
    self.init(answer.status, headers: headers, body: answer.body)
  }
}
