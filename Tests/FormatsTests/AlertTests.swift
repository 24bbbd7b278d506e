import Formats
import Testing

/// What Alertmanager posts to a webhook.
@Suite struct AlertTests {
  private static func body(_ alerts: String) -> String {
    #"{"receiver":"hook","status":"firing","alerts":[\#(alerts)],"groupLabels":{},"version":"4"}"#
  }

  private static let open = #"""
    {"status":"firing","labels":{"alertname":"SlowPay","service":"shop","env":"prod","severity":"critical"},\#
    "annotations":{"summary":"slow","description":"very"},"startsAt":"2023-11-14T22:13:20Z",\#
    "endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prom/g","fingerprint":"e45e"}
    """#

  @Test func `alerts are read, open and ended`() throws {
    let ended = Self.open.replacing("firing", with: "resolved").replacing(
      "0001-01-01T00:00:00Z",
      with: "2023-11-14T22:14:20Z"
    )
    let batch = read(Self.body(Self.open + "," + ended))
    #expect(batch.rejects == Rejects())
    #expect(batch.count == 2)
    for alert in batch.alerts {
      let texts = [alert.name, alert.service, alert.environment, alert.summary, alert.description, alert.origin]
      #expect(texts.map { batch.string($0) } == ["SlowPay", "shop", "prod", "slow", "very", "http://prom/g"])
      #expect(batch.string(alert.fingerprint) == "e45e")
      #expect(alert.severity == 21 && alert.start == 1_700_000_000_000_000_000)
    }
    #expect(batch.alerts.map(\.isResolved) == [false, true])
    #expect(batch.alerts.map(\.end) == [0, 1_700_000_060_000_000_000])
  }

  @Test(arguments: [
    (#"{"status":"firing","startsAt":"2023-11-14T22:13:20Z"}"#, "an alert has no fingerprint"),
    (#"{"fingerprint":"a","startsAt":"soon"}"#, #"an alert has the startsAt "soon""#),
    (#"{"fingerprint":"a","startsAt":"1678-01-01T00:00:00Z"}"#, #"an alert has the startsAt "1678-01-01T00:00:00Z""#),
    (#"{"fingerprint":"a"}"#, "an alert has no startsAt"), ("7", "an alert has no fingerprint"),
  ])
  func `an alert that cannot be told from others is rejected, and the others kept`(_ alert: String, _ reason: String) {
    let batch = read(Self.body(alert + "," + Self.open))
    #expect(batch.alerts.count == 1)
    #expect(batch.rejects.listed.map(\.reason) == [reason])
  }

  @Test(arguments: [("page", 21), ("warning", 13), ("info", 9), ("ticket", 13), ("whatever", 0)] as [(String, UInt8)])
  func `severities are words`(_ word: String, _ number: UInt8) {
    let batch = read(Self.body(Self.open.replacing("critical", with: word)))
    #expect(batch.alerts.map(\.severity) == [number])
  }
}
