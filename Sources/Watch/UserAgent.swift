/// What a browser or a program calls itself, as platform and browser.
///
/// Browsers name each other for old times' sake: of several known names the one that stands first here counts
/// (https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Browser_detection_using_the_user_agent).
struct UserAgent: Equatable {
  let platform: String
  let browser: String

  private static let platforms = [
    ("iPhone", "iOS"), ("iPad", "iOS"), ("iPod", "iOS"), ("Android", "Android"), ("CrOS", "ChromeOS"),
    ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Macintosh", "macOS"), ("Darwin/", "macOS"), ("Linux", "Linux"),
  ]
  private static let browsers = [
    ("bot", "bot"), ("Bot", "bot"), ("spider", "bot"), ("crawler", "bot"), ("Edg/", "Edge"), ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"), ("Edge/", "Edge"), ("OPR/", "Opera"), ("Opera", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"), ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"), ("MSIE ", "Internet Explorer"), ("Trident/", "Internet Explorer"),
  ]
  /// Names of programs that are no browsers, such as `curl/8.5.0`, are longer only where they are no names.
  private static let nameLimit = 32
  /// Enough for all that browsers write; whoever sends it may send more.
  private static let looked = 512

  /// Reads it; what is not known stays empty.
  init(_ text: String) {
    let text = String(decoding: text.utf8.prefix(UserAgent.looked), as: UTF8.self)
    platform = UserAgent.platforms.first { text.contains($0.0) }?.1 ?? ""
    if let known = UserAgent.browsers.first(where: { text.contains($0.0) }) {
      browser = known.1
    } else if text.contains("Safari/") {
      browser = platform == "iOS" ? "Mobile Safari" : platform == "macOS" ? "Safari" : ""
    } else {
      let name = text.prefix { $0 != "/" && $0 != " " }
      let isName = !name.isEmpty && name != "Mozilla" && name.utf8.count <= UserAgent.nameLimit
      browser = isName && name.utf8.count < text.utf8.count ? String(name) : ""
    }
  }
}
