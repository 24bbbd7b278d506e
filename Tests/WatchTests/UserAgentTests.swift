import Testing

// How user agents are read is the room's own business.
@testable import Watch

@Suite struct UserAgentTests {
  struct Told: Sendable, CustomTestStringConvertible {
    let text: String
    let platform: String
    let browser: String
    var testDescription: String { text }
  }

  private static let webKit = "AppleWebKit/537.36 (KHTML, like Gecko)"

  @Test(arguments: [
    Told(
      text: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 "
        + "Safari/605.1.15",
      platform: "macOS",
      browser: "Safari"
    ),
    Told(
      text:
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 CriOS/123.0 Mobile Safari/604.1",
      platform: "iOS",
      browser: "Chrome"
    ),
    Told(
      text: "Mozilla/5.0 (Linux; Android 14; SM-S918B) \(webKit) SamsungBrowser/24.0 Chrome/117.0 Mobile Safari/537.36",
      platform: "Android",
      browser: "Samsung Internet"
    ),
    Told(
      text: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) \(webKit) Chrome/126.0 Safari/537.36 Edg/126.0",
      platform: "Windows",
      browser: "Edge"
    ),
    Told(
      text: "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
      platform: "Linux",
      browser: "Firefox"
    ),
    Told(
      text: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
      platform: "",
      browser: "bot"
    ),
    Told(text: "curl/8.5.0", platform: "", browser: "curl"),
    Told(text: "MyShop/4.2 (iPad; iOS 17.0)", platform: "iOS", browser: "MyShop"),
    Told(text: "Mozilla/5.0", platform: "", browser: ""),
    Told(text: "", platform: "", browser: ""),
    Told(text: String(repeating: "x", count: 100_000) + "/1 iPhone", platform: "", browser: ""),
  ]) func `a user agent tells platform and browser`(_ told: Told) {
    let agent = UserAgent(told.text)
    #expect(agent.platform == told.platform)
    #expect(agent.browser == told.browser)
  }
}
