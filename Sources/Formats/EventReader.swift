import Bytes

/// Reads this program's own form: one JSON object for each product event, deploy or flag exposure.
///
/// `{"kind":"event","time":"2026-11-20T10:00:00Z","name":"order_completed","subject":"u_1","account":"a_1","value":9.5}`
enum EventReader {
  /// What members are called; the first is the one that is documented.
  private enum Member: Sendable {
    case unknown, kind, id, time, name, variant, commit, subject, account, session, service, surface, release
    case environment, value
    case platform, browser, device, country, region, plan, userAgent
  }

  private static let members = NameTable<Member>(
    [
      ("kind", .kind), ("id", .id), ("time", .time), ("timestamp", .time), ("at", .time), ("name", .name),
      ("event", .name), ("flag", .name), ("variant", .variant), ("commit", .commit), ("sha", .commit),
      ("subject", .subject), ("user", .subject), ("user_id", .subject), ("userId", .subject), ("distinct_id", .subject),
      ("account", .account), ("account_id", .account), ("accountId", .account), ("company", .account),
      ("session", .session), ("session_id", .session), ("sessionId", .session), ("service", .service),
      ("surface", .surface), ("release", .release), ("version", .release), ("environment", .environment),
      ("env", .environment), ("value", .value), ("platform", .platform), ("os", .platform), ("browser", .browser),
      ("device", .device), ("country", .country), ("region", .region), ("plan", .plan), ("user_agent", .userAgent),
      ("userAgent", .userAgent),
    ],
    unknown: .unknown
  )

  /// Returns what an object tells of, if it is of this form.
  static func kind(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> EventRecord.Kind? {
    var kind: EventRecord.Kind?
    line.forEachMember(of: index) { key, value in
      guard members.name(of: bytes, line.source(key)) == .kind, line.word(value).length <= 16 else { return }
      kind = EventRecord.Kind(rawValue: line.folded(value, bytes))
    }
    return kind
  }

  /// Reads one object; what it lacks is said in a reject.
  static func read(
    _ kind: EventRecord.Kind,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) {
    var event = EventRecord(kind: kind, line: line.lineNumber(of: index))
    var (time, value) = (-1, -1)
    line.forEachMember(of: index) { key, content in
      let member = members.name(of: bytes, line.source(key))
      switch member {
      case .time: time = content
      case .value: value = content
      case .unknown, .kind: break
      default: set(member, to: line.text(content, bytes, into: &batch), of: &event)
      }
    }
    guard time >= 0, let nanoseconds = line.time(time, bytes) else {
      let found = time < 0 ? "no time" : "the time \(line.shown(time, bytes))"
      return reject(event, found, EpochTime.expected, into: &batch)
    }
    event.time = nanoseconds
    if value >= 0 {
      guard let number = line.number(value, bytes), number.isFinite else {
        return reject(event, "the value \(line.shown(value, bytes))", "a number", into: &batch)
      }
      event.value = number
    }
    if let missing = missing(event) { return reject(event, "no \(missing)", "the member \(missing)", into: &batch) }
    event.raw = line.raw(index, into: &batch)
    batch.events.append(event)
  }

  private static func set(_ member: Member, to text: RecordText, of event: inout EventRecord) {
    switch member {
    case .id: event.id = text
    case .name: event.name = text
    case .variant: event.variant = text
    case .commit: event.commit = text
    case .subject: event.subject = text
    case .account: event.account = text
    case .session: event.session = text
    case .service: event.service = text
    case .surface: event.surface = text
    case .release: event.release = text
    case .environment: event.environment = text
    case .platform: event.setting[.platform] = text
    case .browser: event.setting[.browser] = text
    case .device: event.setting[.device] = text
    case .country: event.setting[.country] = text
    case .region: event.setting[.region] = text
    case .plan: event.setting[.plan] = text
    case .userAgent: event.setting[.userAgent] = text
    case .unknown, .kind, .time, .value: break
    }
  }

  /// Returns the name of a member without which the record says nothing.
  static func missing(_ event: EventRecord) -> String? {
    switch event.kind {
    case .event: event.name.isEmpty ? "name" : nil
    case .deploy: event.release.isEmpty && event.commit.isEmpty ? "release" : nil
    case .exposure: event.name.isEmpty ? "flag" : event.variant.isEmpty ? "variant" : nil
    }
  }

  /// Counts an event out.
  static func reject(
    _ event: EventRecord,
    _ found: String,
    _ expected: String,
    into batch: inout RecordBatch
  ) {
    let article = event.kind == .deploy ? "a" : "an"
    batch.rejects.add(
      Reject(line: event.line, reason: "\(article) \(event.kind.rawValue) has \(found)", expected: expected)
    )
  }
}
