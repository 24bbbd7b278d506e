import Bytes

/// Reads steps of agents from JSON objects of tools that watch them: each becomes a span with the attributes it says.
enum StepReader {
  /// Members that only such objects have.
  private enum Mark: Sendable {
    case none, runType, id, trace, start, end, observation, post, patch, kind, context, data
  }

  private static let marks = NameTable<Mark>(
    [
      ("run_type", .runType), ("id", .id), ("trace_id", .trace), ("start_time", .start), ("end_time", .end),
      ("parent_observation_id", .observation),
      ("usage_details", .observation), ("provided_model_name", .observation), ("post", .post), ("patch", .patch),
      ("span_kind", .kind), ("context", .context), ("context.span_id", .context), ("data", .data),
    ],
    unknown: .none
  )

  /// Reads an observation of Langfuse, a run of LangSmith, a span of Phoenix, or a body with them; false for anything else.
  static func read(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int, into batch: inout RecordBatch) -> Bool {
    var found: Set<Mark> = []
    var lists: [(mark: Mark, place: Int)] = []
    var data: Int?
    line.forEachMember(of: index) { key, value in
      let mark = marks.name(of: bytes, line.source(key))
      if mark == .post || mark == .patch, line.isArray(value) { lists.append((mark, value)) }
      if mark == .data, line.isArray(value) { data = value }
      found.insert(mark)
    }
    if found.isSuperset(of: [.runType, .start]) {
      readStep(.langSmith, line, bytes, index, into: &batch)
      return true
    }
    if found.isSuperset(of: [.observation, .trace, .start]) {
      readStep(.langfuse, line, bytes, index, into: &batch)
      return true
    }
    if found.isSuperset(of: [.kind, .context, .start]) {
      readStep(.phoenix, line, bytes, index, into: &batch)
      return true
    }
    if let data, readSpans(line, bytes, data, into: &batch) { return true }
    return !lists.isEmpty && readRuns(line, bytes, lists, isAll: found.isSubset(of: [.post, .patch]), into: &batch)
  }

  /// Reads the answer of Phoenix to a question for spans; one without any is of somebody else.
  private static func readSpans(_ line: JSONLine, _ bytes: Span<UInt8>, _ list: Int, into batch: inout RecordBatch)
    -> Bool
  {
    var spans: [Int] = []
    var others: [Int] = []
    line.forEachElement(of: list) { entry in
      var found: Set<Mark> = []
      line.forEachMember(of: entry) { key, _ in found.insert(marks.name(of: bytes, line.source(key))) }
      if found.isSuperset(of: [.kind, .context, .start]) { spans.append(entry) } else { others.append(entry) }
    }
    guard !spans.isEmpty else { return false }
    for span in spans { readStep(.phoenix, line, bytes, span, into: &batch) }
    for other in others {
      let found = "a span of Phoenix is \(line.shown(other, bytes))"
      let expected = "an object with a span_kind, a context and a start_time"
      batch.rejects.add(Reject(line: line.lineNumber(of: other), reason: found, expected: expected))
    }
    return true
  }

  /// Reads the lists of a body; one without any run is of somebody else.
  ///
  /// Where they are all there is, a patch needs no more than an id.
  private static func readRuns(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ lists: [(mark: Mark, place: Int)],
    isAll: Bool,
    into batch: inout RecordBatch
  ) -> Bool {
    var runs: [Int] = []
    var others: [Int] = []
    for (list, place) in lists {
      line.forEachElement(of: place) { entry in
        var found: Set<Mark> = []
        line.forEachMember(of: entry) { key, _ in found.insert(marks.name(of: bytes, line.source(key))) }
        // The end of a run need not say of which trace it is.
        let isEnd = found.contains(.id) && (found.contains(.end) || isAll && list == .patch)
        if found.contains(.runType) || found.contains(.trace) || isEnd {
          runs.append(entry)
        } else {
          others.append(entry)
        }
      }
    }
    guard !runs.isEmpty else { return false }
    for run in runs { readStep(.langSmith, line, bytes, run, into: &batch) }
    for other in others {
      let found = "a run is \(line.shown(other, bytes))"
      batch.rejects.add(Reject(line: line.lineNumber(of: other), reason: found, expected: "an object with a trace_id"))
    }
    return true
  }

  // MARK: One step

  /// What is known of a step beside its object.
  struct Entry: Sendable {
    /// What it does, where its object does not say so.
    var operation = ""
    /// When it was sent, which stands in for a time that is not there.
    var time: Int64?
    /// Whether an object without an end may be a part of a step.
    var hasParts = false
  }

  /// Reads one step, or a part of one; what it lacks is said in a reject.
  static func readStep(
    _ dialect: StepDialect,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    _ entry: Entry = Entry(),
    into batch: inout RecordBatch
  ) {
    let members = MemberPlaces(line, bytes, index)
    let number = line.lineNumber(of: index)
    func text(_ paths: [String]) -> RecordText {
      members.first(paths).map { line.text($0, bytes, into: &batch) } ?? .none
    }
    guard let times = Times(dialect, members, entry, line, bytes) else {
      // Neither half of a step: it adds to one what is not kept.
      if dialect.hasParts, !members.hasAny(dialect.start + dialect.end) { return batch.skips.add(.timelessParts) }
      let time = members.first(dialect.start.isEmpty ? dialect.end : dialect.start)
      let found = time.map { "the time \(line.shown($0, bytes))" } ?? "no time"
      return batch.rejects.add(
        Reject(line: number, reason: "a step of \(dialect.source.word) has \(found)", expected: EpochTime.expected)
      )
    }
    // What is told again when it has ended would be known by then.
    guard times.isEnded || times.isPart else { return batch.skips.add(.openSpans) }
    var ids = StepIDs(trace: text(dialect.trace), step: text(dialect.id), parent: text(dialect.parent), in: batch)
    let isTrace = dialect.source == .postHog && members.isText("event", "$ai_trace", line, bytes)
    if isTrace || dialect.parent.isEmpty { ids.takeTraceAsStep() }
    // The other part says of which trace it is.
    guard ids.traceHigh | ids.traceLow != 0 || (times.isPart && !times.isBegun), ids.step != 0 else {
      let found = "a step of \(dialect.source.word) has no id, or none of its trace"
      return batch.rejects.add(Reject(line: number, reason: found, expected: "both ids"))
    }
    let resource = addResource(text(dialect.service), text(dialect.release), text(dialect.environment), to: &batch)
    var span = SpanRecord(resource: resource, line: number)
    span.source = dialect.source
    (span.traceHigh, span.traceLow, span.span, span.parent) = (ids.traceHigh, ids.traceLow, ids.step, ids.parent)
    (span.start, span.end) = (times.start, max(times.start, times.end))
    if times.isPart { (span.hasStart, span.hasEnd) = (times.isBegun, times.isEnded) }
    span.name = text(dialect.name)
    let error = readError(dialect, members, line, bytes, index, into: &batch)
    if let error { (span.status, span.statusMessage) = (.error, error.message) }
    let first = batch.attributes.count
    let operation = text(dialect.operation)
    // The end of a step need not say what it does: the beginning does.
    let word = entry.operation.isEmpty && times.isPart ? "part" : entry.operation
    add(.step, dialect.operationName, operation.isEmpty ? batch.text(word) : operation, to: &batch)
    add(.userID, "user.id", text(dialect.subject), to: &batch)
    add(.session, "session.id", text(dialect.session), to: &batch)
    if let error { add(error, to: &batch) }
    StepMembers.add(line, bytes, index, into: &batch)
    span.attributes = Int32(truncatingIfNeeded: first)..<Int32(truncatingIfNeeded: batch.attributes.count)
    let events = Int32(truncatingIfNeeded: batch.spanEvents.count)
    span.events = events..<events
    batch.spans.append(span)
  }

  /// Reads what went wrong in a step; nil for one that did not fail.
  private static func readError(
    _ dialect: StepDialect,
    _ members: MemberPlaces,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) -> StepError? {
    let hasFailed = dialect.failure.contains { members.first([$0]).map { saysFailure(line, bytes, $0) } == true }
    guard hasFailed else { return nil }
    var message = RecordText.none
    for place in dialect.message.compactMap({ members.first([$0]) }) where message.isEmpty {
      message = line.text(place, bytes, into: &batch)
    }
    let exception = dialect.source == .phoenix ? newestException(line, bytes, index) : nil
    func told(_ path: String) -> RecordText { line.text(at: exception?.first([path]), bytes, into: &batch) }
    if message.isEmpty { message = told("attributes.exception.message") }
    var error = StepError(message, in: batch)
    error.take(type: told("attributes.exception.type"), stack: told("attributes.exception.stacktrace"))
    error.status = members.first(dialect.status).flatMap { line.integer($0, bytes) }
    return error
  }

  /// Returns the newest exception among the events of a span, the one that ended it; nil where there is none.
  private static func newestException(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> MemberPlaces? {
    guard let list = line.place("events", of: index, bytes), line.isArray(list) else { return nil }
    var exception: MemberPlaces?
    var eventsLeft = SpanRecord.eventLimit
    line.forEachElement(of: list) { event in
      guard eventsLeft > 0, line.isObject(event) else { return }
      eventsLeft -= 1
      let members = MemberPlaces(line, bytes, event)
      if members.isText("name", "exception", line, bytes) { exception = members }
    }
    return exception
  }

  private static func add(_ error: StepError, to batch: inout RecordBatch) {
    add(.errorType, "error.type", error.type, to: &batch)
    add(.exceptionStack, "exception.stacktrace", error.stack, to: &batch)
    guard let status = error.status else { return }
    let key = batch.text("http.response.status_code")
    batch.attributes.append(Attribute(name: .httpStatus, key: key, value: .integer(status)))
  }

  /// When a step began and ended, as far as that is told.
  private struct Times {
    /// Where one is not known, the other; and where none is, when it was sent.
    let start: Int64
    let end: Int64
    let isBegun: Bool
    let isEnded: Bool
    /// Whether more is to come, or has come.
    let isPart: Bool

    /// Finds them; nil where there is none that will do.
    init?(
      _ dialect: StepDialect,
      _ members: MemberPlaces,
      _ entry: Entry,
      _ line: JSONLine,
      _ bytes: Span<UInt8>
    ) {
      let took = members.first(dialect.latency).flatMap { line.number($0, bytes) } ?? 0
      // More than a month is no answer's time.
      let length = took > 0 && took < 2_678_400 ? Int64(took * 1_000_000_000) : 0
      let end = members.first(dialect.end).flatMap { line.time($0, bytes) }
      var start = dialect.start.isEmpty ? end.map { $0 - length } : nil
      start = start ?? members.first(dialect.start).flatMap { line.time($0, bytes) }
      // What is of one moment has no end of its own.
      let isMoment = !entry.hasParts && !entry.operation.isEmpty
      if isMoment { start = start ?? entry.time }
      isBegun = start != nil
      isEnded = end != nil || isMoment
      isPart = dialect.hasParts && !isMoment && !(isBegun && isEnded)
      let order = members.first(dialect.order).flatMap { Times.start(line.source(line.word($0)), bytes) }
      let known = start ?? (isPart ? order ?? end ?? entry.time : nil)
      guard let known, known > 0 else { return nil }
      self.start = known
      self.end = end ?? known
    }

    /// Reads the time of the last step that an order names: `20261120T092759306569Z` before its id.
    private static func start(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Int64? {
      let last = String(copying: bytes, range).split(separator: ".").last ?? ""
      let word = Array(last.utf8.prefix(22))
      guard word.count == 22, word[8] == UInt8(ascii: "T"), word[21] == UInt8(ascii: "Z") else { return nil }
      func part(_ range: Range<Int>) -> String { String(decoding: word[range], as: UTF8.self) }
      let day = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))"
      let time = "\(day)T\(part(9..<11)):\(part(11..<13)):\(part(13..<15)).\(part(15..<21))Z"
      // fine because what is no time says nothing of the start
      return (try? RFC3339.parse(time.utf8.span))?.nanoseconds
    }
  }

  private static func saysFailure(_ line: JSONLine, _ bytes: Span<UInt8>, _ index: Int) -> Bool {
    switch line.kind(index) {
    case .true, .escapedString: true
    case .integer: (line.integer(index, bytes) ?? 0) >= 400
    // Of Langfuse the word for a level, of LangSmith what went wrong, which may be long.
    case .string: line.word(index).length > 64 || !harmless.contains(line.folded(index, bytes))
    case .false, .null, .decimal, .array, .object: false
    }
  }

  private static let harmless: Set<String> = [
    "", "ok", "unset", "default", "debug", "info", "warning", "false", "null", "none",
  ]

  private static func add(_ name: AttributeName, _ key: String, _ text: RecordText, to batch: inout RecordBatch) {
    guard !text.isEmpty else { return }
    batch.attributes.append(Attribute(name: name, key: batch.add(key.utf8Span.span), value: .text(text)))
  }

  private static func addResource(
    _ service: RecordText,
    _ release: RecordText,
    _ environment: RecordText,
    to batch: inout RecordBatch
  ) -> Int32 {
    let first = Int32(truncatingIfNeeded: batch.attributes.count)
    add(.serviceName, "service.name", service, to: &batch)
    add(.serviceVersion, "service.version", release, to: &batch)
    add(.environment, "deployment.environment.name", environment, to: &batch)
    batch.resources.append(ResourceRecord(attributes: first..<Int32(truncatingIfNeeded: batch.attributes.count)))
    return Int32(truncatingIfNeeded: batch.resources.count - 1)
  }
}

extension MemberPlaces {
  /// Returns whether a member is a certain word.
  func isText(_ path: String, _ word: String, _ line: JSONLine, _ bytes: Span<UInt8>) -> Bool {
    first([path]).map { line.folded($0, bytes) == word } ?? false
  }
}
