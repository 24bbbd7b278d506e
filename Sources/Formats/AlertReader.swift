import Bytes

/// Reads the bodies that Alertmanager posts to a webhook:
/// https://prometheus.io/docs/alerting/latest/configuration/#webhook_config.
enum AlertReader {
  private enum Member: Sendable {
    case unknown, alerts, receiver, groupLabels
    case labels, annotations, status, startsAt, endsAt, fingerprint, generatorURL
    case alertname, service, job, environment, severity
    case summary, description
  }

  private static let members = NameTable<Member>(
    [
      ("alerts", .alerts), ("receiver", .receiver), ("groupLabels", .groupLabels), ("labels", .labels),
      ("annotations", .annotations), ("status", .status), ("startsAt", .startsAt), ("endsAt", .endsAt),
      ("fingerprint", .fingerprint), ("generatorURL", .generatorURL), ("alertname", .alertname), ("service", .service),
      ("job", .job), ("environment", .environment), ("env", .environment), ("severity", .severity),
      ("summary", .summary), ("description", .description), ("message", .description),
    ],
    unknown: .unknown
  )

  /// Reads a body; false for an object that is none.
  static func read(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, into batch: inout RecordBatch) -> Bool {
    var (alerts, hasReceiver) = (-1, false)
    line.forEachMember(of: index) { key, value in
      switch members.name(of: bytes, line.source(key)) {
      case .alerts: if line.isArray(value) { alerts = value }
      case .receiver, .groupLabels: hasReceiver = true
      default: break
      }
    }
    guard alerts >= 0, hasReceiver else { return false }
    line.forEachElement(of: alerts) { readAlert(line, bytes, $0, into: &batch) }
    return true
  }

  private static func readAlert(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) {
    var alert = AlertRecord(line: line.lineNumber(of: index))
    var began: Int?
    line.forEachMember(of: index) { key, value in
      switch members.name(of: bytes, line.source(key)) {
      case .fingerprint: alert.fingerprint = line.text(value, bytes, into: &batch)
      case .status: alert.isResolved = line.folded(value, bytes) == "resolved"
      case .startsAt: began = value
      // An open one ends in the year 1, which is no time here.
      case .endsAt: alert.end = line.time(value, bytes) ?? 0
      case .generatorURL: alert.origin = line.text(value, bytes, into: &batch)
      case .labels: readLabels(line, bytes, value, of: &alert, into: &batch)
      case .annotations: readAnnotations(line, bytes, value, of: &alert, into: &batch)
      default: break
      }
    }
    guard !alert.fingerprint.isEmpty else { return reject("no fingerprint", "the hash of its labels", alert, &batch) }
    guard let start = line.time(at: began, bytes) else {
      let found = began.map { "the startsAt \(line.shown($0, bytes))" } ?? "no startsAt"
      return reject(found, EpochTime.expected, alert, &batch)
    }
    alert.start = start
    if alert.isResolved { alert.end = max(start, alert.end) }
    batch.alerts.append(alert)
  }

  private static func readLabels(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    of alert: inout AlertRecord,
    into batch: inout RecordBatch
  ) {
    line.forEachMember(of: index) { key, value in
      switch members.name(of: bytes, line.source(key)) {
      case .alertname: alert.name = line.text(value, bytes, into: &batch)
      case .service: alert.service = line.text(value, bytes, into: &batch)
      // The job is the service where no label of that name says better.
      case .job where alert.service.isEmpty: alert.service = line.text(value, bytes, into: &batch)
      case .environment: alert.environment = line.text(value, bytes, into: &batch)
      case .severity: alert.severity = severity(line.folded(value, bytes))
      default: break
      }
    }
  }

  private static func readAnnotations(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    of alert: inout AlertRecord,
    into batch: inout RecordBatch
  ) {
    line.forEachMember(of: index) { key, value in
      switch members.name(of: bytes, line.source(key)) {
      case .summary: alert.summary = line.text(value, bytes, into: &batch)
      case .description: alert.description = line.text(value, bytes, into: &batch)
      default: break
      }
    }
  }

  /// Returns the severity for a word; rules also say how somebody is to be told.
  private static func severity(_ word: String) -> UInt8 {
    switch word {
    case "page": 21
    case "ticket": 13
    default: Severity.number(of: word)
    }
  }

  private static func reject(
    _ found: String,
    _ expected: String,
    _ alert: AlertRecord,
    _ batch: inout RecordBatch
  ) {
    batch.rejects.add(Reject(line: alert.line, reason: "an alert has \(found)", expected: expected))
  }
}
