import Bytes
import Loop
import Tools

extension Command {
  /// How long signals are kept.
  static let retention = Command(
    name: "retention",
    summary: "say how long signals are kept, or change it",
    details:
      "Old days are removed after every import and by watch: days so far behind the newest signal (90, unless changed), "
      + "or the oldest first while signals take more of the disk than they may. Counts, groups, people's days, the ledger "
      + "and every text that is kept stay, with the signals that the texts came with. Signals that come for a removed day "
      + "are left out, because they may have been counted; customers' messages and deploys are known for good and are taken "
      + "in whenever they come. Before an older history is imported in parts, lengthen it.",
    options: [
      Option(name: "--days", value: "N", help: "keep so many days behind the newest; all keeps every day"),
      Option(name: "--size", value: "MIB", help: "keep no more than so many MiB of signals; any for no limit"),
      Option(name: "--dry-run", value: nil, help: "say what would go, and change nothing"),
      .json, .root, .asOf,
    ],
    example: "reckon retention --days 180 --size 20480",
    run: { invocation in
      invocation.attempt {
        let desk = Desk()
        let books = try desk.books(of: invocation.workplace(), actor: "person")
        var policy = try books.read { try RetentionPolicy($0.reader) }
        if let days = invocation.values["--days"] { policy.days = try RetentionPolicy.days(days) }
        if let size = invocation.values["--size"] { policy.bytes = try RetentionPolicy.bytes(size) }
        let isChange = invocation.values["--days"] != nil || invocation.values["--size"] != nil
        let isDryRun = invocation.flags.contains("--dry-run")
        var gone: Retention.Report?
        if isChange, !isDryRun { gone = try Retention.apply(policy, books) }
        let view = try Retention.view(books, under: policy)
        if invocation.flags.contains(Option.json.name) {
          invocation.terminal.out(view.json(gone, isDryRun: isDryRun).text)
        } else {
          view.lines(gone, isDryRun: isDryRun).forEach { invocation.terminal.show($0) }
        }
        return .done
      }
    }
  )
}

extension RetentionPolicy {
  fileprivate static func days(_ typed: String) throws -> Int? {
    if typed == "all" { return nil }
    guard let days = Int(typed), 1...longestDays ~= days else {
      throw LoopError.badValue(argument: "--days", typed: typed, expected: "1 to \(longestDays) days, or all")
    }
    return days
  }

  fileprivate static func bytes(_ typed: String) throws -> Int64? {
    if typed == "any" { return nil }
    guard let size = Int64(typed), 1...(1 << 30) ~= size else {
      throw LoopError.badValue(argument: "--size", typed: typed, expected: "a number of MiB, or any")
    }
    return size << 20
  }
}

extension Retention.View {
  fileprivate func lines(_ gone: Retention.Report?, isDryRun: Bool) -> [String] {
    var lines = ["Signals are kept \(policy.words)."]
    if let gone, gone.days > 0 { lines.append("Now \(gone.words(verb: "removed")).") }
    if let span = stored.span {
      let time = "\(RetentionPolicy.name(of: span.lowerBound)) to \(RetentionPolicy.name(of: span.upperBound))"
      lines.append("Stored: \(stored.signals) signals of \(time), \(stored.bytes >> 20) MiB.")
    } else {
      lines.append("Stored: no signals.")
    }
    if let before = removed.before {
      lines.append(
        "Removed so far: \(removed.signals) signals of \(removed.days) days before \(RetentionPolicy.name(of: before))."
      )
    }
    if due.days > 0 {
      lines.append(isDryRun ? "Would have \(due.words(verb: "removed"))." : "Due: \(due.words(verb: "to be removed")).")
    } else if isDryRun {
      lines.append("Nothing would go.")
    }
    return lines
  }

  fileprivate func json(_ gone: Retention.Report?, isDryRun: Bool) -> JSONValue {
    [
      "keep_days": policy.days.map { .integer(Int64($0)) } ?? .null,
      "keep_bytes": policy.bytes.map { .integer($0) } ?? .null, "dry_run": .bool(isDryRun),
      "signals": .integer(stored.signals), "bytes": .integer(stored.bytes), "stored_days": .integer(Int64(stored.days)),
      "removed": gone.map(\.json) ?? .null, "due": due.json,
      "removed_before": removed.before.map { .string(RetentionPolicy.name(of: $0)) } ?? .null,
      "removed_signals": .integer(removed.signals),
    ]
  }
}
