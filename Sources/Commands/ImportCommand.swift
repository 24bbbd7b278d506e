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
      + "Sentry, logs of common loggers and web servers. Agents: OpenTelemetry's GenAI names, OpenInference, Langfuse, "
      + "LangSmith, Claude Code, Codex. Products: PostHog, Segment, Mixpanel, Amplitude, LaunchDarkly, Statsig, and this "
      + "program's own events, flags and deploys. Numbers: tables and JSON lines of metrics; where their names leave a doubt, "
      + "--map says which column is what (FIELD=COLUMN, or FIELD:TEXT for all rows; the fields are time, value, name, unit, "
      + "kind, label, label.NAME, service, environment, release, account, subject). People: messages as CSV or JSON lines, Intercom, Zendesk, Slack, Canny, "
      + "Productboard, app stores, Markdown. GitHub: webhooks, lists of gh. What is packed (gzip, zlib, zstd; brotli by its "
      + "name, .br) is unpacked on the way. Folders are walked; - reads stdin. "
      + "The same signals twice count once. Secrets are masked before anything is stored.",
    operands: [Operand(name: "PATH", isRequired: true, help: "files or folders; - for stdin", isRepeated: true)],
    options: [
      Option(name: "--dry-run", value: nil, help: "say what would be taken in, and store nothing"),
      Option(
        name: "--map",
        value: "MAP",
        help: "which columns or members are what of a metric: time=ts,value=latency_ms,name:latency,unit:ms,kind:gauge"
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
          invocation.terminal.out(report.json.text)
        } else {
          report.lines.forEach { invocation.terminal.show($0) }
        }
        return report.accepted == 0 && report.duplicates == 0 && report.rejected > 0 ? .badInput : .done
      }
    }
  )
}

extension ImportProgress {
  fileprivate var text: String {
    "\(VisibleText.escape(path, limit: 60)): \(signals) signals"
  }

  fileprivate var share: Double? { total > 0 ? min(1, Double(done) / Double(total)) : nil }
}

extension ImportReport {
  /// Rejects shown; all are counted.
  private static let rejectLimit = 20

  var lines: [String] {
    var lines = [
      (isDryRun ? "Would take in " : "Took in ")
        + "\(accepted) signals (\(duplicates) known already, \(rejected) rejected, \(redacted) secrets masked)."
    ]
    if isDryRun { lines.append("Nothing was stored. Signals that are known already are told only by a real import.") }
    lines += formats.map {
      "  \($0.name): \($0.accepted) accepted, \($0.duplicates) duplicate, \($0.rejected) rejected"
    }
    lines += maps.map { "  metrics of \(VisibleText.escape($0.path, limit: 120)): --map \($0.map)" }
    if instructed > 0 {
      lines.append(
        "  instruction-like texts: \(instructed) (kept as texts; nothing in them is ever taken for an order)"
      )
    }
    lines += skipped.map { "  skipped \($0.count): \($0.reason)" }
    lines += rejects.prefix(Self.rejectLimit).map {
      "  rejected \(VisibleText.escape($0.path, limit: 120)):\($0.line): \(VisibleText.escape($0.reason, limit: 200))"
    }
    if rejected > min(rejects.count, Self.rejectLimit) {
      lines.append(
        "  and \(rejected - min(rejects.count, Self.rejectLimit)) more rejects; --json lists the first \(rejects.count)"
      )
    }
    if removed.days > 0 { lines.append("  \(removed.words(verb: "removed")) (reckon retention)") }
    if let turn { lines.append(turn.sentence) }
    return lines
  }

  var json: JSONValue {
    [
      "accepted": .integer(Int64(accepted)), "duplicate": .integer(Int64(duplicates)),
      "rejected": .integer(Int64(rejected)), "redacted": .integer(Int64(redacted)),
      "instruction_like": .integer(Int64(instructed)), "dry_run": .bool(isDryRun),
      "formats": .array(
        formats.map {
          [
            "format": .string($0.name), "accepted": .integer(Int64($0.accepted)),
            "duplicate": .integer(Int64($0.duplicates)), "rejected": .integer(Int64($0.rejected)),
          ]
        }
      ),
      "unique": .object(
        JSONObject(
          lastOfEach: unique.counts.sorted { $0.key < $1.key }
            .map { JSONObject.Member(key: $0.key, value: .integer(Int64($0.value))) }
        )
      ),
      "maps": .array(maps.map { ["path": .string($0.path), "map": .string($0.map)] }),
      "skipped": .array(skipped.map { ["reason": .string($0.reason), "count": .integer(Int64($0.count))] }),
      "rejects": .array(
        rejects.map { ["path": .string($0.path), "line": .integer(Int64($0.line)), "reason": .string($0.reason)] }
      ),
      "opportunities": .integer(Int64(turn?.opportunities ?? 0)), "choice": turn.map { .string($0.choice) } ?? .null,
      "removed": removed.json,
    ]
  }
}

extension Turn.Result {
  /// What came of it, in a line.
  var sentence: String {
    "\(opportunities) opportunities (\(changed) changed). Choice: \(choice.uppercased())"
      + (pick.map { " \($0)" } ?? "") + ". Next: reckon bet"
  }
}
