/// What one sort of span says, however it is written.
struct SpanSketch {
  /// The value of an attribute.
  enum Value {
    case text([SpanText.Piece])
    case integer(Int)
  }

  let name: String
  let kind: Int
  let isRoot: Bool
  var attributes: [(key: String, value: Value)] = []
  var error: ErrorText?

  /// Adds a text attribute.
  mutating func attribute(_ key: String, _ pieces: SpanText.Piece...) {
    attributes.append((key, .text(pieces)))
  }

  /// Adds an integer attribute.
  mutating func attribute(_ key: String, integer: Int) {
    attributes.append((key, .integer(integer)))
  }
}

/// Makes the sorts of spans: twelve attributes each, in the words of the OpenTelemetry semantic conventions.
enum SpanSketches {
  /// The span of a service that answers a request.
  static func server(_ service: Int, _ method: String, _ path: String, isRoot: Bool, error: ErrorText?) -> SpanSketch {
    var span = SpanSketch(name: "\(method) \(path)", kind: 2, isRoot: isRoot)
    span.attribute("http.request.method", .text(method))
    span.attribute("http.route", .text(path))
    span.attribute("url.path", .text(beforeNumber(path)), .hole(.number))
    span.attribute("url.scheme", "https")
    span.attribute("http.response.status_code", integer: error == nil ? 200 : 500)
    span.attribute("server.address", .text(isRoot ? "www.shop.example.invalid" : host(service)))
    span.attribute("client.address", "10.", .hole(.address))
    if isRoot {
      span.attribute(
        "user_agent.original",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1",
        .hole(.browser),
        ".0.0.0 Safari/537.36"
      )
    } else {
      span.attribute("user_agent.original", "node-fetch/3.3.2 (+https://shop.example.invalid)")
    }
    span.attribute("network.protocol.version", "1.1")
    identify(&span)
    span.error = error
    return span
  }

  /// The span of a service that asks another one.
  static func client(_ service: Int, _ method: String, _ path: String, error: ErrorText?) -> SpanSketch {
    var span = SpanSketch(name: method, kind: 3, isRoot: false)
    span.attribute("http.request.method", .text(method))
    span.attribute("url.template", .text(path))
    span.attribute("url.full", "http://\(host(service)):8080\(beforeNumber(path))", .hole(.number))
    span.attribute("http.response.status_code", integer: error == nil ? 200 : 500)
    span.attribute("server.address", .text(host(service)))
    span.attribute("server.port", integer: 8_080)
    span.attribute("network.peer.address", "10.", .hole(.address))
    span.attribute("network.protocol.version", "1.1")
    span.attribute("service.peer.name", .text(Services.names[service]))
    identify(&span)
    span.error = error
    return span
  }

  /// The span of a query.
  static func query(_ table: String, isRead: Bool, number: Int) -> SpanSketch {
    let operation = isRead ? "SELECT" : "UPDATE"
    let statement =
      isRead
      ? "SELECT id, account_id, status, total, currency, created_at, updated_at FROM \(table) "
        + "WHERE account_id = $1 AND deleted_at IS NULL ORDER BY created_at DESC LIMIT $2"
      : "UPDATE \(table) SET status = $1, version = version + 1, updated_at = now() "
        + "WHERE id = $2 AND version = $3 RETURNING id, version, updated_at"
    var span = SpanSketch(name: "\(operation) \(table)", kind: 3, isRoot: false)
    span.attribute("db.system.name", "postgresql")
    span.attribute("db.namespace", "shop")
    span.attribute("db.operation.name", .text(operation))
    span.attribute("db.collection.name", .text(table))
    span.attribute("db.query.summary", "\(operation) \(table)")
    span.attribute("db.query.text", .text(statement))
    span.attribute("server.address", "postgres-\(number % 3).shop.svc.cluster.local")
    span.attribute("server.port", integer: 5_432)
    span.attribute("network.peer.address", "10.", .hole(.address))
    identify(&span)
    return span
  }

  /// What is said once for all spans of one service in a request, as attributes.
  static func resource(_ service: Int) -> [(key: String, value: SpanSketch.Value)] {
    let name = Services.names[service]
    return [
      ("service.name", .text([.text(name)])),
      ("service.namespace", .text(["shop"])),
      ("service.version", .text(["2026.10.", .hole(.version)])),
      ("service.instance.id", .text(["\(name)-6f7d9c5b8-x2k4q"])),
      ("deployment.environment.name", .text(["production"])),
      ("k8s.namespace.name", .text(["shop"])),
      ("k8s.pod.name", .text(["\(name)-6f7d9c5b8-x2k4q"])),
      ("telemetry.sdk.language", .text(["nodejs"])),
      ("telemetry.sdk.name", .text(["opentelemetry"])),
      ("telemetry.sdk.version", .text(["2.1.0"])),
    ]
  }

  /// What instrumented them.
  static let scope = (name: "@opentelemetry/instrumentation-http", version: "0.205.0")

  // MARK: - Parts

  private static func identify(_ span: inout SpanSketch) {
    span.attribute("user.id", "user-", .hole(.user))
    span.attribute("account.id", "acct-", .hole(.account))
    span.attribute("session.id", .hole(.session))
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

  /// What its exception says.
  var attributes: [(key: String, value: SpanSketch.Value)] {
    [
      ("exception.type", .text([.text(type)])),
      ("exception.message", .text([.text(before), .hole(.number), .text(after)])),
      (
        "exception.stacktrace",
        .text([
          .text("\(type): \(before)"), .hole(.number), .text(after + calls.map { "\n    at \($0)" }.joined()),
        ])
      ),
    ]
  }

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
