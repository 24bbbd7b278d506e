import Domain
import Formats
import Testing
import Watch

/// Rows of events as tools send them.
@Suite struct EventRowTests {
  private static func paid(_ value: Int) -> String {
    #"{"kind":"custom","key":"paid","creationDate":1795167018451,"contextKeys":{"user":"u1"},"metricValue":\#(value)}"#
  }

  private static let seen =
    #"{"kind":"feature","key":"till","creationDate":1795167018451,"contextKeys":{"user":"u1"},"value":true}"#

  private static func keys(_ text: String, as format: RecordFormat = .jsonDocument) -> [SignalKey] {
    watch(text, as: format).batch.rows.map(\.key)
  }

  @Test(arguments: [
    "[\(paid(7)),\(paid(7)),\(paid(8)),\(seen),\(paid(7)),\(seen)]",
    #"{"events":[{"eventName":"paid","user":{"userID":"u1"},"time":1795167018451,"value":7,"metadata":{}},"#
      + #"{"eventName":"paid","user":{"userID":"u1"},"time":1795167018451,"value":7,"metadata":{}}]}"#,
  ]) func `what is done twice within a millisecond has happened twice, and sent again no more often`(_ body: String) {
    let keys = Self.keys(body)
    #expect(keys.count >= 2)
    #expect(Set(keys).count == keys.count)
    #expect(Self.keys(body) == keys)
  }

  @Test func `the first of them has the key that it has alone`() {
    #expect(Self.keys("[\(Self.paid(7)),\(Self.paid(7))]").first == Self.keys("[\(Self.paid(7))]").first)
  }

  @Test func `an event happened where its address says, and clicks in vain are told apart by that`() {
    func event(_ name: String, _ address: String) -> String {
      #"{"event":"\#(name)","timestamp":"2026-11-20T10:00:00Z","distinct_id":"u1","#
        + #""properties":{"$current_url":"\#(address)"}}"#
    }
    let watched = watch(
      [
        event("$rageclick", "https://shop.example/orders/8812/pay?email=a@b.example"),
        event("$pageview", "https://shop.example/"),
      ].joined(separator: "\n")
    )
    #expect(watched.batch.rows.map { watched.batch.text($0.surface) } == ["/orders/{id}/pay", "/"])
    #expect(watched.candidates.map(\.surface) == ["/orders/{id}/pay"])
    #expect(watched.candidates.map(\.kind) == [.event])
  }

  @Test func `lines of a file that say the same are one event, and so are events with one id`() {
    #expect(Set(Self.keys("\(Self.paid(7))\n\(Self.paid(7))", as: .jsonLines)).count == 1)
    let event = #"{"event":"x","properties":{"time":1795167018,"distinct_id":"u1","$insert_id":"a"}}"#
    #expect(Set(Self.keys("[\(event),\(event)]")).count == 1)
  }
}
