import Bytes
import Domain
import Loop

extension ReckonTool {
  /// What is healthy, what can be decided, and what to call next.
  static let getStatus = ReckonTool(
    name: "get_status",
    command: "status",
    title: "Status",
    summary: "what is known of this project today",
    description:
      "Call this when unsure: which sources are live, late, silent or broken, what can be decided, "
      + "leases, due read-outs, the next best call.",
    arguments: readArguments,
    isReadOnly: true,
    looksBack: true,
    run: { call in
      let status = try Status(of: call.workplace, at: call.desk, actor: call.actor)
      let paragraphs = status.paragraphs
      return ToolAnswer(
        text: call.budget.pack(paragraphs) { tokens in "More of it: get_status {\"max_tokens\":\(tokens)}" },
        json: status.json,
        summary: paragraphs[0]
      )
    }
  )
}

extension Status {
  fileprivate var paragraphs: [String] {
    let fetching = failing.map(\.line)
    guard let contents else { return [headWithoutData, projectLine] + fetching + ["Next: \(nextWithoutData)"] }
    return [contents.head(version), projectLine] + fetching + contents.lines + ["Next: \(contents.next)"]
  }

  private var headWithoutData: String {
    "Reckon \(version): nothing has been imported, so nothing can be decided or measured. "
      + "No data is not the same as no problems."
  }

  private var nextWithoutData: String {
    project == nil
      ? "start reckon in a project." : "reckon import PATH in a shell, or reckon demo for a bundled product."
  }

  private var projectLine: String {
    if let missingRoot {
      return "Project: none. \(Wording.foreign(missingRoot, limit: 300)), given with --root, is not a folder."
    }
    guard let project else {
      return "Project: none. The working directory has gone, or its name is not UTF-8. "
        + "Start reckon in a repository, or with --root FOLDER."
    }
    let root = Wording.foreign(project.root, limit: 300)
    let place = "Project: \(root), found by \(project.evidence.rawValue)"
    return switch project.repository {
    case nil: place + "; not a git repository, so ships cannot be verified here."
    case let repository? where repository.isLinked: place + "; a linked working tree of a git repository."
    case _?: place + "; a git repository."
    }
  }

  fileprivate var json: JSONValue {
    var object: JSONObject = ["version": .string(version), "project": projectJSON]
    object["missing_root"] = missingRoot.map { .string($0) }
    object["sources"] = .array(contents?.sources.map(\.json) ?? [])
    object["failing"] = .array(failing.map(\.json))
    object["data_through"] = contents?.dataThrough.map { .string($0.description) } ?? .null
    object["signals"] = .integer(contents?.signals ?? 0)
    object["removed_signals"] = .integer(contents?.removed.signals ?? 0)
    object["opportunities"] = .object(contents?.opportunitiesJSON ?? [:])
    object["choice"] = contents?.choice.map { .string($0.kind.rawValue) } ?? .null
    object["pick"] = contents?.pick.map { .string($0.id.text) } ?? .null
    object["leases"] = .array(contents?.leases.map(\.statusJSON) ?? [])
    object["due"] = .array(contents?.due.map(\.json) ?? [])
    object["next"] = .string(contents?.next ?? nextWithoutData)
    return .object(object)
  }

  private var projectJSON: JSONValue {
    guard let project else { return .null }
    return [
      "root": .string(project.root), "found_by": .string(project.evidence.rawValue),
      "git": .bool(project.repository != nil), "linked_worktree": .bool(project.repository?.isLinked ?? false),
      "state_folder": .string(project.stateFolder),
    ]
  }
}

extension Status.FailingPull {
  fileprivate var line: String {
    let since = lastSuccess.map { "since \(Wording.time($0))" } ?? "from its first try on"
    return "Fetching: \(Wording.foreign(name, limit: 120)) has failed \(since), tried last \(Wording.time(lastTry)): "
      + "\(Wording.foreign(reason, limit: 200))."
  }

  fileprivate var json: JSONValue {
    [
      "name": .string(name), "last_success": lastSuccess.map { .string($0.description) } ?? .null,
      "last_try": .string(lastTry.description), "reason": .string(reason),
    ]
  }
}

extension Status.Contents {
  fileprivate func head(_ version: String) -> String {
    let through = dataThrough.map { "data through \(Wording.time($0))" } ?? "no data"
    return "Reckon \(version): \(Wording.count(signals, "signal")), \(through). \(decision)"
  }

  private var decision: String {
    guard let choice else { return "Nothing has been weighed." }
    guard let pick else { return "Today: \(choice.kind.rawValue.uppercased())." }
    return "Today's pick: \(pick.id) (\(pick.state.rawValue)), \(pick.title)."
  }

  fileprivate var lines: [String] {
    [sourceLine] + sources.flatMap(\.lines) + [retentionLine, opportunityLine] + leases.map(leaseLine)
      + due.map(dueLine)
  }

  private var sourceLine: String {
    guard !sources.isEmpty else { return "Sources: none." }
    return "Sources: "
      + sources.map { source in
        let name = Wording.foreign(source.name, limit: 60)
        let count = Wording.count(source.count, "signal")
        guard let last = source.last, source.state == .late || source.state == .silent else {
          return "\(name) \(source.state.rawValue) (\(count))"
        }
        return "\(name) \(source.state.rawValue) since \(Wording.time(last)) (\(count), "
          + "pauses of \(Wording.span(source.cadenceSeconds)) are usual): no data, not no problems"
      }.joined(separator: "; ") + "."
  }

  private var retentionLine: String {
    let kept = "Signals are kept \(retention.words)"
    guard let before = removed.before else { return kept + "." }
    let gone = Wording.count(removed.signals, "signal")
    return "\(kept); \(gone) before \(RetentionPolicy.name(of: before)) went, their counts and texts stay."
  }

  private var opportunityLine: String {
    let counts = Opportunity.State.allCases.compactMap { state in
      opportunities[state].map { "\($0) \(state.rawValue)" }
    }
    return "Opportunities: \(counts.isEmpty ? "none" : counts.joined(separator: ", "))."
  }

  private func leaseLine(_ lease: Lease) -> String {
    let who = Wording.foreign(lease.worker, limit: 60)
    return lease.state == .waiting
      ? "Lease: \(lease.bet) waits for a person (\(who))."
      : "Lease: \(lease.bet) by \(who) until \(Wording.time(lease.expires))."
  }

  private func dueLine(_ due: Status.DueReadout) -> String {
    guard let from = due.from else {
      return "Read-out: \(due.ship) of \(due.bet) is not exposed yet; its clock has not started."
    }
    return due.isDue
      ? "Read-out due: \(due.ship) of \(due.bet), since \(Wording.day(from))."
      : "Read-out: \(due.ship) of \(due.bet) on \(Wording.day(from))."
  }

  /// The one call that is worth most now.
  fileprivate var next: String {
    if let due = due.first(where: \.isDue) {
      return Wording.call("measure_impact", ["id": .string(due.ship.text), "look": true])
    }
    return choice == nil ? "list_opportunities {}" : "get_bet {}"
  }

  fileprivate var opportunitiesJSON: JSONObject {
    var object: JSONObject = [:]
    for state in Opportunity.State.allCases {
      object[state.rawValue] = opportunities[state].map { .integer(Int64($0)) }
    }
    return object
  }
}

extension SourceHealth {
  /// Rejects that are told of a source that is broken, and of any other.
  private static let brokenLimit = 3
  private static let jsonLimit = 20

  /// What of it could not be read, and what to do about it.
  fileprivate var lines: [String] {
    guard rejected > 0 else { return [] }
    let name = Wording.foreign(name, limit: 60)
    let count = "\(Wording.count(rejected, "record")) could not be read"
    guard state == .broken else {
      return ["Rejected: \(name), \(count)" + (rejects.first.map { "; the latest: \($0.words)" } ?? "")]
    }
    let since = lastGood.map { "nothing since \(Wording.time($0))" } ?? "nothing yet"
    return ["Broken: \(name), \(count), and \(since) that could."]
      + rejects.prefix(SourceHealth.brokenLimit).map { "  \($0.words)" } + rejects.prefix(1).map { "  \($0.remedy)" }
  }

  fileprivate var json: JSONValue {
    var object: JSONObject = [
      "name": .string(name), "state": .string(state.rawValue), "signals": .integer(count),
      "last": last.map { .string($0.description) } ?? .null, "lag_seconds": .number(lagSeconds.rounded()),
      "cadence_seconds": .number((cadenceSeconds * 1_000).rounded() / 1_000), "rejected": .integer(rejected),
    ]
    guard rejected > 0 else { return .object(object) }
    object["last_good"] = lastGood.map { .string($0.description) } ?? .null
    let limit = state == .broken ? SourceHealth.jsonLimit : SourceHealth.brokenLimit
    object["rejects"] = .array(rejects.prefix(limit).map(\.json))
    if state == .broken { object["remedy"] = rejects.first.map { .string($0.remedy) } ?? .null }
    return .object(object)
  }
}

extension Reception.Rejection {
  /// Where it stands and what is wrong with it.
  fileprivate var words: String {
    let place = Wording.foreign(place, limit: 160)
    let time = "\(Wording.time(Timestamp(microseconds: at)))"
    let line = line > 0 ? ":\(self.line)" : ""
    return "\(time), \(place)\(line): \(Wording.foreign(reason, limit: 200))"
  }

  /// What to do about it.
  fileprivate var remedy: String {
    switch kind {
    case .file: "Next: correct the file and take it in again (reckon import FILE); that replaces what is told here."
    case .part: "Next: correct what writes the file; its next lines are taken in as they come."
    case .request: "Next: compare what is sent with what is taken: reckon help watch."
    case .stranger:
      "Next: if the sender is yours, give it and reckon watch the same secret (RECKON_WEBHOOK_SECRET_TOOL) or token."
    }
  }

  fileprivate var json: JSONValue {
    [
      "at": .string(Timestamp(microseconds: at).description), "kind": .string(kind.rawValue), "place": .string(place),
      "line": line > 0 ? .integer(Int64(line)) : .null, "reason": .string(reason),
    ]
  }
}

extension Lease {
  /// The lease's own id is the holder's alone.
  fileprivate var statusJSON: JSONValue {
    [
      "bet": .string(bet.text), "worker": .string(worker), "state": .string(state.rawValue),
      "expires": .string(expires.description),
    ]
  }
}

extension Status.DueReadout {
  fileprivate var json: JSONValue {
    [
      "ship": .string(ship.text), "bet": .string(bet.text), "from": from.map { .string($0.description) } ?? .null,
      "due": .bool(isDue),
    ]
  }
}
