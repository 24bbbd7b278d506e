/// Where known tools show what they keep: what follows the address of a project, or of the whole tool.
package enum LinkPreset: String, CaseIterable, Sendable {
  case jaeger, grafana, honeycomb, datadog, langfuse, langsmith, phoenix, logfire, sentry, posthog, prometheus

  /// What a template begins with, as help shows it.
  package var base: String {
    switch self {
    case .jaeger: "http://localhost:16686"
    case .grafana: "https://grafana.example"
    case .honeycomb: "https://ui.honeycomb.io/TEAM/environments/ENVIRONMENT/datasets/DATASET"
    case .datadog: "https://app.datadoghq.com"
    case .langfuse: "https://cloud.langfuse.com/project/PROJECT"
    case .langsmith: "https://smith.langchain.com/o/ORGANISATION/projects/p/PROJECT"
    case .phoenix: "http://localhost:6006"
    case .logfire: "https://logfire-us.pydantic.dev/ORGANISATION/PROJECT"
    case .sentry: "https://ORGANISATION.sentry.io/projects/PROJECT"
    case .posthog: "https://us.posthog.com/project/PROJECT"
    case .prometheus: "http://localhost:9090"
    }
  }

  /// What follows it.
  private var tail: String {
    switch self {
    case .jaeger: "/trace/{trace}"
    case .grafana: LinkPreset.explore
    // https://docs.honeycomb.io/investigate/collaborate/share-trace/
    case .honeycomb: "/trace?trace_id={trace}&span={span}&trace_start_ts={from_s}&trace_end_ts={to_s}"
    case .datadog: "/apm/trace/{trace}"
    case .langfuse: "/traces/{trace}"
    // The first run of a trace has the trace's id.
    case .langsmith: "/r/{trace_uuid}"
    // https://arize.com/docs/phoenix/tracing/how-to-tracing/advanced/constructing-urls
    case .phoenix: "/redirects/spans/{span}"
    // As Logfire's own MCP server makes its links.
    case .logfire: "?q=trace_id%3D%27{trace}%27"
    case .sentry: "/events/{id}/"
    case .posthog: "/events/{id}/{time}"
    case .prometheus: "/graph?g0.expr={name}&g0.tab=0&g0.end_input={time}"
    }
  }

  /// Grafana's Explore with one pane, on a data source of Tempo's whose uid is `tempo`.
  private static let explore =
    "/explore?schemaVersion=1&orgId=1&panes=%7B%22a%22:%7B%22datasource%22:%22tempo%22,%22queries%22:%5B%7B"
    + "%22refId%22:%22A%22,%22datasource%22:%7B%22type%22:%22tempo%22,%22uid%22:%22tempo%22%7D,"
    + "%22queryType%22:%22traceql%22,%22query%22:%22{trace}%22%7D%5D,"
    + "%22range%22:%7B%22from%22:%22{from_ms}%22,%22to%22:%22{to_ms}%22%7D%7D%7D"

  /// Returns the template for a tool at an address; throws where the address is none.
  package func template(at base: String) throws(LoopError) -> LinkTemplate {
    let whole = base.hasSuffix("/") ? String(base.dropLast()) : base
    guard !whole.contains(where: { "?#{}".contains($0) }) else {
      throw .badValue(argument: "BASE", typed: base, expected: "an address such as \(self.base)")
    }
    return try LinkTemplate(whole + tail)
  }
}
