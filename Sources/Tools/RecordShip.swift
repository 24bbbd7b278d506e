import Bytes
import Domain
import Loop
import Ship

extension ReckonTool {
  /// Reports that something has landed.
  static let recordShip = ReckonTool(
    name: "record_ship",
    command: "ship",
    title: "Record ship",
    summary: "report a merge, deploy, rollout or revert; git is asked whether it is so",
    description:
      "Call this when a change has merged, been deployed, rolled out or reverted; git is asked whether it is so. "
      + "The same report twice is one ship.",
    arguments: [
      .required("kind", .string("what landed", oneOf: Ship.Kind.allCases.map(\.rawValue))),
      .optional("bet", .string("B-XXXXXX; else from the commit's trailer")),
      .optional("commit", .string("at least 7 hex digits")),
      .optional("pr", .string("number or URL")),
      .optional("branch", .string("its branch")),
      .optional("environment", .string("where; else production")),
      .optional("release", .string("as telemetry names it")),
      .optional("flag", .string("flag that exposes it")),
      .optional("percent", .number("share exposed", in: 0.0...100.0)),
      .optional("at", .string("RFC 3339; else as git tells")),
      .optional("lease", .string("lease, L-XXXXXX")),
      .optional("key", .string("your own key")),
      format,
    ],
    isReadOnly: false,
    isAlwaysLoaded: true,
    example: ["bet": "B-7K2M9Q", "kind": "merge", "commit": "3f2a9c1"],
    run: { call in
      var report = ShipReport(call.text("kind").flatMap(Ship.Kind.init(rawValue:)) ?? .merge)
      report.bets = try call.id("bet", .bet).map { [$0] } ?? []
      report.commit = call.text("commit")
      report.pullRequest = call.text("pr")
      report.branch = call.text("branch")
      report.environment = call.text("environment")
      report.release = call.text("release")
      report.flag = call.text("flag")
      report.percent = call.number("percent")
      report.at = try call.instant("at")
      report.key = call.text("key")
      var recording = ShipRecording(report)
      recording.lease = try call.id("lease", .lease)
      return try recording.record(call.books(), checkpoint: call.checkpoint).answer
    }
  )
}

extension ShipRecording.Outcome {
  fileprivate var answer: ToolAnswer {
    let bets = ship.bets.map(\.text)
    let head =
      "\(ship.id) (\(ship.kind.rawValue), \(ship.level.rawValue)) for \(bets.isEmpty ? "no bet" : Wording.list(bets))"
      + (isRepeated ? "; it was recorded before, nothing was added." : ".")
    var lines = [head, clocks]
    lines += ship.checks.map {
      "  \($0.passed ? "yes" : "no "): \($0.what)\($0.detail.isEmpty ? "" : " - \(Wording.foreign($0.detail, limit: 200))")"
    }
    if ship.isPostHoc {
      lines.append("No plan was locked before it was exposed: every read-out will be labelled post_hoc.")
    }
    lines.append(next)
    return ToolAnswer(
      text: lines.joined(separator: "\n"),
      json: [
        "ship": ship.json, "repeated": .bool(isRepeated),
        "first_read": firstRead.map { .string($0.description) } ?? .null,
      ],
      summary: head
    )
  }

  private var clocks: String {
    func word(_ name: String, _ instant: Timestamp?) -> String {
      instant.map { "\(name) \(Wording.time($0))" } ?? "not \(name) yet"
    }
    var clocks = [word("merged", ship.merged), word("deployed", ship.deployed), word("exposed", ship.exposed)]
    if let reverted = ship.reverted { clocks.append("reverted \(Wording.time(reverted))") }
    return "Clocks: \(clocks.joined(separator: ", "))."
  }

  private var next: String {
    let measure = Wording.call("measure_impact", ["id": .string(ship.id.text)])
    if let firstRead { return "First honest read: \(Wording.day(firstRead)), \(measure)" }
    return
      "The clock starts when production first shows a release with this commit, or a deploy is recorded. Then: \(measure)"
  }
}
