import Domain
import Watch

/// How many records of each kind an import has brought that were not known: what it counts is facts, not rows, and what
/// two sources tell of one error counts for each of them.
package struct UniqueRecords: Equatable, Sendable {
  package private(set) var counts: [String: Int] = [:]

  init() {}

  /// Counts the records of fresh rows.
  init(_ batch: SignalBatch) {
    // Few combinations stand for all rows.
    var table = NumberTable()
    var combinations: [Combination] = []
    for row in batch.rows where row.record != .none {
      let kinds = UInt64(row.record.rawValue) << 8 | UInt64(row.kind.rawValue)
      let number = table.number(of: UInt64(row.source.index) << 32 | UInt64(row.service.index), kinds)
      if number == combinations.count { combinations.append(Combination(row)) }
      combinations[number].count += 1
    }
    for combination in combinations {
      for name in combination.names(in: batch) { counts[name, default: 0] += combination.count }
    }
  }

  /// Adds what another batch has brought.
  mutating func merge(_ other: UniqueRecords) {
    counts.merge(other.counts) { $0 + $1 }
  }

  private struct Combination {
    let record: SourceRecord
    let kind: SignalKind
    let source: TextPlace
    let service: TextPlace
    var count = 0

    init(_ row: SignalRow) {
      (record, kind, source, service) = (row.record, row.kind, row.source, row.service)
    }

    /// What it counts as.
    func names(in batch: SignalBatch) -> [String] {
      let source = batch.text(source)
      switch record {
      case .none: return []
      case .span: return ["spans"]
      case .metric: return ["metric_points"]
      case .alert: return ["alerts"]
      case .session: return ["sessions"]
      case .checkIn: return ["check_ins"]
      case .log where source == "sentry": return ["sentry_logs"]
      // Coding agents tell of their own work in records of a log.
      case .log where batch.text(service) == "claude-code": return ["claude_code_events"]
      case .log where kind == .exposure: return ["log_records", "flag_evaluations"]
      case .log: return ["log_records"]
      case .error, .message, .event, .change:
        let own =
          source == "github"
          ? "github_deliveries" : record == .message && source == "csv" ? "messages" : "\(source)_events"
        return kind == .exposure ? [own, "exposures"] : [own]
      }
    }
  }
}
