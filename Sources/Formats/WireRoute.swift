import Bytes

/// What a program's library sends to, told by the path of its request.
///
/// Each kind is answered in its own way: what one library takes for success makes another try again for ever.
package enum WireRoute: String, CaseIterable, Sendable {
  case traces = "otlp_traces"
  case metrics = "otlp_metrics"
  case logs = "otlp_logs"
  case sentryEnvelope = "sentry_envelope"
  case sentryStore = "sentry_store"
  case postHog = "posthog"
  case postHogEvents = "posthog_events"
  case postHogFlags = "posthog_flags"
  case segment
  case mixpanel
  case amplitude
  case launchDarkly = "launchdarkly"
  case launchDarklyDiagnostic = "launchdarkly_diagnostic"
  case statsig
  case prometheus
  case langSmith = "langsmith"
  case langSmithInfo = "langsmith_info"
  case logfireInfo = "logfire_info"
  /// Scores and feedback about model runs.
  case scores
  /// What Langfuse's libraries sent before they sent OTLP.
  case langfuse
  case webhook
  /// `/batch`, which is PostHog's, Amplitude's and Segment's: the body tells.
  case batch
  /// `/track` and `/engage`, which are Mixpanel's and PostHog's.
  case track
  /// Anything that an import would take.
  case signals
  /// Lines of a file that is followed; nothing is received under it, nor under the next two.
  case file
  /// A page of metrics, and the answer to a query of Prometheus, that were fetched.
  case scrape
  case rangeQuery = "query_range"

  /// Whether a body is kept; other requests only want an answer.
  package var keepsBody: Bool {
    switch self {
    case .postHogFlags, .launchDarklyDiagnostic, .langSmithInfo, .logfireInfo: false
    default: true
    }
  }

  /// Whether it is one of OpenTelemetry's three.
  package var isOTLP: Bool { self == .traces || self == .metrics || self == .logs }

  /// The tools whose requests can be passed on to them.
  package static let tools: Set<String> = [
    "otlp", "sentry", "posthog", "segment", "mixpanel", "amplitude", "launchdarkly", "statsig", "langsmith", "langfuse",
    "logfire",
  ]

  /// Whose library asks; empty where that is not told by the path alone, or nobody's.
  package var tool: String {
    switch self {
    case .traces, .metrics, .logs: "otlp"
    case .sentryEnvelope, .sentryStore: "sentry"
    case .postHog, .postHogEvents, .postHogFlags: "posthog"
    case .segment: "segment"
    case .mixpanel, .track: "mixpanel"
    case .amplitude: "amplitude"
    case .launchDarkly, .launchDarklyDiagnostic: "launchdarkly"
    case .statsig: "statsig"
    case .langSmith, .langSmithInfo: "langsmith"
    case .logfireInfo: "logfire"
    case .langfuse: "langfuse"
    case .prometheus, .webhook, .scores, .batch, .signals, .file, .scrape, .rangeQuery: ""
    }
  }

  /// Takes `/in/TOOL` off a path; nil where it does not begin so.
  package static func mounted(_ path: String) -> (tool: String, path: String)? {
    guard path.hasPrefix("/in/") else { return nil }
    let rest = path.dropFirst("/in/".count)
    let end = rest.firstIndex(of: "/") ?? rest.endIndex
    guard end > rest.startIndex else { return nil }
    return (rest[..<end].lowercased(), end < rest.endIndex ? String(rest[end...]) : "/")
  }

  /// Whether libraries send it from within a page, whose origin is then anybody's.
  package var isSentByPages: Bool {
    switch self {
    case .sentryEnvelope, .sentryStore, .postHog, .postHogEvents, .postHogFlags, .segment, .mixpanel, .track, .batch,
      .amplitude, .launchDarkly, .launchDarklyDiagnostic, .statsig:
      true
    default: false
    }
  }

  /// Finds the route of a path; nil where nothing is served there.
  ///
  /// `/in/TOOL/…` says whose library asks, where two tools have the same path.
  package static func find(_ path: String) -> WireRoute? {
    let mount = mounted(path)
    let tool = mount?.tool
    let parts = (mount?.path ?? path).utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    guard let route = route(parts) else { return tool.flatMap(of(tool:)) }
    switch (route, tool) {
    case (.batch, "posthog"), (.track, "posthog"): return .postHog
    case (.batch, "amplitude"): return .amplitude
    case (.batch, "segment"): return .segment
    case (.track, "mixpanel"): return .mixpanel
    default: return route
    }
  }

  private static func of(tool: String) -> WireRoute? {
    switch tool {
    case "posthog": .postHog
    case "segment": .segment
    case "mixpanel": .mixpanel
    case "amplitude": .amplitude
    case "launchdarkly": .launchDarkly
    case "statsig": .statsig
    case "langsmith": .langSmith
    case "prometheus": .prometheus
    default: nil
    }
  }

  private static func route(_ parts: [String]) -> WireRoute? {
    let last = parts.last ?? ""
    let before = parts.dropLast().last ?? ""
    // Vendors put prefixes of their own before OTLP's paths.
    if before == "v1", let signal = otlp[last] { return signal }
    if parts.first == "i", before == "v1", last == "metrics" { return .metrics }
    if parts.first == "api", parts.count == 3 {
      if last == "envelope" { return .sentryEnvelope }
      if last == "store" { return .sentryStore }
    }
    if parts.first == "webhooks", parts.count == 2 { return .webhook }
    if parts.starts(with: ["events", "bulk"]) { return .launchDarkly }
    if parts.starts(with: ["diagnostic"]) || parts.starts(with: ["events", "diagnostic"]) {
      return .launchDarklyDiagnostic
    }
    if parts.first == "runs", parts.count == 2, isUUID(parts[1]) { return .langSmith }
    return plain[parts.joined(separator: "/")]
  }

  /// Returns the id of the run of LangSmith's that a path names: `/runs/ID`, where what is sent says more of it.
  package static func run(_ path: String) -> String? {
    let parts = (mounted(path)?.path ?? path).utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    return parts.first == "runs" && parts.count == 2 && isUUID(parts[1]) ? parts[1] : nil
  }

  /// All else under `/runs` is asked for, and not sent.
  private static func isUUID(_ word: String) -> Bool {
    word.utf8.count == 36 && word.utf8.allSatisfy { $0 == UInt8(ascii: "-") || Hex.value(ofDigit: $0) != nil }
  }

  private static let otlp: [String: WireRoute] = ["traces": .traces, "metrics": .metrics, "logs": .logs]

  private static let plain: [String: WireRoute] = [
    "batch": .batch, "capture": .postHog, "e": .postHog, "i/v0/e": .postHog, "i/v0/ai/batch": .postHog,
    "i/v1/analytics/events": .postHogEvents, "flags": .postHogFlags, "decide": .postHogFlags, "track": .track,
    "engage": .track, "import": .mixpanel, "groups": .mixpanel, "v1/batch": .segment, "v1/track": .segment,
    "v1/identify": .segment, "v1/page": .segment, "v1/screen": .segment, "v1/group": .segment, "v1/alias": .segment,
    "v1/import": .segment, "2/httpapi": .amplitude, "bulk": .launchDarkly, "mobile": .launchDarkly,
    "v1/log_event": .statsig, "v1/rgstr": .statsig, "api/v1/write": .prometheus, "runs/multipart": .langSmith,
    "runs/batch": .langSmith, "runs": .langSmith, "feedback": .scores, "info": .langSmithInfo,
    "v1/info": .logfireInfo,
    "v1/span_annotations": .scores, "v1/trace_annotations": .scores, "v1/session_annotations": .scores,
    "v1/document_annotations": .scores,
    "api/public/scores": .scores, "api/public/ingestion": .langfuse, "v1/signals": .signals,
  ]
}
