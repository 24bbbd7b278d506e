import Domain
import Formats
import Testing
import Watch

/// Rows of alerts.
@Suite struct AlertRowTests {
  private static func body(_ status: String = "firing", summary: String = "slow", start: String = "22:13:20") -> String
  {
    #"""
    {"receiver":"hook","alerts":[{"status":"\#(status)","labels":{"alertname":"SlowPay","service":"shop",\#
    "severity":"critical"},"annotations":{"summary":"\#(summary)"},"startsAt":"2023-11-14T\#(start)Z",\#
    "endsAt":"\#(status == "firing" ? "0001-01-01T00:00:00Z" : "2023-11-14T22:23:20Z")","fingerprint":"e45e",\#
    "generatorURL":"http://prom/g?a=b"}],"version":"4"}
    """#
  }

  @Test func `an alert is a row when it begins, and one when it ends`() throws {
    let (open, ended) = (watch(Self.body()), watch(Self.body("resolved")))
    let (first, last) = (try #require(open.rows(.alert).first), try #require(ended.rows(.alert).first))
    #expect(open.texts(first) == ["alertmanager", "shop", "", "", "SlowPay", ""])
    #expect(first.status == .error && first.severity == 21 && first.duration == 0)
    #expect(first.time == 1_700_000_000_000_000)
    #expect(last.status == .ok && last.duration == 600_000_000 && last.time == 1_700_000_600_000_000)
    #expect(first.key != last.key)
    #expect(open.batch.evidence.map(\.text) == ["slow"])
    #expect(open.batch.evidence.map(\.origin) == ["http://prom/g?a=b"])
  }

  @Test func `told again it is the same, with whatever words`() {
    let key = watch(Self.body()).batch.rows.map(\.key)
    #expect(watch(Self.body(summary: "slower")).batch.rows.map(\.key) == key)
    #expect(watch(Self.body(start: "22:13:21")).batch.rows.map(\.key) != key)
  }

  @Test func `an alert that began in another age is no row, and nothing breaks`() {
    let watched = watch(Self.body("resolved").replacing("2023-11-14T22:13:20Z", with: "1678-01-01T00:00:00Z"))
    #expect(watched.rows(.alert).isEmpty && watched.rejects.count == 1)
  }

  @Test func `what a rule says is masked`() {
    let watched = watch(Self.body(summary: "ask ann@example.com"))
    #expect(!watched.allTexts.contains { $0.contains("ann@") })
    #expect(watched.redacted == 1)
  }
}
