package import Bytes

/// What a request is answered, as its library wants it.
package struct WireAnswer: Equatable, Sendable {
  package var status: Int
  package var type = ""
  package var body: [UInt8] = []
  package var headers: [Header] = []

  /// A further header.
  package struct Header: Equatable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(_ status: Int, _ type: String = "", _ body: [UInt8] = []) {
    self.status = status
    self.type = type
    self.body = body
  }

  /// Returns a value as JSON.
  package static func json(_ status: Int, _ value: JSONValue) -> WireAnswer {
    WireAnswer(status, jsonType, Array(value.text.utf8))
  }

  private static let jsonType = "application/json"
  private static let protobufType = "application/x-protobuf"
}

// MARK: - Success

extension WireAnswer {
  /// Answers a request whose body is kept.
  ///
  /// Statuses and bodies are those that make the libraries' current releases neither send again nor complain; of OTLP
  /// it is told how many records could not be read (its specification, "Partial Success").
  package static func success(_ wire: WireBody, _ content: [UInt8], rejected: Int = 0, reason: String = "")
    -> WireAnswer
  {
    switch wire.route {
    case .traces, .metrics, .logs: partial(wire, rejected, reason)
    case .sentryEnvelope: sentry(content.prefix { $0 != UInt8(ascii: "\n") })
    case .sentryStore: sentry(content[...])
    case .postHog: json(200, ["status": "Ok"])
    case .postHogEvents: json(200, ["results": .object(results(content))])
    case .segment: json(200, ["success": true])
    case .mixpanel, .track: json(200, ["status": 1, "error": nil])
    case .amplitude: amplitude(content)
    case .batch: batch(content)
    case .statsig: json(202, ["success": true])
    case .launchDarkly, .launchDarklyDiagnostic: WireAnswer(202)
    case .prometheus: prometheus(wire, content)
    case .langSmith: json(202, ["message": "Runs batch ingested"])
    case .langSmithInfo: json(200, langSmithInfo)
    case .logfireInfo: json(200, ["project_name": "reckon"])
    // Langfuse's and LangSmith's libraries want an id, Phoenix's a list of them, which may be empty.
    case .scores: json(200, member(content, "data") == nil ? ["id": "counted"] : ["data": []])
    case .langfuse: json(207, langfuse(content))
    case .postHogFlags: json(200, ["flags": [:], "featureFlags": [:], "errorsWhileComputingFlags": true])
    case .webhook: webhook(content)
    case .signals, .file, .scrape, .rangeQuery: accepted(rejected, reason)
    }
  }

  private static func accepted(_ rejected: Int, _ reason: String) -> WireAnswer {
    var object: JSONObject = ["status": "accepted"]
    if rejected > 0 { (object["rejected"], object["reason"]) = (.integer(Int64(rejected)), .string(reason)) }
    return json(200, .object(object))
  }

  /// What LangSmith's library sends by.
  ///
  /// It sends nothing at all where one of these numbers is missing, and complains where it may not pack with zstd. The
  /// numbers are those that it has itself for a server it knows nothing of.
  private static let langSmithInfo: JSONValue = [
    "version": "0",
    "instance_flags": ["zstd_compression_enabled": true],
    "batch_ingest_config": [
      "use_multipart_endpoint": true, "size_limit": 100, "size_limit_bytes": 16_777_216,
      "scale_up_nthreads_limit": 16, "scale_up_qsize_trigger": 1_000, "scale_down_nempty_trigger": 4,
    ],
  ]

  private static func partial(_ wire: WireBody, _ rejected: Int, _ reason: String) -> WireAnswer {
    let name =
      switch wire.route {
      case .traces: "rejectedSpans"
      case .metrics: "rejectedDataPoints"
      default: "rejectedLogRecords"
      }
    guard !wire.isJSON else {
      guard rejected > 0 else { return WireAnswer(200, jsonType, Array("{}".utf8)) }
      return json(200, ["partialSuccess": [name: .string(String(rejected)), "errorMessage": .string(reason)]])
    }
    guard rejected > 0 else { return WireAnswer(200, protobufType) }
    var inner: [UInt8] = [0x08]
    inner.appendVarint(UInt64(rejected))
    inner.appendText(2, reason)
    var body: [UInt8] = [0x0a]
    body.appendVarint(UInt64(inner.count))
    return WireAnswer(200, protobufType, body + inner)
  }

  private static func sentry(_ head: ArraySlice<UInt8>) -> WireAnswer {
    // fine because an envelope need not have an id, and is answered all the same
    let id = (try? JSONDocument(Array(head)))?.root["event_id"]?.string
    return json(200, id.map { ["id": .string($0)] } ?? [:])
  }

  /// Events that are named in an answer; libraries send some hundreds at once.
  private static let resultLimit = 10_000

  /// Says of each event that it is done with; one that is not named counts as delivered too.
  private static func results(_ content: [UInt8]) -> JSONObject {
    var members: [JSONObject.Member] = []
    member(content, "batch")?.forEachElement { event in
      guard members.count < resultLimit, let id = event["uuid"]?.string else { return }
      members.append(JSONObject.Member(key: id, value: ["result": "ok"]))
    }
    return JSONObject(lastOfEach: members)
  }

  /// Says of each item by its envelope's id whether it is taken.
  private static func langfuse(_ content: [UInt8]) -> JSONValue {
    var (successes, errors): ([JSONValue], [JSONValue]) = ([], [])
    member(content, "batch")?.forEachElement { item in
      guard successes.count + errors.count < resultLimit else { return }
      let id = JSONValue.string(item["id"]?.string ?? "")
      if let problem = LangfuseIngestion.problem(with: item) {
        errors.append(["id": id, "status": 400, "message": .string(problem)])
      } else {
        successes.append(["id": id, "status": 201])
      }
    }
    return ["successes": .array(successes), "errors": .array(errors)]
  }

  private static func amplitude(_ content: [UInt8]) -> WireAnswer {
    let events = member(content, "events")
    let count = events?.kind == .array ? Int64(events?.count ?? 0) : 0
    return json(
      200,
      ["code": 200, "events_ingested": .integer(count), "payload_size_bytes": .integer(Int64(content.count))]
    )
  }

  private static func batch(_ content: [UInt8]) -> WireAnswer {
    // fine because a body that is no JSON is rejected where it is read
    let root = (try? JSONDocument(content))?.root
    if root?["events"] != nil { return amplitude(content) }
    return root?["api_key"] ?? root?["token"] != nil ? json(200, ["status": "Ok"]) : json(200, ["success": true])
  }

  /// Remote write 2.0 takes itself for unheard where it is not told what was written.
  private static func prometheus(_ wire: WireBody, _ content: [UInt8]) -> WireAnswer {
    var answer = WireAnswer(204)
    guard wire.isSecondWrite else { return answer }
    var batch = RecordBatch()
    wire.read(content, received: 0, into: &batch)
    answer.headers = [
      Header(
        name: "X-Prometheus-Remote-Write-Samples-Written",
        value: String(batch.metrics.count - batch.distributions.count)
      ),
      Header(name: "X-Prometheus-Remote-Write-Histograms-Written", value: String(batch.distributions.count)),
      Header(name: "X-Prometheus-Remote-Write-Exemplars-Written", value: "0"),
    ]
    return answer
  }

  /// Slack asks once whether an address is ours.
  private static func webhook(_ content: [UInt8]) -> WireAnswer {
    // fine because a body that is no JSON is rejected where it is read
    let root = (try? JSONDocument(content))?.root
    if root?["type"]?.string == "url_verification", let challenge = root?["challenge"]?.string {
      return json(200, ["challenge": .string(challenge)])
    }
    return json(200, ["ok": true])
  }

  private static func member(_ content: [UInt8], _ name: String) -> JSONNode? {
    // fine because a body that is no JSON has none, and is rejected where it is read
    (try? JSONDocument(content))?.root[name]
  }
}

// MARK: - Refusal

extension WireAnswer {
  /// Answers a request that there is no room for now; nil where its library would lose it and the client would be
  /// silenced besides, so that it is better told that all is well.
  package static func full(_ wire: WireBody) -> WireAnswer? {
    switch wire.route {
    // Neither ever sends again (their releases of 2026; docs/watch.md has the table).
    case .sentryEnvelope, .sentryStore, .mixpanel: return nil
    default:
      var answer = refusal(wire, 503, "too much waits to be stored; try again")
      answer.headers = [Header(name: "Retry-After", value: "5")]
      return answer
    }
  }

  /// Answers a request that cannot be read, in the form that its library reads.
  package static func refusal(_ wire: WireBody, _ status: Int, _ reason: String) -> WireAnswer {
    guard wire.route.isOTLP else { return json(status, ["error": .string(reason)]) }
    // google.rpc.Status: field 2 is the message.
    guard !wire.isJSON else { return json(status, ["message": .string(reason)]) }
    var body: [UInt8] = []
    body.appendText(2, reason)
    return WireAnswer(status, protobufType, body)
  }
}

extension WireBody {
  fileprivate var isJSON: Bool { type.lowercased().hasPrefix("application/json") }
}

extension [UInt8] {
  /// Appends a text as a field of a protobuf message.
  fileprivate mutating func appendText(_ number: UInt8, _ text: String) {
    append(number << 3 | 2)
    appendVarint(UInt64(text.utf8.count))
    self += text.utf8
  }
}
