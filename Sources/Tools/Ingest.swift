import Bytes
import Loop

extension ReckonTool {
  /// Takes in signals that an agent has at hand: `reckon import`, for those who have no shell.
  static let ingest = ReckonTool(
    name: "ingest",
    command: "import",
    hasOwnCommand: false,
    title: "Ingest",
    summary: "take in signals from a file or a text",
    description:
      "Call this to take in a file or text of telemetry, logs, events or messages. "
      + "Known signals count once.",
    arguments: [
      .optional("path", .string("file or folder in the project")),
      .optional("text", .string("NDJSON or CSV, instead")),
      .optional("dry_run", .boolean("store nothing")),
      format,
    ],
    isReadOnly: false,
    example: ["path": "exports/messages.csv", "dry_run": true],
    run: { call in
      let importer = Importer(
        workplace: call.workplace,
        desk: call.desk,
        isDryRun: call.flag("dry_run"),
        sourceName: nil,
        actor: call.actor
      )
      let report: ImportReport
      switch (call.text("path"), call.text("text")) {
      case (let path?, nil):
        report = try importer.run(within: path, checkpoint: call.checkpoint, progress: call.show)
      case (nil, let text?):
        guard text.utf8.count <= Ingestion.textLimit else {
          throw LoopError.badValue(
            argument: "text",
            typed: text,
            expected: "at most 1 MiB of it; larger ones as a path"
          )
        }
        report = try importer.run(text: text, checkpoint: call.checkpoint, progress: call.show)
      case (nil, nil): throw LoopError.needs(argument: "path", why: "there is nothing to take in, no text either")
      case (let path?, _?):
        throw LoopError.badValue(argument: "path", typed: path, expected: "a path or a text, not both")
      }
      return report.answer(call)
    }
  )
}

private enum Ingestion {
  /// What is longer belongs into a file.
  static let textLimit = 1 << 20
  static let rejectLimit = 100
}

extension ToolCall {
  /// Tells the client how far an import is.
  fileprivate func show(_ done: ImportProgress) {
    progress(Double(done.done), done.total > 0 ? Double(done.total) : nil, done.text)
  }
}

extension ImportReport {
  fileprivate func answer(_ call: ToolCall) -> ToolAnswer {
    var paragraphs = facts
    if let turn { paragraphs.insert("\(turn.sentence) Next: get_bet {}", at: 1) }
    // Whoever reads this reads no words of the senders.
    let told = rejects.prefix(Ingestion.rejectLimit)
    paragraphs += told.map { "  rejected \($0.words($0.plain))" }
    if rejected > told.count { paragraphs.append("  and \(rejected - told.count) more rejects") }
    let text = call.budget.pack(paragraphs) { _ in "The same call with \"format\":\"json\" lists the first of them." }
    return ToolAnswer(
      text: text,
      json: json(rejects: ImportReport.shownLimit, plain: true),
      summary: facts[0],
      isNegative: accepted == 0 && duplicates == 0 && rejected > 0
    )
  }
}
