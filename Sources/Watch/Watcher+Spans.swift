import Domain
import Formats

extension Watcher {
  /// What signals from OpenTelemetry call their source unless told otherwise.
  var telemetrySource: String { options.source ?? "otlp" }

  /// Makes the rows of a span: itself, its errors, and the flags that were asked for within it.
  mutating func watch(_ span: SpanRecord, in records: RecordBatch) {
    let places = AttributePlaces(span.attributes, in: records)
    if places.contains(.spanType), records.string(places.text(.spanType, in: records)) == "pending_span" {
      return watched.skips.add(.openSpans)
    }
    guard isInTime(span.start, line: span.line) else { return }
    var row = row(of: span, places, in: records)
    let step = places.contains(.step) ? addStep(of: span, to: &row, in: records) : nil
    guard span.hasStart && span.hasEnd else {
      watched.parts.append(part(row, of: span))
      // Its words come now; that it is of a trace is what lets an error be explained.
      if span.hasEnd, !row.trace.isNone { watchFailure(of: span, at: nil, places, row, in: records) }
      return
    }
    let place = waiting
    watched.batch.rows.append(row)
    // What it says as a step is its own, and not its errors'.
    row.extra = -1
    spanErrors.removeAll(keepingCapacity: true)
    for index in Int(span.events.lowerBound)..<Int(span.events.upperBound) {
      watch(records.spanEvents[index], of: span, row, in: records)
    }
    if places.contains(.judgement) { addJudgements(of: span, row, in: records) }
    // The caller of a model or a tool may be told of its failure by a status alone; other forms than OpenTelemetry's have
    // no exceptions besides.
    let isStep = step.map { $0.isInference || $0 == .toolCall || span.source != .telemetry } ?? false
    if isStep || span.kind == .server || span.kind == .consumer, spanErrors.isEmpty {
      watchFailure(of: span, at: place, places, row, in: records)
    }
  }

  /// Returns what is told of a step that is not whole; parts are known by the step's id, because some name no trace.
  private mutating func part(_ row: SignalRow, of span: SpanRecord) -> StepPart {
    beginIdentity(.part, source: options.source ?? span.source.word)
    addToIdentity(span.span)
    let told: StepPart.Told = span.hasStart ? .beginning : span.hasEnd ? .end : []
    return StepPart(row: row, key: key(trace: .none), told: told)
  }

  private mutating func row(of span: SpanRecord, _ places: AttributePlaces, in records: RecordBatch) -> SignalRow {
    let trace = TraceID(high: span.traceHigh, low: span.traceLow)
    let source = span.source == .telemetry ? telemetrySource : options.source ?? span.source.word
    beginIdentity(.span, source: source)
    addToIdentity(span.traceHigh)
    addToIdentity(span.traceLow)
    addToIdentity(span.span)
    var row = SignalRow(kind: .span, key: key(trace: trace), time: Watcher.microseconds(span.start))
    row.status =
      switch span.status {
      case .unset: .unset
      case .ok: .ok
      case .error: .error
      }
    if row.status == .unset, span.kind == .server, Watcher.hasFailed(places, in: records) { row.status = .error }
    row.duration = Watcher.microseconds(from: span.start, to: span.end)
    let sender = senders[Int(span.resource)]
    row.source = span.source == .telemetry ? sender.source : name(source)
    row.service = sender.service
    row.environment = sender.environment
    row.release = sender.release
    (row.name, row.surface) = operation(of: span, places, in: records)
    let subject = subject(places, in: records)
    row.subject = subject != 0 ? subject : sender.subject
    let account = account(places, in: records)
    row.account = account != 0 ? account : sender.account
    let session = identity(.session, places.value(.session, in: records), in: records)
    row.session = session != 0 ? session : sender.session
    row.trace = trace
    row.span = span.span
    row.parent = span.parent
    row.setting = setting(places, around: sender.setting, in: records)
    return row
  }

  /// Reports whether a request was answered with a server error; not all SDKs set the status for it.
  private static func hasFailed(_ places: AttributePlaces, in records: RecordBatch) -> Bool {
    places.contains(.httpStatus) && (places.integer(.httpStatus, in: records) ?? 0) >= 500
  }

  // MARK: Names

  /// Returns the places of a span's operation and surface.
  private mutating func operation(
    of span: SpanRecord,
    _ places: AttributePlaces,
    in records: RecordBatch
  ) -> (TextPlace, TextPlace) {
    var route = places.text(.httpRoute, in: records)
    if route.isEmpty { route = places.text(.urlTemplate, in: records) }
    var path = RecordText.none
    var other = RecordText.none
    var detail = RecordText.none
    if route.isEmpty {
      path = places.text(.urlPath, in: records)
      if path.isEmpty { path = places.text(.urlFull, in: records) }
    }
    if route.isEmpty, path.isEmpty { (other, detail) = surface(places, in: records) }
    scratch.removeAll(keepingCapacity: true)
    addPart(span.name, in: records)
    addPart(route, in: records)
    addPart(places.text(.httpMethod, in: records), in: records)
    addPart(path, in: records)
    addPart(other, in: records)
    addPart(detail, in: records)
    let key = scratch
    return operations.places(key.span, in: &watched.batch.texts) { key in
      let parts = NameTexts.bytes(key).split(separator: Watcher.separator, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      let (span, route, method, path) = (parts[0], parts[1], parts[2], parts[3])
      let surface = route.isEmpty && path.isEmpty ? parts[4] : OperationName.templatedPath(route.isEmpty ? path : route)
      let name = OperationName.name(span: span, route: route, method: method, path: path)
      return (name, parts[5].isEmpty ? surface : "\(surface)/\(parts[5])")
    }
  }

  @inline(__always)
  private mutating func addPart(_ text: RecordText, in records: RecordBatch) {
    scratch.append(contentsOf: records.bytes[text.range])
    scratch.append(Watcher.separator)
  }

  private static let surfaces: [AttributeName] = [.screen, .destination, .agent]

  /// Returns where else than on a route an operation happened: a screen, a remote service and its method, a queue, an
  /// agent.
  private func surface(_ places: AttributePlaces, in records: RecordBatch) -> (RecordText, RecordText) {
    if places.contains(.rpcService) {
      return (places.text(.rpcService, in: records), places.text(.rpcMethod, in: records))
    }
    for name in Watcher.surfaces where places.contains(name) {
      return (places.text(name, in: records), .none)
    }
    return (.none, .none)
  }

  // MARK: Events and failures

  private mutating func watch(
    _ event: SpanEventRecord,
    of span: SpanRecord,
    _ row: SignalRow,
    in records: RecordBatch
  ) {
    let name = records.bytes[event.name.range]
    if name.elementsEqual("exception".utf8) {
      let places = AttributePlaces(event.attributes, in: records)
      // A flag that could not be evaluated is not a failure of the program: OpenFeature's hook records it here.
      guard !places.contains(.flagKey) else { return watched.skips.add(.unusedFlags) }
      var error = ErrorRecord(line: span.line)
      error.type = places.text(.exceptionType, in: records)
      error.message = places.text(.exceptionMessage, in: records)
      error.stack = places.text(.exceptionStack, in: records)
      error.time = event.time > 0 ? event.time : span.end
      error.trust = trust(span)
      add(error, of: missingFilled(row, of: span, in: records), in: records)
    } else if name.elementsEqual("feature_flag.evaluation".utf8) || name.elementsEqual("feature_flag".utf8) {
      let places = AttributePlaces(event.attributes, in: records)
      let time = event.time > 0 ? event.time : span.start
      addExposure(places, time: time, of: missingFilled(row, of: span, in: records), line: span.line, in: records)
    } else if name.elementsEqual(Watcher.evaluation.utf8) {
      let places = AttributePlaces(event.attributes, in: records)
      let time = event.time > 0 ? event.time : span.end
      addScore(places, time: time, of: missingFilled(row, of: span, in: records), line: span.line, in: records)
    }
  }

  /// Sets the error aside of a span that failed without saying by which exception.
  private mutating func watchFailure(
    of span: SpanRecord,
    at place: Int?,
    _ places: AttributePlaces,
    _ row: SignalRow,
    in records: RecordBatch
  ) {
    guard row.status == .error else { return }
    var row = row
    row.extra = -1
    // Sentry's SDKs tell the error by itself.
    guard records.resources[Int(span.resource)].source != .sentry else { return }
    let status = places.integer(.httpStatus, in: records) ?? 0
    var error = ErrorRecord(line: span.line)
    error.type = places.text(.errorType, in: records)
    // HTTP instrumentation gives the status as the type.
    let isStatus = error.type.count == 3 && records.bytes[error.type.range].allSatisfy { $0 &- 0x30 < 10 }
    if error.type.isEmpty || isStatus {
      error.type = .none
      error.httpStatus = (400..<600).contains(status) ? Int(status) : 0
    }
    error.message = span.statusMessage
    error.stack = places.text(.exceptionStack, in: records)
    error.time = span.end
    error.trust = trust(span)
    setAside(error, of: row, at: place, in: records)
  }

  /// What comes with PostHog's key, which is public, anybody may have sent.
  private func trust(_ span: SpanRecord) -> Evidence.Trust {
    span.source == .postHog ? .attackerWritable : senders[Int(span.resource)].trust
  }

  // MARK: What the spans around know

  private static let ancestorLimit = 32

  /// Fills in who it happened to and where from the spans around it, as far as they came along.
  ///
  /// SDKs put the user and the route on the span of the request, and the exception on the one in which it was raised.
  private mutating func missingFilled(_ row: SignalRow, of span: SpanRecord, in records: RecordBatch) -> SignalRow {
    let sender = senders[Int(span.resource)]
    guard
      row.subject == 0 || row.surface == .none || row.account == 0 || row.session == 0 || row.setting == sender.setting,
      span.parent != 0, records.spans.count > 1
    else { return row }
    var row = row
    var parent = span.parent
    for _ in 0..<Watcher.ancestorLimit {
      guard let place = place(ofSpan: parent, in: records) else { break }
      let ancestor = records.spans[place]
      guard ancestor.traceHigh == span.traceHigh, ancestor.traceLow == span.traceLow else { break }
      let places = AttributePlaces(ancestor.attributes, in: records)
      if row.subject == 0 { row.subject = subject(places, in: records) }
      if row.account == 0 { row.account = account(places, in: records) }
      if row.session == 0 { row.session = identity(.session, places.value(.session, in: records), in: records) }
      if row.setting == sender.setting { row.setting = setting(places, around: sender.setting, in: records) }
      // Another service's route is not where this one failed.
      if row.surface == .none, ancestor.resource == span.resource {
        row.surface = operation(of: ancestor, places, in: records).1
      }
      parent = ancestor.parent
      guard parent != 0 else { break }
    }
    return row
  }

  private mutating func place(ofSpan id: UInt64, in records: RecordBatch) -> Int? {
    if spanPlaces == nil {
      var places: [UInt64: Int32] = [:]
      places.reserveCapacity(records.spans.count)
      for index in records.spans.indices { places[records.spans[index].span] = Int32(truncatingIfNeeded: index) }
      spanPlaces = places
    }
    return spanPlaces?[id].map(Int.init)
  }
}
