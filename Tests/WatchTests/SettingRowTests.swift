import Domain
import Formats
import Testing
import Watch

/// In which setting rows say that something happened.
@Suite struct SettingRowTests {
  private static let iPhone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    + "Mobile/15E148 Safari/604.1"
  private static let chrome =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"

  private static func settings(_ watched: WatchedBatch) -> [String] {
    watched.batch.rows.map { watched.batch.text($0.setting).replacing("\n", with: " ") }
  }

  struct Sent: Sendable, CustomTestStringConvertible {
    let of: String
    let text: String
    var format = RecordFormat.jsonLines
    let setting: String
    var testDescription: String { of }
  }

  @Test(arguments: [
    Sent(
      of: "our own form",
      text:
        #"{"kind":"event","time":"2026-11-20T10:00:00Z","name":"paid","os":"iOS 17.2","country":"de","plan":"Pro"}"#,
      setting: "platform=iOS country=DE plan=pro"
    ),
    Sent(
      of: "PostHog",
      text: #"{"event":"paid","timestamp":"2026-11-20T10:00:00Z","distinct_id":"u1","properties":{"$os":"Mac OS X","#
        + #""$browser":"Safari","$device_type":"Desktop","$geoip_country_code":"FR","plan":"free"}}"#,
      setting: "platform=macOS browser=Safari device=Desktop country=FR plan=free"
    ),
    Sent(
      of: "Segment",
      text: #"{"messageId":"m1","type":"track","event":"paid","timestamp":"2026-11-20T10:00:00Z","userId":"u1","#
        + #""context":{"userAgent":"\#(iPhone)","location":{"country":"Spain"},"traits":{"plan":"team"}}}"#,
      setting: "platform=iOS browser=Mobile Safari country=Spain plan=team"
    ),
    Sent(
      of: "Mixpanel",
      text: #"{"event":"paid","properties":{"time":1795167018,"distinct_id":"u1","$insert_id":"a","$os":"Android","#
        + #""mp_country_code":"IN","$model":"Pixel 8"}}"#,
      setting: "platform=Android device=Pixel 8 country=IN"
    ),
    Sent(
      of: "Amplitude in a browser",
      text: #"{"event_type":"paid","user_id":"u1","time":1795167018451,"insert_id":"a","platform":"Web","#
        + #""os_name":"Chrome","country":"United States","user_properties":{"plan":"pro"}}"#,
      setting: "platform=Web browser=Chrome country=United States plan=pro"
    ),
    Sent(
      of: "Amplitude in an app",
      text: #"{"event_type":"paid","user_id":"u1","time":1795167018451,"insert_id":"a","platform":"iOS","#
        + #""os_name":"ios","device_family":"Apple iPhone"}"#,
      setting: "platform=iOS device=Apple iPhone"
    ),
    Sent(
      of: "Sentry",
      text: #"{"event_id":"0123456789abcdef0123456789abcdef"}"# + "\n{\"type\":\"event\"}\n"
        + #"{"timestamp":"2026-11-20T09:30:10Z","exception":{"values":[{"type":"E","value":"x"}]},"#
        + #""contexts":{"os":{"name":"Windows","version":"11"},"browser":{"name":"Edge"},"device":{"family":"PC"}},"#
        + #""user":{"id":"7","geo":{"country_code":"gb"}},"tags":{"plan":"Enterprise","os":"not asked"}}"# + "\n",
      format: .sentryEnvelope,
      setting: "platform=Windows browser=Edge device=PC country=GB plan=enterprise"
    ),
    Sent(
      of: "a table of messages",
      text: "id,created_at,customer_id,plan,body\n1,2026-11-20,u1,Pro,The page stays white\n",
      format: .csv,
      setting: "plan=pro"
    ),
    Sent(
      of: "a log of objects",
      text:
        #"{"time":"2026-11-20T10:00:00Z","level":"warn","msg":"slow","region":"eu-west-1","ua":{"user_agent":"\#(chrome)"}}"#,
      format: .log,
      setting: "platform=Windows browser=Chrome region=eu-west-1"
    ),
    Sent(
      of: "a web server's log",
      text:
        #"203.0.113.9 - ada [20/Nov/2026:15:04:05 +0000] "GET /cart HTTP/1.1" 200 1234 "https://a.b/" "\#(iPhone)""#,
      format: .log,
      setting: "platform=iOS browser=Mobile Safari"
    ),
    Sent(
      of: "a web server's log that names nobody",
      text: #"203.0.113.9 - ada [20/Nov/2026:15:04:05 +0000] "GET /cart HTTP/1.1" 200 1234 "-" "-""#,
      format: .log,
      setting: ""
    ),
  ]) func `what senders say of a setting is kept under one name`(_ sent: Sent) {
    #expect(Self.settings(watch(sent.text, as: sent.format)) == [sent.setting])
  }

  @Test func `a span tells its setting, its exception has that of the request, and a server's system is nobody's`() {
    let resource = [
      attribute("service.name", "shop"), attribute("os.type", "linux"), attribute("cloud.region", "eu-west-1"),
    ]
    let text = request(
      span(2, parent: 1, "charge", with: exception("E", "x")),
      span(1, "POST /pay", kind: 2, attributes: attribute("user_agent.original", Self.iPhone)),
      resource: resource.joined(separator: ",")
    )
    let request = "platform=iOS browser=Mobile Safari region=eu-west-1"
    #expect(Self.settings(watch(text)) == ["region=eu-west-1", request, request])
  }

  @Test func `what runs in a browser or on a device has a platform that its resource tells`() {
    let browser = attribute("service.name", "web") + "," + attribute("browser.platform", "macOS")
    let device = attribute("os.name", "iOS") + "," + attribute("device.model.name", "iPhone15,2")
    #expect(Self.settings(watch(request(span(1), resource: browser))) == ["platform=macOS"])
    #expect(Self.settings(watch(request(span(1), resource: device))) == ["platform=iOS device=iPhone15,2"])
  }

  private static func event(_ number: Int, plan: String) -> String {
    #"{"kind":"event","time":"2026-11-20T10:00:00Z","id":"\#(number)","name":"paid","plan":"\#(plan)"}"#
  }

  @Test func `an attribute with too many values is told as other from then on`() {
    let text = (0..<600).map { Self.event($0, plan: "p\($0)") }.joined(separator: "\n")
    let settings = Self.settings(watch(text))
    #expect(settings[..<512] == (0..<512).map { "plan=p\($0)" }[...])
    #expect(Set(settings[512...]) == ["plan=other"])
  }

  @Test func `a value is one line of at most 64 bytes, and masked`() {
    let plans = [
      String(repeating: "x", count: 65), String(repeating: "y", count: 64), "a\\nplatform=b", "---",
      "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    ]
    let settings = Self.settings(
      watch(plans.enumerated().map { Self.event($0, plan: $1) }.joined(separator: "\n"))
    )
    #expect(settings[..<4] == ["", "plan=" + String(repeating: "y", count: 64), "plan=a platform b", ""])
    #expect(!settings[4].contains("4ec39h") && !settings[4].contains("4eC39H"))
  }
}
