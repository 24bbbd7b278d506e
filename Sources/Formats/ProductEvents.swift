import Bytes

/// Reads events of tools for product analytics and flags: bodies as their libraries send them, and lines of exports.
enum ProductEvents {
  /// Members that only such objects have.
  private enum Mark: Sendable { case none, event, list, token, owner }

  private static let marks = NameTable<Mark>(
    [
      ("event", .event), ("event_type", .event), ("eventName", .event), ("messageId", .event), ("creationDate", .event),
      ("startDate", .event),
      ("batch", .list), ("events", .list), ("$token", .token), ("$distinct_id", .owner), ("$group_key", .owner),
    ],
    unknown: .none
  )

  /// Reads an object; false for what is of no known tool.
  static func read(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, into batch: inout RecordBatch) -> Bool {
    var hasMark = false
    var (hasToken, hasOwner) = (false, false)
    var list: Int?
    line.forEachMember(of: index) { key, value in
      switch marks.name(of: bytes, line.source(key)) {
      case .none: break
      case .event: hasMark = true
      case .list: if line.isArray(value) { list = value }
      case .token: hasToken = true
      case .owner: hasOwner = true
      }
    }
    if let list {
      let isEmpty = line.word(list).length == 0
      return isEmpty ? !hasWords(line, bytes, index) : readList(line, bytes, list, into: &batch)
    }
    if hasMark { return readEvent(line, bytes, index, into: &batch) }
    // What Mixpanel is told of a person or a group.
    if hasToken && hasOwner { batch.skips.add(.identities) }
    return hasToken && hasOwner
  }

  /// Reports whether an object is a message, whatever lists it has.
  private static func hasWords(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> Bool {
    var names: [String] = []
    line.forEachMember(of: index) { key, value in
      if names.count < 64, line.isScalar(value) { names.append(String(copying: bytes, line.source(key))) }
    }
    return MessageColumns(names, isTable: false).isMessage
  }

  /// Reads a body's list of events; one without any event of a tool is none.
  private static func readList(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) -> Bool {
    var isKnown = false
    var others: [Int] = []
    line.forEachElement(of: index) { entry in
      if line.isObject(entry), readEvent(line, bytes, entry, into: &batch) {
        isKnown = true
      } else {
        others.append(entry)
      }
    }
    guard isKnown else { return false }
    for other in others {
      let found = "an event is \(line.shown(other, bytes)) of no tool that is known here"
      batch.rejects.add(Reject(line: line.lineNumber(of: other), reason: found, expected: "events of one tool"))
    }
    return true
  }

  private static func readEvent(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) -> Bool {
    let members = MemberPlaces(line, bytes, index)
    guard let dialect = EventDialect.of(members) else { return false }
    let name = members.first(dialect.name).map { String(copying: bytes, line.source(line.word($0))) } ?? ""
    let kind = members.first(dialect.kind).map { String(copying: bytes, line.source(line.word($0))) } ?? name
    if dialect.identities.contains(kind) {
      batch.skips.add(.identities)
      return true
    }
    if dialect.source == .postHog, let report = PostHogReport(rawValue: name) {
      report.read(members, line, bytes, index, into: &batch)
      return true
    }
    if dialect.source == .postHog, StepDialect.postHogEvents.contains(name) {
      StepReader.readStep(.postHog, line, bytes, index, into: &batch)
      return true
    }
    if dialect.source == .postHog, ScoreReader.postHogEvents.contains(name) {
      ScoreReader.readPostHog(members, line, bytes, index, into: &batch)
      return true
    }
    let exposure = dialect.exposures[name] ?? dialect.exposures[kind]
    if exposure == nil, dialect.later.contains(where: { name.hasPrefix($0) || kind.hasPrefix($0) }) {
      batch.skips.add(.laterEvents)
      return true
    }
    var event = EventRecord(kind: exposure == nil ? .event : .exposure, line: line.lineNumber(of: index))
    event.source = dialect.source
    func text(_ paths: [String]) -> RecordText {
      members.first(paths).map { line.text($0, bytes, into: &batch) } ?? .none
    }
    event.name = text(exposure?.flag ?? dialect.name)
    event.variant = text(exposure?.variant ?? [])
    event.id = text(dialect.id)
    event.subject = text(dialect.subject)
    event.account = text(dialect.account)
    event.session = text(dialect.session)
    event.surface = text(dialect.surface)
    event.release = text(dialect.release)
    event.setting = dialect.setting(members, line, bytes, into: &batch)
    event.value = members.first(dialect.value).flatMap { line.number($0, bytes) } ?? .nan
    if event.value.isNaN, let price = members.first(dialect.price).flatMap({ line.number($0, bytes) }) {
      event.value = price * (members.first(dialect.quantity).flatMap { line.number($0, bytes) } ?? 1)
    }
    finish(event, members.first(dialect.time), line, bytes, index, into: &batch)
    return true
  }

  private static func finish(
    _ event: EventRecord,
    _ time: Int?,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) {
    var event = event
    guard let time, let nanoseconds = line.time(time, bytes) else {
      let found = time.map { "the time \(line.shown($0, bytes))" } ?? "no time"
      return EventReader.reject(event, found, EpochTime.expected, into: &batch)
    }
    event.time = nanoseconds
    if !event.value.isFinite { event.value = .nan }
    if let missing = EventReader.missing(event) {
      return EventReader.reject(event, "no \(missing)", "a \(missing)", into: &batch)
    }
    event.raw = line.raw(index, into: &batch)
    batch.events.append(event)
  }
}
