import Bytes

/// What an event of Sentry says beside what happened: when, to whom, where, and in which build.
struct SentryScope {
  var id = RecordText.none
  /// Nanoseconds since the Unix epoch; nil where neither the event nor its envelope says when.
  var time: Int64?
  var severity: UInt8
  var platform = ""
  var service = RecordText.none
  var environment = RecordText.none
  var release = RecordText.none
  var subject = RecordText.none
  var email = RecordText.none
  var account = RecordText.none
  var session = RecordText.none
  /// The route, page or task.
  var surface = RecordText.none
  var setting = RecordSetting()
  var traceHigh: UInt64 = 0
  var traceLow: UInt64 = 0
  var span: UInt64 = 0
  var parent: UInt64 = 0

  private static let requests = OTLPReader()

  /// Reads an event; the id and the time of its envelope stand in for those it lacks, and the id wins.
  ///
  /// Of one that Sentry's API lists, `isListed`, tags say what members say otherwise.
  init(
    _ event: Int,
    of envelope: SentryEnvelope,
    isListed: Bool = false,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    id = envelope.id
    if id.isEmpty { id = SentryID.text(line.place("event_id", of: event, bytes), line, bytes, into: &batch) }
    time = line.time(at: line.place("timestamp", of: event, bytes), bytes) ?? envelope.time
    let tags = line.place("tags", of: event, bytes)
    func place(_ name: StaticString) -> Int? {
      guard isListed, let tags else { return line.place(name, of: event, bytes) }
      return SentryScope.tag(name, tags, line, bytes)
    }
    let level = place("level").map { line.folded($0, bytes) } ?? ""
    severity = level == "debug" ? 5 : level.isEmpty ? 17 : max(9, Severity.number(of: level))
    platform = line.place("platform", of: event, bytes).map { line.folded($0, bytes) } ?? ""
    environment = line.text(at: place("environment"), bytes, into: &batch)
    surface = line.text(at: place("transaction"), bytes, into: &batch)
    // An address says where somebody is, not who.
    subject = line.text(at: line.place("user", "id", of: event, bytes), bytes, into: &batch)
    email = line.text(at: line.place("user", "email", of: event, bytes), bytes, into: &batch)
    readSetting(event, line, bytes, into: &batch)
    if let tags { readTags(tags, line, bytes, into: &batch) }
    setRelease(line.text(at: place("release"), bytes, into: &batch), in: batch)
    if let trace = line.place("contexts", "trace", of: event, bytes) { readTrace(trace, line, bytes) }
  }

  /// Adds what is known of the sender as a resource; returns its place.
  func addResource(to batch: inout RecordBatch) -> Int32 {
    let first = batch.attributes.count
    batch.add(.serviceName, service)
    batch.add(.serviceVersion, release)
    batch.add(.environment, environment)
    let range = Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
    batch.resources.append(ResourceRecord(attributes: range, source: .sentry))
    return Int32(truncatingIfNeeded: batch.resources.count - 1)
  }

  /// Takes a release apart; its package names the service unless a tag does.
  private mutating func setRelease(_ text: RecordText, in batch: RecordBatch) {
    let name = SentryRelease(text, in: batch)
    release = name.version
    if service.isEmpty { service = name.package }
  }

  /// Returns the value of a tag in the list of an event that Sentry's API lists.
  private static func tag(_ name: StaticString, _ tags: Int, _ line: JSONLine, _ bytes: Span<UInt8>) -> Int? {
    var found: Int?
    line.forEachElement(of: tags) { tag in
      guard let key = line.place("key", of: tag, bytes), line.isEqual(line.word(key), name, bytes) else { return }
      found = line.place("value", of: tag, bytes)
    }
    return found
  }

  /// Reads tags, which are an object, a list of pairs, or as Sentry's API lists them one of objects.
  private mutating func readTags(_ index: Int, _ line: JSONLine, _ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    var pairs: [(TapeWord, Int)] = []
    line.forEachMember(of: index) { key, value in pairs.append((key, value)) }
    line.forEachElement(of: index) { pair in
      if let key = line.place("key", of: pair, bytes), let value = line.place("value", of: pair, bytes) {
        pairs.append((line.word(key), value))
      }
      guard line.isArray(pair), line.word(pair).length == 2, line.word(pair + 1).isString else { return }
      pairs.append((line.word(pair + 1), line.after(pair + 1)))
    }
    for (key, value) in pairs.prefix(Attribute.limit) where line.isScalar(value) {
      if line.isEqual(key, "service", bytes) {
        service = line.text(value, bytes, into: &batch)
        continue
      }
      if let field = SentryScope.tags.first(where: { line.isEqual(key, $0.name, bytes) })?.field {
        setting[field] = line.text(value, bytes, into: &batch)
        continue
      }
      switch AttributeName.table.name(of: bytes, line.source(key)) {
      case .serviceName where service.isEmpty: service = line.text(value, bytes, into: &batch)
      case .account, .tenant, .organization:
        if account.isEmpty { account = line.text(value, bytes, into: &batch) }
      case .session: session = line.text(value, bytes, into: &batch)
      case let name:
        if let field = name.setting { setting[field] = line.text(value, bytes, into: &batch) }
      }
    }
  }

  /// Tags of settings whose names elsewhere mean something else.
  private static let tags: [(name: StaticString, field: RecordSetting.Field)] = [
    ("os", .platform), ("browser", .browser), ("device", .device),
  ]

  /// Reads in which setting it happened from the contexts, and from who it happened to.
  private mutating func readSetting(
    _ event: Int,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    if let user = line.place("user", of: event, bytes) {
      setting[.country] = line.text(at: line.place("geo", "country_code", of: user, bytes), bytes, into: &batch)
      setting[.plan] = line.text(at: line.place("data", "plan", of: user, bytes), bytes, into: &batch)
    }
    guard let contexts = line.place("contexts", of: event, bytes) else { return }
    setting[.platform] = line.text(at: line.place("os", "name", of: contexts, bytes), bytes, into: &batch)
    setting[.browser] = line.text(at: line.place("browser", "name", of: contexts, bytes), bytes, into: &batch)
    guard let device = line.place("device", of: contexts, bytes) else { return }
    setting[.device] = line.text(at: line.place("family", of: device, bytes), bytes, into: &batch)
    setting[.device] = line.text(at: line.place("model", of: device, bytes), bytes, into: &batch)
  }

  /// Adds what is known of the setting as attributes.
  func addSetting(to batch: inout RecordBatch) {
    let names: [(AttributeName, RecordSetting.Field)] = [
      (.platform, .platform), (.browserName, .browser), (.device, .device), (.country, .country), (.region, .region),
      (.plan, .plan), (.userAgent, .userAgent),
    ]
    for (name, field) in names { batch.add(name, setting[field]) }
  }

  private mutating func readTrace(_ index: Int, _ line: JSONLine, _ bytes: Span<UInt8>) {
    guard let trace = line.place("trace_id", of: index, bytes),
      let (high, low) = SentryScope.requests.traceID(line, bytes, trace)
    else { return }
    (traceHigh, traceLow) = (high, low)
    func spanID(_ place: Int?) -> UInt64 { place.flatMap { SentryScope.requests.spanID(line, bytes, $0) } ?? 0 }
    span = spanID(line.place("span_id", of: index, bytes))
    parent = spanID(line.place("parent_span_id", of: index, bytes))
  }
}

/// A release as Sentry's SDKs name it: `checkout@2026.11.3+9f8c1b2` is a package, and a version with its build.
struct SentryRelease {
  private(set) var package = RecordText.none
  /// All of the text where it has no package.
  private(set) var version: RecordText

  /// Takes a text apart.
  init(_ text: RecordText, in batch: borrowing RecordBatch) {
    version = text
    let bytes = batch.bytes[text.range]
    // Names of npm packages begin with an @ of their own.
    guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at > bytes.startIndex, at + 1 < bytes.endIndex else {
      return
    }
    package = RecordText(offset: bytes.startIndex, count: at - bytes.startIndex, isCut: false)
    version = RecordText(offset: at + 1, count: bytes.endIndex - at - 1, isCut: text.isCut)
  }
}
