import Bytes
import Formats
import Testing

/// Events as tools for product analytics and flags send and export them.
@Suite struct ProductEventTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let json: String
    let events: [String]
    var skips: [Skip: Int] = [:]

    var testDescription: String { name }
  }

  private static let samples = [
    Sample(
      name: "PostHog, a batch",
      json: #"""
        {"api_key":"k","batch":[
        {"event":"paid","uuid":"1","distinct_id":"u1","timestamp":"2026-11-20T09:30:44.326919+00:00","properties":{
        "$groups":{"company":"acme"},"$session_id":"s1","$pathname":"/pay","app_version":"7","revenue":49.9}},
        {"event":"$feature_flag_called","uuid":"2","timestamp":"2026-11-20T09:30:44Z","properties":{"distinct_id":"u2",
        "$feature_flag":"new","$feature_flag_response":true}},
        {"event":"$identify","uuid":"3","distinct_id":"u1","timestamp":"2026-11-20T09:30:44Z","properties":{}},
        {"event":"$ai_metric","uuid":"4","distinct_id":"u1","timestamp":"2026-11-20T09:30:44Z","properties":{}}]}
        """#,
      events: [
        "posthog event paid 1 u1 acme s1 /pay 7 49.9 1795167044326919000",
        "posthog exposure new=true 2 u2     nan 1795167044000000000",
      ],
      skips: [.identities: 1, .laterEvents: 1]
    ),
    Sample(
      name: "PostHog's second protocol",
      json: #"""
        {"created_at":"2026-11-20T09:50:18Z","batch":[{"event":"began","uuid":"1","distinct_id":"u1","session_id":"s",
        "timestamp":"2026-11-20T09:50:18Z","options":{},"properties":{"value":3}}]}
        """#,
      events: ["posthog event began 1 u1  s   3.0 1795168218000000000"]
    ),
    Sample(
      name: "Segment, a batch",
      json: #"""
        {"writeKey":"k","batch":[
        {"type":"identify","messageId":"1","userId":"u1","timestamp":"2026-11-20T09:30:41Z","traits":{}},
        {"type":"track","event":"Order Completed","messageId":"2","userId":"u1","anonymousId":null,
        "timestamp":"2026-11-20T09:30:41Z","context":{"groupId":"g","app":{"version":"3"}},"properties":{"revenue":5}},
        {"type":"page","name":"Pricing","messageId":"3","anonymousId":"a1","timestamp":"2026-11-20T09:30:41Z"},
        {"type":"track","event":"Experiment Viewed","messageId":"4","userId":"u1","timestamp":"2026-11-20T09:30:41Z",
        "properties":{"experiment_name":"x","variation_name":"b"}}]}
        """#,
      events: [
        "segment event Order Completed 2 u1 g   3 5.0 1795167041000000000",
        "segment event page 3 a1   Pricing  nan 1795167041000000000",
        "segment exposure x=b 4 u1     nan 1795167041000000000",
      ],
      skips: [.identities: 1]
    ),
    Sample(
      name: "Mixpanel, a line of an export",
      json: #"""
        {"event":"Paid","properties":{"time":1793500000,"distinct_id":"u1","$insert_id":"i","company":"acme","revenue":2}}
        """#,
      events: ["mixpanel event Paid i u1 acme    2.0 1793500000000000000"]
    ),
    Sample(
      name: "Mixpanel, what is told of a profile",
      json: #"[{"$token":"t","$distinct_id":"u1","$time":1793500000,"$set":{"plan":"pro"}}]"#,
      events: [],
      skips: [.identities: 1]
    ),
    Sample(
      name: "Amplitude, a body",
      json: #"""
        {"api_key":"k","events":[
        {"event_type":"Paid","insert_id":"1","user_id":"u1","device_id":"d","session_id":1795166000000,
        "time":1795167018451,"event_properties":{"revenue":49.9},"groups":{"company":"acme"}},
        {"event_type":"$identify","insert_id":"2","user_id":"u1","time":1795167018451,"user_properties":{"$set":{}}},
        {"event_type":"[Experiment] Exposure","insert_id":"3","user_id":"u1","time":1795167018452,
        "event_properties":{"flag_key":"new","variant":"treatment"}}]}
        """#,
      events: [
        "amplitude event Paid 1 u1 acme 1795166000000   49.9 1795167018451000000",
        "amplitude exposure new=treatment 3 u1     nan 1795167018452000000",
      ],
      skips: [.identities: 1]
    ),
    Sample(
      name: "Amplitude, events of an export",
      json: #"""
        [{"$insert_id":"1","event_type":"Paid","event_time":"2026-11-01 09:00:00.123000","user_id":"u1","version_name":"3"},
        {"insert_id":"2","event_type":"revenue_amount","time":1795167018451,"user_id":"u1",
        "event_properties":{"$price":24.5,"$quantity":2,"$productId":"a"}}]
        """#,
      events: [
        "amplitude event Paid 1 u1    3 nan 1793523600123000000",
        "amplitude event revenue_amount 2 u1     49.0 1795167018451000000",
      ]
    ),
    Sample(
      name: "LaunchDarkly, a body and a line of an export",
      json: #"""
        [{"kind":"index","creationDate":1795167021806,"context":{"key":"u0","kind":"user"}},
        {"kind":"feature","creationDate":1795167021806,"key":"new","value":true,"variation":0,"context":{"key":"u0"}},
        {"kind":"custom","creationDate":1795167021806,"key":"paid","metricValue":4,"contextKeys":{"user":"u1"}},
        {"kind":"summary","startDate":1795167021806,"endDate":1795167021807,"features":{}}]
        """#,
      events: [
        "launchdarkly exposure new=true  u0     nan 1795167021806000000",
        "launchdarkly event paid  u1     4.0 1795167021806000000",
      ],
      skips: [.identities: 1, .laterEvents: 1]
    ),
    Sample(
      name: "Statsig, a body",
      json: #"""
        {"events":[{"eventName":"statsig::diagnostics","metadata":{},"time":1795167024413},
        {"eventName":"statsig::gate_exposure","user":{"userID":"u1"},"time":1795167024649,
        "metadata":{"gate":"new","gateValue":"true"}},
        {"eventName":"paid","user":{"userID":"u1"},"value":49.9,"time":1795167024650}]}
        """#,
      events: [
        "statsig exposure new=true  u1     nan 1795167024649000000",
        "statsig event paid  u1     49.9 1795167024650000000",
      ],
      skips: [.laterEvents: 1]
    ),
  ]

  @Test(arguments: samples)
  func `each tool's events are read, and what is no event is counted`(_ sample: Sample) {
    let batch = read(sample.json, as: .jsonDocument)
    #expect(batch.eventsShown == sample.events)
    #expect(batch.skips.counts == sample.skips)
    #expect(batch.rejects == Rejects())
  }

  @Test func `what an event lacks is said, and the others of its list are kept`() {
    let json = #"""
      {"api_key":"k","events":[{"event_type":"Paid","user_id":"u1"},{"event_type":"Paid","user_id":"u1","time":"soon"},
      {"event_type":"","user_id":"u1","time":1795167018451},{"other":1},7,
      {"event_type":"[Experiment] Exposure","user_id":"u1","time":1795167018452,"event_properties":{"flag_key":"new"}},
      {"event_type":"Paid","user_id":"u1","time":1795167018451}]}
      """#
    let batch = read(json, as: .jsonDocument)
    #expect(batch.events.count == 1)
    #expect(
      batch.rejects.listed.map(\.reason) == [
        "an event has no time", "an event has the time \"soon\"", "an event has no name",
        "an exposure has no variant", "an event is an object of no tool that is known here",
        "an event is 7 of no tool that is known here",
      ]
    )
  }

  @Test func `what Mixpanel is told of people and groups is no event`() {
    let json = #"""
      [{"$token":"k","$distinct_id":"u1","$time":1795167018,"$set":{"plan":"large"}},
      {"$token":"k","$group_key":"company","$group_id":"acme","$set":{"plan":"large"}},
      {"event":"paid","properties":{"token":"k","distinct_id":"u1","time":1795167018,"$insert_id":"a"}}]
      """#
    let batch = read(json, as: .jsonDocument)
    #expect(batch.events.count == 1)
    #expect(batch.skips.counts == [.identities: 2])
    #expect(batch.rejects == Rejects())
  }

  @Test func `a list of nobody's events is no body of events`() {
    let batch = read(#"{"events":[{"other":1}],"body":"It fails","created_at":"2026-11-20T09:30:44Z"}"#)
    #expect(batch.events.isEmpty)
    #expect(batch.messages.count == 1)
  }

  @Test func `nested without end or with very many members, an event is read in bounded work`() {
    let deep = String(repeating: #"{"a":"#, count: 50) + "1" + String(repeating: "}", count: 50)
    let wide = (0..<5_000).map { #""p\#($0)":1"# }.joined(separator: ",")
    let json =
      #"{"event":"Paid","timestamp":"2026-11-20T09:30:44Z","uuid":"1","properties":{"deep":\#(deep),\#(wide)}}"#
    let batch = read(json)
    #expect(batch.events.count == 1)
  }
}

extension RecordBatch {
  /// Product events as texts that a test can compare.
  fileprivate var eventsShown: [String] {
    events.map { event in
      let name = event.kind == .exposure ? "\(string(event.name))=\(string(event.variant))" : string(event.name)
      let texts = [event.id, event.subject, event.account, event.session, event.surface, event.release].map(string)
      return "\(event.source.rawValue) \(event.kind.rawValue) \(name) \(texts.joined(separator: " ")) \(event.value) "
        + "\(event.time)"
    }
  }
}
