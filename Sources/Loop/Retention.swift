package import Bytes
import Domain
import Ledger
import Store

/// Removes the signals of old days, day by day; what they have added to counts stays, and so does what has a text.
///
/// Each step is a transaction with its entry in the ledger: whoever is killed between two leaves the rest to the next run.
package enum Retention {
  /// What has gone, or would go.
  package struct Report: Equatable, Sendable {
    package var days = 0
    package var signals: Int64 = 0
    /// Bytes of the files that went; what stayed takes some of them anew.
    package var bytes: Int64 = 0
    /// The day before which all this was, in days since the Unix epoch; nil for nothing.
    package var before: Int32?

    package init() {}

    /// Adds what another run has removed.
    package mutating func merge(_ other: Report) {
      days += other.days
      signals += other.signals
      bytes += other.bytes
      before = other.before ?? before
    }
  }

  /// How things stand.
  package struct View: Sendable {
    package let policy: RetentionPolicy
    package let stored: Stored
    package let removed: RemovedSignals
    /// What the next run removes.
    package let due: Report
  }

  /// What there is of signals.
  package struct Stored: Equatable, Sendable {
    package let days: Int
    package let signals: Int64
    package let bytes: Int64
    /// The first and the last day, in days since the Unix epoch; nil where there are no signals.
    package let span: ClosedRange<Int32>?

    fileprivate init(_ usage: [SignalDayUsage]) {
      days = usage.count
      signals = usage.reduce(0) { $0 + $1.signals }
      bytes = usage.reduce(0) { $0 + $1.bytes }
      span = usage.last.flatMap { oldest in usage.first.map { oldest.day...$0.day } }
    }
  }

  /// Why signals are left out that come for such a day.
  static let words = "of days that have been removed, and may have been counted before: see reckon retention"

  /// Days removed in one transaction at most, and rows that stay of them: nobody waits long for the lock.
  private static let daysAtOnce = 32
  private static let keptAtOnce = 100_000
  /// How often a day may have changed since it was looked at; the next run tries again.
  private static let patience = 5

  // MARK: Removing

  /// Removes what is due.
  package static func run(_ books: Books, checkpoint: () throws -> Void = {}) throws -> Report {
    var report = Report()
    var misses = 0
    while misses < patience {
      guard let step = try books.read({ try Step($0, try RetentionPolicy($0.reader)) }) else { break }
      try checkpoint()
      if let gone = try books.write(as: "reckon", { try step.take(&$0) }) {
        report.merge(gone)
      } else {
        misses += 1
      }
    }
    return report
  }

  /// Sets how long signals are kept from now on, and removes what that makes due.
  package static func apply(_ policy: RetentionPolicy, _ books: Books) throws -> Report {
    try set(policy, books)
    let report = try run(books)
    try books.store.settle()
    return report
  }

  /// Sets how long signals are kept from now on.
  package static func set(_ policy: RetentionPolicy, _ books: Books) throws {
    try books.write { journal in
      guard try RetentionPolicy(journal.writer) != policy else { return }
      try policy.save(in: journal.writer)
      try journal.note(.retention, about: "policy", digest: LedgerEntry.digest(of: policy.text))
    }
  }

  /// Looks, and changes nothing; `policy` stands in for what is set.
  package static func view(_ books: Books, under policy: RetentionPolicy? = nil) throws -> View {
    try books.read { records in
      let policy = try policy ?? RetentionPolicy(records.reader)
      var due = Report()
      if let limit = try policy.limit(records) {
        for usage in try dueDays(before: limit, records.reader) {
          guard let day = try records.reader.expiring(usage.day) else { continue }
          due.days += 1
          due.signals += day.goes
          due.bytes += usage.bytes
          due.before = limit
        }
      }
      return View(
        policy: policy,
        stored: Stored(try records.reader.signalDays()),
        removed: try RemovedSignals(records.reader),
        due: due
      )
    }
  }

  /// Returns the days before a limit that have not been removed, the oldest first.
  private static func dueDays(before limit: Int32, _ reader: StoreReader) throws -> [SignalDayUsage] {
    let gone = try reader.expiredBefore() ?? .min
    guard limit > gone, let oldest = try reader.oldestSignalDay(from: gone), oldest < limit else { return [] }
    return try reader.signalDays().reversed().filter { (gone..<limit).contains($0.day) }
  }

  /// Some days on their way out.
  private struct Step {
    let limit: Int32
    let days: [ExpiringDay]
    let bytes: Int64

    /// Looks at the oldest days; nil where none is due.
    init?(_ records: Records, _ policy: RetentionPolicy) throws {
      guard let limit = try policy.limit(records) else { return nil }
      let due = try dueDays(before: limit, records.reader)
      guard !due.isEmpty else { return nil }
      var days: [ExpiringDay] = []
      var kept = 0
      for usage in due.prefix(daysAtOnce) where kept < keptAtOnce {
        guard let day = try records.reader.expiring(usage.day) else { continue }
        kept += day.keptRows
        days.append(day)
      }
      self.days = days
      bytes = due.prefix(days.count).reduce(0) { $0 + $1.bytes }
      self.limit = days.count < due.count ? due[days.count].day : limit
    }

    /// Removes them; nil, with nothing changed, where they are no longer what was looked at, or no longer to go.
    func take(_ journal: inout Journal) throws -> Report? {
      guard let current = try RetentionPolicy(journal.writer).limit(journal.records), current >= limit,
        let gone = try journal.writer.expire(days, before: limit)
      else { return nil }
      var removed = try RemovedSignals(journal.writer)
      removed.days += days.count
      removed.signals += gone
      try removed.save(in: journal.writer)
      var report = Report()
      (report.days, report.signals, report.bytes, report.before) = (days.count, gone, bytes, limit)
      try journal.note(.retention, about: "signals", digest: LedgerEntry.digest(of: Array(report.json.text.utf8)))
      return report
    }
  }
}

extension Retention.Report {
  /// What the ledger has a digest of, and what answers show.
  package var json: JSONValue {
    [
      "before": before.map { .string(RetentionPolicy.name(of: $0)) } ?? .null, "days": .integer(Int64(days)),
      "signals": .integer(signals), "bytes": .integer(bytes),
    ]
  }
}

extension RetentionPolicy {
  /// Returns a day as people write it: `2026-08-29`.
  package static func name(of day: Int32) -> String {
    String(Timestamp(microseconds: Int64(day) * 86_400_000_000).description.prefix(10))
  }

  /// What is kept, as an end of a sentence.
  package var words: String {
    let time = days.map { "for \($0) \($0 == 1 ? "day" : "days") behind the newest" }
    let size = bytes.map { "as long as they take no more than \($0 >> 20) MiB" }
    let parts = [time, size].compactMap(\.self)
    return parts.isEmpty ? "for good" : parts.joined(separator: ", and ")
  }
}
