private import Bytes

/// Writes spans and logs as the Collector's file exporter does: one OTLP/JSON request a line.
///
/// The shapes are those of https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding.
struct DemoLines {
  private let day: DemoDay
  private var writer: JSONWriter

  private init(_ day: DemoDay) {
    self.day = day
    writer = JSONWriter(reservingCapacity: 1 << 20)
  }

  /// Writes a day hour by hour, each hour's spans on one line and its logs on the next.
  static func write(_ traffic: DemoTraffic) -> [UInt8] {
    var lines = DemoLines(traffic.day)
    let spans = traffic.spans.sorted { ($0.start, $0.context.span) < ($1.start, $1.context.span) }
    let logs = traffic.logs.sorted { ($0.time, $0.text) < ($1.time, $1.text) }
    let hour = 3_600 * DemoDay.nanoseconds
    let midnight = traffic.day.start * DemoDay.nanoseconds
    let spansByHour = Dictionary(grouping: spans) { ($0.start - midnight) / hour }
    let logsByHour = Dictionary(grouping: logs) { ($0.time - midnight) / hour }
    for hour in 0..<24 as Range<Int64> {
      lines.write(spans: spansByHour[hour] ?? [])
      lines.write(logs: logsByHour[hour] ?? [])
    }
    return lines.writer.bytes
  }

  /// What is said once for all that one release of one service sent.
  private struct Resource: Hashable {
    let service: DemoService
    let version: String
  }

  private func resources<Item>(of items: [Item], _ key: (Item) -> Resource) -> [(Resource, [Item])] {
    var order: [Resource] = []
    var groups: [Resource: [Item]] = [:]
    for item in items {
      let resource = key(item)
      if groups[resource] == nil { order.append(resource) }
      groups[resource, default: []].append(item)
    }
    return order.map { ($0, groups[$0] ?? []) }
  }
}

// MARK: - Requests

extension DemoLines {
  private mutating func write(spans: [DemoSpan]) {
    guard !spans.isEmpty else { return }
    let groups = resources(of: spans) {
      Resource(service: $0.route.service, version: day.version(of: $0.route.service, at: $0.start))
    }
    writer.raw("{\"resourceSpans\":")
    list(groups) { lines, group in
      lines.write(group.0)
      lines.writer.raw(",\"scopeSpans\":[{\"scope\":{\"name\":\"shop\"},\"spans\":")
      lines.list(group.1) { $0.write($1) }
      lines.writer.raw("}]}")
    }
    writer.raw("}\n")
  }

  private mutating func write(logs: [DemoLog]) {
    guard !logs.isEmpty else { return }
    let groups = resources(of: logs) {
      Resource(service: $0.service, version: day.version(of: $0.service, at: $0.time))
    }
    writer.raw("{\"resourceLogs\":")
    list(groups) { lines, group in
      lines.write(group.0)
      lines.writer.raw(",\"scopeLogs\":[{\"scope\":{\"name\":\"shop\"},\"logRecords\":")
      lines.list(group.1) { $0.write($1) }
      lines.writer.raw("}]}")
    }
    writer.raw("}\n")
  }

  /// Leaves its object open for what the resource sent.
  private mutating func write(_ resource: Resource) {
    writer.raw("{\"resource\":{\"attributes\":")
    write([
      DemoAttribute("service.name", resource.service.rawValue),
      DemoAttribute("service.namespace", "shop"),
      DemoAttribute("service.version", resource.version),
      DemoAttribute("deployment.environment.name", "production"),
      DemoAttribute("telemetry.sdk.language", "nodejs"),
      DemoAttribute("telemetry.sdk.name", "opentelemetry"),
    ])
    writer.raw("}")
  }
}

// MARK: - Records

extension DemoLines {
  private mutating func write(_ span: DemoSpan) {
    writer.raw("{\"traceId\":")
    writer.string(span.context.trace)
    writer.raw(",\"spanId\":")
    writer.string(span.context.span)
    if let parent = span.parent {
      writer.raw(",\"parentSpanId\":")
      writer.string(parent.span)
    }
    writer.raw(",\"flags\":257,\"name\":")
    writer.string("\(span.route.method) \(span.route.path)")
    writer.raw(",\"kind\":2,\"startTimeUnixNano\":")
    quoted(span.start)
    writer.raw(",\"endTimeUnixNano\":")
    quoted(span.end)
    writer.raw(",\"attributes\":")
    write(
      [
        DemoAttribute("http.request.method", span.route.method),
        DemoAttribute("http.route", span.route.path),
        DemoAttribute("http.response.status_code", span.status),
      ] + identity(of: span.visitor) + span.attributes
    )
    if !span.errors.isEmpty {
      writer.raw(",\"events\":")
      list(span.errors) { $0.write($1) }
    }
    writer.raw(span.isFailed ? ",\"status\":{\"code\":2}}" : ",\"status\":{}}")
  }

  private mutating func write(_ error: DemoError) {
    writer.raw("{\"timeUnixNano\":")
    quoted(error.time)
    writer.raw(",\"name\":\"exception\",\"attributes\":")
    write([
      DemoAttribute("exception.type", error.type),
      DemoAttribute("exception.message", error.message),
      DemoAttribute("exception.stacktrace", error.stack),
    ])
    writer.raw("}")
  }

  private mutating func write(_ log: DemoLog) {
    writer.raw("{\"timeUnixNano\":")
    quoted(log.time)
    writer.raw(",\"observedTimeUnixNano\":")
    quoted(log.time + 1_000_000)
    writer.raw(",\"severityNumber\":")
    writer.integer(log.severity.rawValue)
    writer.raw(",\"severityText\":")
    writer.string(log.severity.word)
    writer.raw(",\"body\":{\"stringValue\":")
    writer.string(log.text)
    writer.raw("}")
    if let visitor = log.visitor {
      writer.raw(",\"attributes\":")
      write(identity(of: visitor))
    }
    if let context = log.context {
      writer.raw(",\"flags\":1,\"traceId\":")
      writer.string(context.trace)
      writer.raw(",\"spanId\":")
      writer.string(context.span)
    }
    writer.raw("}")
  }

  private func identity(of visitor: DemoVisitor) -> [DemoAttribute] {
    [
      DemoAttribute("user.id", visitor.user.id),
      DemoAttribute("account.id", visitor.user.account),
      DemoAttribute("session.id", visitor.session),
    ]
  }

  private mutating func write(_ attributes: [DemoAttribute]) {
    list(attributes) { lines, attribute in
      lines.writer.raw("{\"key\":")
      lines.writer.string(attribute.key)
      switch attribute.value {
      case .text(let text):
        lines.writer.raw(",\"value\":{\"stringValue\":")
        lines.writer.string(text)
      case .integer(let integer):
        lines.writer.raw(",\"value\":{\"intValue\":")
        lines.quoted(integer)
      }
      lines.writer.raw("}}")
    }
  }

  /// The mapping writes 64-bit integers as strings.
  private mutating func quoted(_ integer: Int64) {
    writer.raw("\"")
    writer.integer(integer)
    writer.raw("\"")
  }

  private mutating func list<Item>(_ items: [Item], _ write: (inout DemoLines, Item) -> Void) {
    writer.raw("[")
    for (index, item) in items.enumerated() {
      if index > 0 { writer.raw(",") }
      write(&self, item)
    }
    writer.raw("]")
  }
}
