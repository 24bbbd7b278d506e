import Domain
import Loop
import Store
import TestSupport
import Testing

/// Errors that Sentry and OpenTelemetry both tell.
@Suite struct TwinsTests {
  private static let second = SampleSignals.firstSecond + 3 * 86_400

  /// A span with an exception, a number of seconds later, as OpenTelemetry tells it.
  private static func span(_ id: Int, at offset: Int = 0, service: String = "shop", type: String = "shop.KeyError")
    -> String
  {
    let time = "\(second + offset)000000000"
    let stack = #"Traceback (most recent call last):\n  File \"/app/cart.py\", line 9, in total\n\#(type): card"#
    let attributes = [("exception.type", type), ("exception.message", "card"), ("exception.stacktrace", stack)]
      .map { #"{"key":"\#($0)","value":{"stringValue":"\#($1)"}}"# }.joined(separator: ",")
    return #"""
      {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"\#(service)"}}]},\#
      "scopeSpans":[{"spans":[{"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"000000000000000\#(id)",\#
      "name":"work","startTimeUnixNano":"\#(time)","endTimeUnixNano":"\#(time)","events":[{"name":"exception",\#
      "timeUnixNano":"\#(time)","attributes":[\#(attributes)]}]}]}]}]}

      """#
  }

  /// The same as an event of Sentry.
  private static func event(_ id: Int, at offset: Double = 0, service: String = "shop") -> String {
    #"""
    {"event_id":"000000000000000000000000000000a\#(id)","timestamp":\#(Double(second) + offset),"platform":"python",\#
    "tags":{"service":"\#(service)"},"contexts":{"trace":{"trace_id":"0102030405060708090a0b0c0d0e0f10",\#
    "span_id":"00000000000000a\#(id)"}},"exception":{"values":[{"type":"KeyError","value":"card","stacktrace":{\#
    "frames":[{"filename":"web/run.py","abs_path":"/app/run.py","function":"run","lineno":1,"in_app":false},\#
    {"filename":"cart.py","abs_path":"/app/cart.py","function":"total","lineno":31,"in_app":true}]}}]}}

    """#
  }

  private static func errors(_ shop: Shop) throws -> [SignalRow] {
    var found: [SignalRow] = []
    try shop.books().read { records in
      var filter = SignalFilter()
      filter.kinds = SignalKinds(.error)
      try records.reader.scan(filter) { batch in
        found += batch.rows.map { row in
          var row = row
          row.evidence = -1
          return row
        }
        return true
      }
    }
    return found
  }

  @Test(arguments: [
    ("otlp", true), ("sentry", true), ("log", true), ("posthog", true), ("langfuse", true), ("langsmith", true),
    // A name that a person has given.
    ("backend", true),
    ("csv", false), ("messages", false), ("signals", false), ("github", false), ("prometheus", false),
    ("alertmanager", false), ("intercom", false), ("zendesk", false), ("slack", false), ("files", false),
    ("segment", false), ("launchdarkly", false),
  ])
  func `only sources that may have traces are looked at`(_ source: String, _ hasTraces: Bool) {
    #expect(Twins.mayHaveTraces(source) == hasTraces)
  }

  struct Story: Sendable, CustomTestStringConvertible {
    let name: String
    /// Files that are taken in one after the other.
    let files: [String]
    let errors: Int
    var testDescription: String { name }
  }

  @Test(arguments: [
    Story(name: "OpenTelemetry first", files: [span(1), event(1, at: 0.5)], errors: 1),
    Story(name: "Sentry first", files: [event(1, at: 0.5), span(1)], errors: 1),
    Story(name: "in one file", files: [span(1) + event(1)], errors: 1),
    Story(name: "and again", files: [span(1), event(1), span(1), event(1)], errors: 1),
    Story(name: "three attempts", files: [span(1) + span(2) + span(3), event(1) + event(2) + event(3)], errors: 3),
    Story(name: "three attempts, one by one", files: [event(1) + event(2), span(1), span(2), span(3)], errors: 3),
    Story(name: "of two attempts one was told twice", files: [event(1), span(1), span(2)], errors: 2),
    Story(name: "and all again", files: [event(1), span(1), span(2), span(1) + span(2), event(1)], errors: 2),
    Story(name: "one attempt was told twice", files: [span(1) + span(2), event(1)], errors: 2),
    Story(name: "three seconds later", files: [span(1), event(1, at: 3)], errors: 2),
    Story(name: "in another service", files: [span(1, service: "bank"), event(1)], errors: 2),
    Story(name: "of another type", files: [span(1, type: "TypeError"), event(1)], errors: 2),
    Story(name: "twice by one source", files: [event(1), event(2)], errors: 2),
  ])
  func `an error that two sources tell counts once`(_ story: Story) throws {
    try Shop.with { shop in
      var reports: [ImportReport] = []
      for (number, text) in story.files.enumerated() {
        reports.append(try shop.take(text, as: "\(number).jsonl", at: Shop.moment(day: 12)))
      }
      let errors = try Self.errors(shop)
      #expect(errors.count == story.errors)
      #expect(reports.allSatisfy { $0.rejected == 0 })
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `what was told twice is new once to each source, and never again`() throws {
    try Shop.with { shop in
      let telemetry = Self.span(1) + Self.span(2)
      let reports = Self.event(1) + Self.event(2)
      let day = Shop.moment(day: 12)
      #expect(try shop.take(telemetry, as: "a.jsonl", at: day).unique.counts == ["spans": 2])
      let first = try shop.take(reports, as: "b.jsonl", at: day)
      #expect(first.unique.counts == ["sentry_events": 2])
      #expect(first.accepted == 0 && first.duplicates == 2)
      let known = try Self.errors(shop)
      for text in [reports, telemetry, reports] {
        let again = try shop.take(text, as: "c.jsonl", at: day)
        #expect(again.unique.counts.isEmpty && again.accepted == 0)
      }
      #expect(try Self.errors(shop) == known)
      #expect(try shop.faults().isEmpty)
    }
  }

  @Test func `the same bug has one group, whoever tells it and however its frames are printed`() throws {
    try Shop.with { shop in
      try shop.take(Self.span(1) + Self.event(1, at: 60), at: Shop.moment(day: 12))
      var groups: Set<String> = []
      try shop.books().read { records in
        try records.reader.scan(SignalFilter()) { batch in
          for row in batch.rows where row.kind == .error { groups.insert(batch.text(row.group)) }
          return true
        }
      }
      #expect(groups.count == 1 && !groups.contains(""), "\(groups)")
    }
  }
}
