/// Makes the texts of spans: twelve attributes each, in the words of the OpenTelemetry semantic conventions.
enum SpanTexts {
  /// The span of a service that answers a request.
  static func server(_ service: Int, _ method: String, _ path: String, isRoot: Bool, error: ErrorText?) -> SpanText {
    var text = opened("\(method) \(path)", kind: 2, isRoot: isRoot)
    text.attribute("http.request.method", .text(method))
    text.attribute("http.route", .text(path))
    text.attribute("url.path", .text(beforeNumber(path)), .hole(.number))
    text.attribute("url.scheme", "https")
    text.attribute("http.response.status_code", integer: error == nil ? 200 : 500)
    text.attribute("server.address", .text(isRoot ? "www.shop.example.invalid" : host(service)))
    text.attribute("client.address", "10.", .hole(.address))
    if isRoot {
      text.attribute(
        "user_agent.original",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1",
        .hole(.browser),
        ".0.0.0 Safari/537.36"
      )
    } else {
      text.attribute("user_agent.original", "node-fetch/3.3.2 (+https://shop.example.invalid)")
    }
    text.attribute("network.protocol.version", "1.1")
    identify(&text)
    close(&text, error)
    return text
  }

  /// The span of a service that asks another one.
  static func client(_ service: Int, _ method: String, _ path: String, error: ErrorText?) -> SpanText {
    var text = opened(method, kind: 3, isRoot: false)
    text.attribute("http.request.method", .text(method))
    text.attribute("url.template", .text(path))
    text.attribute("url.full", "http://\(host(service)):8080\(beforeNumber(path))", .hole(.number))
    text.attribute("http.response.status_code", integer: error == nil ? 200 : 500)
    text.attribute("server.address", .text(host(service)))
    text.attribute("server.port", integer: 8_080)
    text.attribute("network.peer.address", "10.", .hole(.address))
    text.attribute("network.protocol.version", "1.1")
    text.attribute("service.peer.name", .text(Services.names[service]))
    identify(&text)
    close(&text, error)
    return text
  }

  /// The span of a query.
  static func query(_ table: String, isRead: Bool, number: Int) -> SpanText {
    let operation = isRead ? "SELECT" : "UPDATE"
    let statement =
      isRead
      ? "SELECT id, account_id, status, total, currency, created_at, updated_at FROM \(table) "
        + "WHERE account_id = $1 AND deleted_at IS NULL ORDER BY created_at DESC LIMIT $2"
      : "UPDATE \(table) SET status = $1, version = version + 1, updated_at = now() "
        + "WHERE id = $2 AND version = $3 RETURNING id, version, updated_at"
    var text = opened("\(operation) \(table)", kind: 3, isRoot: false)
    text.attribute("db.system.name", "postgresql")
    text.attribute("db.namespace", "shop")
    text.attribute("db.operation.name", .text(operation))
    text.attribute("db.collection.name", .text(table))
    text.attribute("db.query.summary", "\(operation) \(table)")
    text.attribute("db.query.text", .text(statement))
    text.attribute("server.address", "postgres-\(number % 3).shop.svc.cluster.local")
    text.attribute("server.port", integer: 5_432)
    text.attribute("network.peer.address", "10.", .hole(.address))
    identify(&text)
    close(&text, nil)
    return text
  }

  /// What is said once for all spans of one service on a line, up to the spans.
  static func resource(_ service: Int) -> SpanText {
    let name = Services.names[service]
    var text = SpanText()
    text.add("{\"resource\":{\"attributes\":[")
    text.attribute("service.name", .text(name))
    text.attribute("service.namespace", "shop")
    text.attribute("service.version", "2026.10.", .hole(.version))
    text.attribute("service.instance.id", "\(name)-6f7d9c5b8-x2k4q")
    text.attribute("deployment.environment.name", "production")
    text.attribute("k8s.namespace.name", "shop")
    text.attribute("k8s.pod.name", "\(name)-6f7d9c5b8-x2k4q")
    text.attribute("telemetry.sdk.language", "nodejs")
    text.attribute("telemetry.sdk.name", "opentelemetry")
    text.attribute("telemetry.sdk.version", "2.1.0")
    text.add(
      "]},\"scopeSpans\":[{\"scope\":{\"name\":\"@opentelemetry/instrumentation-http\",\"version\":\"0.205.0\"},"
    )
    text.add("\"spans\":[")
    return text
  }

  // MARK: - Parts

  private static func opened(_ name: String, kind: Int, isRoot: Bool) -> SpanText {
    var text = SpanText()
    text.add("{\"traceId\":\"", .hole(.trace), "\",\"spanId\":\"", .hole(.span))
    if !isRoot { text.add("\",\"parentSpanId\":\"", .hole(.parent)) }
    text.add("\",\"flags\":257,\"name\":\"", .text(name), "\",\"kind\":\(kind),\"startTimeUnixNano\":\"")
    text.add(.hole(.start), "\",\"endTimeUnixNano\":\"", .hole(.end), "\",\"attributes\":[")
    return text
  }

  private static func identify(_ text: inout SpanText) {
    text.attribute("user.id", "user-", .hole(.user))
    text.attribute("account.id", "acct-", .hole(.account))
    text.attribute("session.id", .hole(.session))
  }

  private static func close(_ text: inout SpanText, _ error: ErrorText?) {
    text.add("]")
    guard let error else { return text.add(",\"status\":{}}") }
    text.add(",\"events\":[{\"timeUnixNano\":\"", .hole(.thrown), "\",\"name\":\"exception\",\"attributes\":[")
    text.attribute("exception.type", .text(error.type))
    text.attribute("exception.message", .text(error.before), .hole(.number), .text(error.after))
    text.attribute(
      "exception.stacktrace",
      .text("\(error.type): \(error.before)"),
      .hole(.number),
      .text(error.after + error.calls.map { "\\n    at \($0)" }.joined())
    )
    text.add("]}],\"status\":{\"code\":2}}")
  }

  private static func host(_ service: Int) -> String {
    "\(Services.names[service]).shop.svc.cluster.local"
  }

  private static func beforeNumber(_ path: String) -> String {
    let parts = path.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count > 1 ? String(parts[0]) : path + (path == "/" ? "?page=" : "?q=")
  }
}

/// An error with its stack.
struct ErrorText {
  let type: String
  /// What its message says before a number, and behind it.
  let before: String
  let after: String
  /// The calls, innermost first.
  let calls: [String]

  /// What a service throws on a route.
  static func thrown(by service: Int, _ path: String, number: Int) -> ErrorText {
    let types = ["TypeError", "QueryFailedError", "TimeoutError", "ValidationError", "RangeError", "ConflictError"]
    let messages = [
      ("cannot read the state of ", " while it is written"), ("row ", " was changed by another transaction"),
      ("no answer for request ", " within 2000 ms"), ("item ", " has no price in the wanted currency"),
    ]
    let message = messages[number % messages.count]
    let word = path.split { !$0.isLetter }.joined(separator: "-")
    return ErrorText(
      type: types[number % types.count],
      before: message.0,
      after: message.1,
      calls: calls(in: Services.names[service], file: word.isEmpty ? "home" : word, number: number)
    )
  }

  /// What a service throws when another one has failed.
  static func passedOn(from service: Int, number: Int) -> ErrorText {
    ErrorText(
      type: "HttpError",
      before: "\(Services.names[service]) answered request ",
      after: " with status 500",
      calls: calls(in: "shared", file: "client", number: number)
    )
  }

  private static func calls(in folder: String, file: String, number: Int) -> [String] {
    let inner = ["load", "check", "apply", "run"].enumerated().map { place, verb in
      "\(verb)\(file.split(separator: "-").map(\.capitalized).joined()) "
        + "(/srv/\(folder)/src/\(place < 2 ? "domain" : "routes")/\(file).js:\(20 + number * 7 + place * 13):\(11 + place))"
    }
    return inner + [
      "process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
      "async Layer.handle (/srv/\(folder)/node_modules/router/lib/layer.js:152:17)",
      "async next (/srv/\(folder)/node_modules/router/lib/route.js:157:13)",
      "async Route.dispatch (/srv/\(folder)/node_modules/router/lib/route.js:117:3)",
      "async trace (/srv/\(folder)/node_modules/@opentelemetry/instrumentation-http/build/src/http.js:412:20)",
    ]
  }
}

extension Substring {
  /// The word with its first letter large.
  fileprivate var capitalized: String {
    prefix(1).uppercased() + dropFirst()
  }
}
