import Formats
import Watch

/// How far an import is.
package struct ImportProgress: Sendable {
  package let path: String
  package let done: Int64
  /// The bytes of all files; 0 where that is not known, as for a pipe.
  package let total: Int64
  package let signals: Int
}

/// What became of an import.
package struct ImportReport: Sendable {
  package let isDryRun: Bool
  package var formats: [Format] = []
  /// What was understood and left out.
  package var skipped: [Skipped] = []
  /// The first rejects, with their reasons.
  package var rejects: [Rejected] = []
  /// By which maps points of metrics were made of which files.
  package private(set) var maps: [UsedMap] = []
  package var redacted = 0
  /// The records that were new, by kind.
  package var unique = UniqueRecords()
  /// Texts that read like orders to a machine; they are kept as what they are, texts.
  package var instructed = 0
  /// What was made of it; nil for a dry run.
  package var turn: Turn.Result?
  /// The old signals that were removed behind it.
  package var removed = Retention.Report()

  /// Rejects listed at most; all are counted.
  package static let rejectLimit = 1_000

  /// What became of the files of one format.
  package struct Format: Equatable, Sendable {
    package let name: String
    package var accepted = 0
    package var duplicates = 0
    package var rejected = 0
  }

  /// How much was left out for one reason.
  package struct Skipped: Equatable, Sendable {
    package let reason: String
    package var count: Int
  }

  /// One record that could not be taken in.
  package struct Rejected: Equatable, Sendable {
    package let path: String
    /// The line in the file, from 1; 0 for the file itself.
    package let line: Int
    package let reason: String

    /// The reason without a word of what was sent.
    package var plain: String { Reject.unquoted(reason) }
  }

  /// Which columns of a file were what of a metric.
  package struct UsedMap: Equatable, Sendable {
    package let path: String
    package let map: String
  }

  /// Maps listed at most.
  private static let mapLimit = 100

  package var accepted: Int { formats.reduce(0) { $0 + $1.accepted } }
  package var duplicates: Int { formats.reduce(0) { $0 + $1.duplicates } }
  package var rejected: Int { formats.reduce(0) { $0 + $1.rejected } }

  init(isDryRun: Bool) {
    self.isDryRun = isDryRun
  }

  /// Changes the line of a format, which is added where it is new.
  mutating func count(_ name: String, _ change: (inout Format) -> Void) {
    if let index = formats.firstIndex(where: { $0.name == name }) {
      change(&formats[index])
    } else {
      var format = Format(name: name)
      change(&format)
      formats.append(format)
    }
  }

  /// Counts what was taken in of formats after all.
  mutating func count(_ accepted: [String: Int]) {
    for (name, number) in accepted.sorted(by: { $0.key < $1.key }) { count(name) { $0.accepted += number } }
  }

  mutating func skip(_ reason: String, _ count: Int) {
    if let index = skipped.firstIndex(where: { $0.reason == reason }) {
      skipped[index].count += count
    } else {
      skipped.append(Skipped(reason: reason, count: count))
    }
  }

  /// Notes by which map points of metrics were made of a file.
  mutating func note(map: String, of path: String) {
    if maps.count < ImportReport.mapLimit { maps.append(UsedMap(path: path, map: map)) }
  }

  /// Counts a reject, and lists it while there is room.
  mutating func reject(_ reject: Rejected, format: String) {
    count(format) { $0.rejected += 1 }
    guard rejects.count < ImportReport.rejectLimit else { return }
    // A file may be named after an address.
    rejects.append(Rejected(path: Watcher.masked(reject.path), line: reject.line, reason: reject.reason))
  }

  /// Adds what became of another import.
  package mutating func merge(_ other: ImportReport) {
    for format in other.formats {
      count(format.name) {
        $0.accepted += format.accepted
        $0.duplicates += format.duplicates
        $0.rejected += format.rejected
      }
    }
    for one in other.skipped { skip(one.reason, one.count) }
    rejects += other.rejects.prefix(ImportReport.rejectLimit - rejects.count)
    maps += other.maps.prefix(ImportReport.mapLimit - maps.count)
    redacted += other.redacted
    instructed += other.instructed
    unique.merge(other.unique)
    turn = other.turn ?? turn
    removed.merge(other.removed)
  }
}
