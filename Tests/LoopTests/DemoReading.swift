import Foundation
import Loop
import Testing

/// The demo's lines read back, field by field, by a reader that is not ours.
struct DemoReading {
  struct Span {
    let service, version, environment: String
    let route: String
    let trace, id: String
    let parent: String?
    let start, end: Int64
    let status: Int64
    let isFailed: Bool
    let user, account, session: String
    let errors: [Failure]
  }

  struct Failure {
    let type, message, stack: String
    let time: Int64
  }

  struct Log {
    let service: String
    let time: Int64
    let severity: Int
    let text: String
    let trace: String?
  }

  private(set) var spans: [Span] = []
  private(set) var logs: [Log] = []

  init(_ lines: [UInt8]) throws {
    try #require(lines.last == UInt8(ascii: "\n"))
    let decoder = JSONDecoder()
    for line in lines.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let request = try decoder.decode(OTLPRequest.self, from: Data(line))
      try #require((request.resourceSpans == nil) != (request.resourceLogs == nil))
      for resource in request.resourceSpans ?? [] { try read(resource) }
      for resource in request.resourceLogs ?? [] { try read(resource) }
    }
  }

  /// Reads some days of a product.
  init(_ product: DemoProduct, days: Range<Int> = 0..<DemoProduct.dayCount) throws {
    for day in days {
      let reading = try DemoReading(product.spansAndLogs(day: day))
      spans += reading.spans
      logs += reading.logs
    }
  }

  /// The errors of a type, with the spans that they happened in.
  func errors(_ type: String) -> [(span: Span, error: Failure)] {
    spans.flatMap { span in span.errors.filter { $0.type == type }.map { (span, $0) } }
  }

  private mutating func read(_ resource: OTLPRequest.ResourceSpans) throws {
    let service = try resource.resource.text("service.name")
    let version = try resource.resource.text("service.version")
    let environment = try resource.resource.text("deployment.environment.name")
    for span in resource.scopeSpans.flatMap(\.spans) {
      try #require(span.kind == 2)
      let bag = OTLPRequest.Bag(attributes: span.attributes)
      try #require(Set(span.attributes.map(\.key)).count == span.attributes.count)
      spans.append(
        Span(
          service: service,
          version: version,
          environment: environment,
          route: span.name,
          trace: span.traceId,
          id: span.spanId,
          parent: span.parentSpanId,
          start: try #require(Int64(span.startTimeUnixNano)),
          end: try #require(Int64(span.endTimeUnixNano)),
          status: try #require(Int64(try bag.text("http.response.status_code"))),
          isFailed: span.status.code == 2,
          user: try bag.text("user.id"),
          account: try bag.text("account.id"),
          session: try bag.text("session.id"),
          errors: try (span.events ?? []).map(Self.failure)
        )
      )
    }
  }

  private static func failure(_ event: OTLPRequest.Event) throws -> Failure {
    try #require(event.name == "exception")
    let bag = OTLPRequest.Bag(attributes: event.attributes)
    return Failure(
      type: try bag.text("exception.type"),
      message: try bag.text("exception.message"),
      stack: try bag.text("exception.stacktrace"),
      time: try #require(Int64(event.timeUnixNano))
    )
  }

  private mutating func read(_ resource: OTLPRequest.ResourceLogs) throws {
    let service = try resource.resource.text("service.name")
    for log in resource.scopeLogs.flatMap(\.logRecords) {
      logs.append(
        Log(
          service: service,
          time: try #require(Int64(log.timeUnixNano)),
          severity: log.severityNumber,
          text: try #require(log.body.stringValue),
          trace: log.traceId
        )
      )
    }
  }
}

/// What the demo uses of the OTLP JSON mapping.
private struct OTLPRequest: Decodable {
  let resourceSpans: [ResourceSpans]?
  let resourceLogs: [ResourceLogs]?

  struct ResourceSpans: Decodable {
    let resource: Bag
    let scopeSpans: [ScopeSpans]
  }

  struct ScopeSpans: Decodable {
    let spans: [Span]
  }

  struct Span: Decodable {
    let traceId, spanId: String
    let parentSpanId: String?
    let name: String
    let kind: Int
    let startTimeUnixNano, endTimeUnixNano: String
    let attributes: [Attribute]
    let events: [Event]?
    let status: Status
  }

  struct Status: Decodable {
    let code: Int?
  }

  struct Event: Decodable {
    let timeUnixNano, name: String
    let attributes: [Attribute]
  }

  struct ResourceLogs: Decodable {
    let resource: Bag
    let scopeLogs: [ScopeLogs]
  }

  struct ScopeLogs: Decodable {
    let logRecords: [LogRecord]
  }

  struct LogRecord: Decodable {
    let timeUnixNano: String
    let severityNumber: Int
    let body: Value
    let traceId: String?
  }

  struct Bag: Decodable {
    let attributes: [Attribute]

    /// Returns an attribute, also where it is an integer: the mapping writes these as strings.
    func text(_ key: String) throws -> String {
      let value = try #require(attributes.first { $0.key == key }?.value)
      return try #require(value.stringValue ?? value.intValue)
    }
  }

  struct Attribute: Decodable {
    let key: String
    let value: Value
  }

  struct Value: Decodable {
    let stringValue, intValue: String?
  }
}
