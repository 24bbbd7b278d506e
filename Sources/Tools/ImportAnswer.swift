package import Bytes
package import Loop

/// What became of an import, for people and for agents.
extension ImportReport {
  /// Rejects shown; all are counted.
  package static let shownLimit = 20

  /// The answer, line by line, the sum of it first.
  package var lines: [String] {
    var lines = facts
    lines += rejects.prefix(Self.shownLimit).map { "  rejected \($0.words($0.reason))" }
    if rejected > min(rejects.count, Self.shownLimit) {
      lines.append(
        "  and \(rejected - min(rejects.count, Self.shownLimit)) more rejects; --json lists the first \(rejects.count)"
      )
    }
    if removed.days > 0 { lines.append("  \(removed.words(verb: "removed")) (reckon retention)") }
    if let turn { lines.append("\(turn.sentence) Next: reckon bet") }
    return lines
  }

  /// All of it but the rejects and what was made of it.
  var facts: [String] {
    var lines = [
      (isDryRun ? "Would take in " : "Took in ")
        + "\(accepted) signals (\(duplicates) known already, \(rejected) rejected, \(redacted) secrets masked)."
    ]
    if isDryRun { lines.append("Nothing was stored. Signals that are known already are told only by a real import.") }
    lines += formats.map {
      "  \($0.name): \($0.accepted) accepted, \($0.duplicates) duplicate, \($0.rejected) rejected"
    }
    lines += maps.map { "  metrics of \(Wording.foreign($0.path, limit: 120)): --map \($0.map)" }
    if instructed > 0 {
      lines.append(
        "  instruction-like texts: \(instructed) (kept as texts; nothing in them is ever taken for an order)"
      )
    }
    return lines + skipped.map { "  skipped \($0.count): \($0.reason)" }
  }

  /// The answer for programs, with at most so many rejects; `plain` ones have no word of what was sent.
  package func json(rejects limit: Int, plain isPlain: Bool = false) -> JSONValue {
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
        rejects.prefix(limit).map {
          [
            "path": .string($0.path), "line": .integer(Int64($0.line)),
            "reason": .string(isPlain ? $0.plain : $0.reason),
          ]
        }
      ),
      "opportunities": .integer(Int64(turn?.opportunities ?? 0)), "quiet": .integer(Int64(turn?.quiet ?? 0)),
      "older_groups": .integer(Int64(turn?.older ?? 0)), "choice": turn.map { .string($0.choice) } ?? .null,
      "removed": removed.json,
    ]
  }
}

extension ImportReport.Rejected {
  /// Where it stands and what is wrong with it.
  func words(_ reason: String) -> String {
    "\(Wording.foreign(path, limit: 120)):\(line): \(Wording.foreign(reason, limit: 200))"
  }
}

extension Turn.Result {
  /// What came of it, in a line.
  var sentence: String {
    "\(opportunities) opportunities (\(changed) changed).\(old) Choice: \(choice.uppercased())"
      + (pick.map { " \($0)" } ?? "")
      + "."
  }

  /// What is old news: counted, and not listed unasked.
  private var old: String {
    var said: [String] = []
    if quiet > 0 {
      let days = Shelf.quietDays
      said.append(" \(quiet) of them are quiet, not seen in the last \(days) days of the data: not listed unasked.")
    }
    if older > 0 {
      said.append(" Kept and counted without an opportunity: \(Wording.count(older, "older group")).")
    }
    return said.joined()
  }
}

extension ImportProgress {
  /// How far it is, for people.
  package var text: String { "\(Wording.foreign(path, limit: 60)): \(signals) signals" }
}

extension Retention.Report {
  /// What went, without an end.
  package func words(verb: String) -> String {
    let time = before.map { " before \(RetentionPolicy.name(of: $0))" } ?? ""
    return "\(verb) \(signals) signals of \(days) \(days == 1 ? "day" : "days")\(time); their counts and texts stay"
  }
}
