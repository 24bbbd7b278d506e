import Bytes
import Domain
package import Formats
import Host

/// Takes requests in for a project: answers as each library wants it, once the body is on disk.
package final class Receiver: Sendable {
  private let spool: Spool
  private let token: String?
  private let tee: Tee?
  private let secrets: WebhookSecrets
  private let refusals: Refusals
  private let now: @Sendable () -> Timestamp
  private let counts = Monitor(Counts())
  private let unpacking = Monitor(0)

  /// What has come in since the start.
  package struct Counts: Equatable, Sendable {
    package var requests = 0
    package var bytes: Int64 = 0
    /// Requests that could not be read, or that nothing is served for.
    package var refused = 0
    /// Requests that there was no room for, and whose sender will send again.
    package var postponed = 0
    /// Requests that there was no room for, and that are lost: their sender never sends again.
    package var lost = 0
  }

  /// One request, as far as it matters here.
  package struct Request: Sendable {
    package let method: String
    package let path: String
    package let query: String
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package init(
      method: String,
      path: String,
      query: String,
      headers: [(name: String, value: String)],
      body: [UInt8]
    ) {
      self.method = method
      self.path = path
      self.query = query
      self.headers = headers
      self.body = body
    }

    /// Returns the first value under a name, which is given in lower case.
    func header(_ name: String) -> String? {
      headers.first { $0.name.lowercased() == name }?.value
    }
  }

  /// `token` is what every request has to show; nil where only this host can ask.
  init(
    spool: Spool,
    token: String?,
    tee: Tee?,
    secrets: WebhookSecrets,
    refusals: Refusals,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.spool = spool
    self.tee = tee
    self.secrets = secrets
    self.refusals = refusals
    self.token = token
    self.now = now
  }

  /// What has come in so far.
  package var counted: Counts { counts.change { $0 } }

  /// Answers a request.
  package func answer(_ request: Request) -> WireAnswer {
    counts.change {
      $0.requests += 1
      $0.bytes += Int64(request.body.count)
    }
    var answer = unmirrored(request)
    // Libraries in a page of another origin ask with its rules; what they may read is what their own servers let them.
    if let origin = request.header("origin") { answer.headers += Receiver.leave(for: origin, request) }
    return answer
  }

  private func unmirrored(_ request: Request) -> WireAnswer {
    if request.method == "OPTIONS" { return WireAnswer(204) }
    guard let path = admitted(request) else {
      if let route = WireRoute.find(request.path) {
        note(
          .stranger,
          WireBody(route: route),
          request,
          "a request without the token of this watch, or with a wrong one"
        )
      }
      return refuse(.json(401, ["error": "show the token: Authorization: Bearer TOKEN, or /t/TOKEN before the path"]))
    }
    if path == "/" || path == "/health" { return .json(200, ["status": "ok"]) }
    let mount = WireRoute.mounted(path)
    let route = WireRoute.find(path)
    guard token != nil || isOfThisHost(request) || route?.isSentByPages == true else {
      // Any page that somebody looks at could send it.
      return refuse(.json(403, ["error": "pages of other hosts may send only what SDKs for pages do; use a token"]))
    }
    guard let route else {
      // Its vendor may serve what nothing is received under: flags, settings.
      if let mount, let answer = passOn(request, mount.tool, mount.path) { return answer }
      return refuse(.json(404, ["error": "nothing is received here; reckon help watch lists the paths"]))
    }
    let tool = mount?.tool ?? route.tool
    let wire: WireBody
    do throws(WebhookSignature.Fault) {
      wire = try self.wire(route, path, request)
    } catch {
      note(.stranger, WireBody(route: route, label: Receiver.webhookTool(path)), request, "\(error)")
      return refuse(.json(401, ["error": .string("\(error)")]))
    }
    guard route.keepsBody, Receiver.sends(request) || (request.method == "PATCH" && WireRoute.run(path) != nil) else {
      if let answer = passOn(request, tool, mount?.path ?? path) { return answer }
      guard route.keepsBody else { return .success(wire, []) }
      return refuse(.json(405, ["error": "POST is what is received here"]))
    }
    let answer = take(wire, request)
    return passOn(request, tool, mount?.path ?? path) ?? answer
  }

  /// Has the vendor answer, where requests are passed on to it and it can be reached.
  private func passOn(_ request: Request, _ tool: String, _ path: String) -> WireAnswer? {
    guard let tee, tee.knows(tool) else { return nil }
    return tee.answer(request, for: tool, path: path)
  }

  /// Bodies that are unpacked and looked at once: a small one may become a hundred times as much memory.
  private static let unpackingLimit = 2
  /// Longer contents are read only when they are stored.
  private static let readingLimit = 4 << 20

  /// Says what a request is, once it has shown whose it is where that is asked for.
  private func wire(
    _ route: WireRoute,
    _ path: String,
    _ request: Request
  ) throws(WebhookSignature.Fault) -> WireBody {
    var label = ""
    if route == .webhook {
      let tool = Receiver.webhookTool(path)
      let isSigned = Receiver.sends(request) ? try secrets.verify(request, of: tool, now: now()) : false
      label = Receiver.label(tool, request, isSigned: isSigned)
    } else if route == .langSmith {
      label = WireRoute.run(path) ?? ""
    }
    return WireBody(
      route: route,
      coding: request.header("content-encoding") ?? "",
      type: request.header("content-type") ?? "",
      label: label
    )
  }

  private func take(_ wire: WireBody, _ request: Request) -> WireAnswer {
    _ = unpacking.wait { count -> Bool? in
      guard count < Receiver.unpackingLimit else { return nil }
      count += 1
      return true
    }
    defer { unpacking.update { $0 -= 1 } }
    return takeAlone(wire, request)
  }

  private func takeAlone(_ wire: WireBody, _ request: Request) -> WireAnswer {
    let content: [UInt8]
    do throws(WireBody.Problem) {
      content = try wire.content(of: request.body)
    } catch {
      let status = error == .tooLong ? 413 : error == .unknownCoding ? 415 : 400
      note(.request, wire, request, "\(error)")
      return refuse(.refusal(wire, status, "\(error)"))
    }
    let (read, rejected, reason) = look(wire, content)
    // Any tool's own server would keep it, and no library sends it; who sends by hand wants to know.
    if wire.route == .signals, read == 0, rejected > 0 {
      note(.request, wire, request, reason)
      return refuse(.refusal(wire, 400, "nothing of it can be read: \(reason)"))
    }
    let entry = SpoolEntry(
      route: wire.route.rawValue,
      coding: wire.coding,
      type: wire.type,
      label: wire.label,
      received: now(),
      body: request.body
    )
    do throws(FileError) {
      if try spool.add(entry) { return .success(wire, content, rejected: rejected, reason: reason) }
    } catch {
      // A disk that is full now may have room later, as a spool that is full may.
    }
    guard let full = WireAnswer.full(wire) else {
      counts.change { $0.lost += 1 }
      return .success(wire, content)
    }
    counts.change { $0.postponed += 1 }
    return full
  }

  /// While no more than this waits, a request is read before it is answered, so that its sender hears what was wrong.
  private static let calm: Int64 = 32 << 20

  /// Counts the records of a request that can be read and those that cannot, where its sender hears of it, while there is
  /// time for it.
  private func look(_ wire: WireBody, _ content: [UInt8]) -> (read: Int, rejected: Int, reason: String) {
    let isHeard = wire.route.isOTLP || wire.route == .signals
    guard isHeard, content.count <= Receiver.readingLimit, spool.waiting <= Receiver.calm else { return (0, 0, "") }
    var batch = RecordBatch()
    wire.read(content, received: now().nanoseconds, into: &batch)
    let reason = batch.rejects.listed.first.map {
      wire.route.isOTLP ? "\($0.reason); expected \($0.expected)" : $0.plain
    }
    return (batch.count, batch.rejects.count, reason ?? "")
  }

  /// Has a request that is not kept noted as one of its source.
  private func note(_ kind: ReadBody.Kind, _ wire: WireBody, _ request: Request, _ reason: String) {
    let received = now()
    var body = ReadBody(
      kind,
      source: wire.source,
      place: wire.place,
      key: XXHash64.hash(Array("\(wire.route.rawValue)\n\(received)\n\(XXHash64.hash(request.body))".utf8)),
      received: received.microseconds
    )
    body.reject(0, Reject.unquoted(reason))
    refusals.add(body)
  }

  private func refuse(_ answer: WireAnswer) -> WireAnswer {
    counts.change { $0.refused += 1 }
    return answer
  }

  // MARK: What requests show

  private static func sends(_ request: Request) -> Bool { request.method == "POST" || request.method == "PUT" }

  /// Whether a request comes from no page, or from one that this host serves.
  private func isOfThisHost(_ request: Request) -> Bool {
    guard let origin = request.header("origin") else { return true }
    for scheme in ["http://", "https://"] where origin.hasPrefix(scheme) {
      let host = origin.dropFirst(scheme.count).prefix { $0 != "/" }
      return ["localhost", "127.0.0.1", "[::1]"].contains { host == $0 || host.hasPrefix($0 + ":") }
    }
    return false
  }

  /// Returns the path of a request that may be served: libraries that cannot send a header have the token in their path.
  private func admitted(_ request: Request) -> String? {
    let parts = request.path.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 2).map { String(Substring($0)) }
    let shown = parts.first == "t" && parts.count > 1 ? parts[1] : nil
    let path = shown == nil ? request.path : "/" + (parts.count > 2 ? parts[2] : "")
    guard let token else { return path }
    let bearer = request.header("authorization").map { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : $0 }
    let isAdmitted = [shown, bearer, request.header("x-api-key")].contains {
      $0.map { Receiver.isSame($0, token) } ?? false
    }
    return isAdmitted ? path : nil
  }

  /// Compares without telling by the time it takes how much of it was right.
  private static func isSame(_ one: String, _ other: String) -> Bool {
    let key = Array("token".utf8)
    return HMAC.tag(for: Array(one.utf8), key: key).bytes == HMAC.tag(for: Array(other.utf8), key: key).bytes
  }

  private static func webhookTool(_ path: String) -> String {
    path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)).lowercased() } ?? ""
  }

  /// Says whose webhook it is, what happened, the number of the delivery, and whether it was signed.
  private static func label(_ tool: String, _ request: Request, isSigned: Bool) -> String {
    let headers = [request.header("x-github-event") ?? "", request.header("x-github-delivery") ?? ""]
    // A line of their own is what separates them.
    let words = ([tool] + headers).map { String(decoding: $0.utf8.filter { $0 != UInt8(ascii: "\n") }, as: UTF8.self) }
    return (words + (isSigned ? [WireBody.signed] : [])).joined(separator: "\n")
  }

  private static func leave(for origin: String, _ request: Request) -> [WireAnswer.Header] {
    var headers = [
      WireAnswer.Header(name: "Access-Control-Allow-Origin", value: origin),
      WireAnswer.Header(name: "Vary", value: "Origin"),
      WireAnswer.Header(
        name: "Access-Control-Expose-Headers",
        value: "Retry-After, X-Sentry-Rate-Limits, X-Sentry-Error"
      ),
    ]
    guard request.method == "OPTIONS" else { return headers }
    headers.append(.init(name: "Access-Control-Allow-Methods", value: "GET, POST, OPTIONS"))
    headers.append(.init(name: "Access-Control-Max-Age", value: "3600"))
    if let wanted = request.header("access-control-request-headers") {
      headers.append(.init(name: "Access-Control-Allow-Headers", value: wanted))
    }
    return headers
  }
}
