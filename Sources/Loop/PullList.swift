import Host

/// What a watch fetches, as it was typed.
package struct PullList: Sendable {
  package var scrapes: [String] = []
  package var queries: [String] = []
  package var pulls: [String] = []
  /// Seconds between two scrapes, and from one step of a query to the next.
  package var every = ""

  package init() {}

  private static let standardSeconds: Int64 = 30
  private static let seconds: ClosedRange<Int64> = 5...3_600
  /// Those who are asked for all that is new are asked less often.
  private static let pullInterval = Duration.seconds(300)
  private static let limit = 64

  /// Reads what was typed; keys and hosts are the user's variables.
  func sources(_ environment: Environment) throws(LoopError) -> [any Pull] {
    let seconds = every.isEmpty ? PullList.standardSeconds : Int64(every) ?? 0
    guard PullList.seconds.contains(seconds) else {
      throw .badValue(argument: "--every", typed: every, expected: "a number of seconds from 5 to 3600")
    }
    var sources: [any Pull] = []
    for typed in scrapes {
      guard let named = PullAddress.named(typed) else {
        throw .badValue(argument: "--scrape", typed: typed, expected: "[NAME=]URL, " + PullList.address)
      }
      sources.append(ScrapePull(named, interval: .seconds(seconds)))
    }
    for typed in queries {
      guard let query = RangeQueryPull(typed, interval: .seconds(seconds)) else {
        throw .badValue(argument: "--query-range", typed: typed, expected: "'[NAME=]URL QUERY', " + PullList.address)
      }
      sources.append(query)
    }
    for typed in pulls { sources.append(try PullList.pull(typed, environment)) }
    for source in sources where sources.count(where: { $0.name == source.name }) > 1 {
      throw .badValue(argument: "one source", typed: source.name, expected: "each once")
    }
    guard sources.count <= PullList.limit else {
      throw .badValue(argument: "the list", typed: "\(sources.count) sources", expected: "at most \(PullList.limit)")
    }
    return sources
  }

  private static let address = "the URL of http or https and without a password, which goes into ~/.netrc"

  private static func pull(_ typed: String, _ environment: Environment) throws(LoopError) -> any Pull {
    let sides = typed.split(separator: "=", maxSplits: 1).map(String.init)
    let parts = sides.last?.split(separator: "/", omittingEmptySubsequences: false).map(String.init) ?? []
    if sides.count == 2, parts.allSatisfy(isName) {
      switch (sides[0], parts.count) {
      case ("sentry", 2):
        return SentryPull(
          organization: parts[0],
          project: parts[1],
          try host("SENTRY_URL", environment, else: "https://sentry.io"),
          key: try key("SENTRY_AUTH_TOKEN", environment),
          interval: pullInterval
        )
      case ("posthog", 1):
        return PostHogPull(
          project: parts[0],
          try host("POSTHOG_HOST", environment, else: "https://us.posthog.com"),
          key: try key("POSTHOG_PERSONAL_API_KEY", environment),
          interval: pullInterval
        )
      case ("github", 2): return GitHubPull(repository: parts.joined(separator: "/"), interval: pullInterval)
      default: break
      }
    }
    throw .badValue(
      argument: "--pull",
      typed: typed,
      expected: "sentry=ORG/PROJECT, posthog=PROJECT_ID or github=OWNER/REPO"
    )
  }

  /// Whether a text can stand in a path and mean nothing but itself.
  private static func isName(_ text: String) -> Bool {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || "-_.".utf8.contains(byte)
    }
    return isPlain && (1...100).contains(text.utf8.count) && !text.hasPrefix(".")
  }

  private static func key(_ name: String, _ environment: Environment) throws(LoopError) -> String {
    guard let key = environment.variables[name], !key.isEmpty else {
      throw .needs(argument: name, why: "nothing can be pulled without a key")
    }
    // What it is stays unsaid.
    guard key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw .needs(argument: name, why: "it is no key") }
    return key
  }

  private static func host(
    _ name: String,
    _ environment: Environment,
    else standard: String
  ) throws(LoopError) -> PullAddress {
    let typed = environment.variables[name] ?? ""
    // PostHog's libraries are given the host that takes events in; that of its API is another.
    let url = (typed.isEmpty ? standard : typed).replacing(".i.posthog.com", with: ".posthog.com")
    guard let address = PullAddress(url), !url.contains("?") else {
      throw .badValue(argument: name, typed: typed, expected: "a URL of http or https")
    }
    return address
  }
}
