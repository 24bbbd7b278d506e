import Bytes
import Loop
import Tools

extension Command {
  /// Takes in files.
  static let importFiles = Command(
    name: "import",
    summary: "take in files of signals: telemetry, logs, events, customer messages",
    details:
      "The format is told from the content. Telemetry: OTLP (JSON lines, protobuf, files of the Collector), metrics of "
      + "Prometheus (--as-of gives samples without a time the one of their scrape), alerts of Alertmanager, envelopes of "
      + "Sentry, logs of common loggers and web servers. Agents: OpenTelemetry's GenAI names, OpenInference, Phoenix, Langfuse, "
      + "LangSmith, Claude Code, Codex. Products: PostHog, Segment, Mixpanel, Amplitude, LaunchDarkly, Statsig, and this "
      + "program's own events, flags and deploys. Numbers: tables and JSON lines of metrics; where their names leave a doubt, "
      + "--map says which column is what (FIELD=COLUMN, or FIELD:TEXT for all rows; the fields are time, value, name, unit, "
      + "kind, label, label.NAME, service, environment, release, account, subject). People: messages as CSV or JSON lines, "
      + "Intercom, Zendesk, Slack, Canny, Productboard, app stores, Markdown. GitHub: webhooks, lists of gh. What is packed (gzip, zlib, zstd; brotli by its "
      + "name, .br) is unpacked on the way. Folders are walked; - reads stdin. "
      + "The same signals twice count once. Secrets are masked before anything is stored.",
    operands: [Operand(name: "PATH", isRequired: true, help: "files or folders; - for stdin", isRepeated: true)],
    options: [
      Option(name: "--dry-run", value: nil, help: "say what would be taken in, and store nothing"),
      Option(
        name: "--map",
        value: "MAP",
        help: "which columns or members are what of a metric, such as time=ts,value=took"
      ),
      Option(name: "--source", value: "NAME", help: "name of the source, instead of the format's own"),
      .json, .root, .asOf,
    ],
    example: "reckon import telemetry.jsonl messages.csv",
    run: { invocation in
      invocation.attempt {
        let importer = Importer(
          workplace: try invocation.workplace(),
          desk: Desk(),
          isDryRun: invocation.flags.contains("--dry-run"),
          sourceName: invocation.values["--source"],
          map: invocation.values["--map"]
        )
        let line = ProgressLine(invocation.terminal)
        let report = try importer.run(invocation.operands) { line.show($0.text, $0.share) }
        line.clear()
        let isJSON = invocation.flags.contains(Option.json.name)
        if isJSON {
          invocation.terminal.out(report.json(rejects: ImportReport.rejectLimit).text)
        } else {
          report.lines.forEach { invocation.terminal.show($0) }
        }
        return report.accepted == 0 && report.duplicates == 0 && report.rejected > 0 ? .badInput : .done
      }
    }
  )
}

extension ImportProgress {
  fileprivate var share: Double? { total > 0 ? min(1, Double(done) / Double(total)) : nil }
}
