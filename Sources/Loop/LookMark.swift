import Bytes
import Domain
import Find
import Store

/// How far a store had come when something was last worked out of all that it has.
///
/// It is due again when the latest signal is of another stretch of time, as fine as what is worked out can tell; when there
/// is a hundredth more to read, so that each signal that comes costs the reading of a hundred at most; and when somebody was
/// erased.
struct LookMark: Equatable {
  private static let part: Int64 = 100

  private let signals: Int64
  private let stretch: Int64
  private let erasures: Int64

  /// Returns how far a store has come since the look of a name; nil where nothing is due.
  ///
  /// `width` is how many seconds a stretch of time has. To who insists every new signal makes it due.
  static func due(_ name: String, width: Int64, insists: Bool = false, _ reader: StoreReader) throws -> LookMark? {
    let sources = try reader.sources()
    guard let last = sources.map(\.last).max() else { return nil }
    let mark = LookMark(
      signals: sources.reduce(0) { $0.adding($1.count) },
      stretch: last.flooredQuotient(by: width * 1_000_000),
      erasures: try reader.latestEntry(about: Erasure.subject)
    )
    let known = try reader.setting(name).map {
      String(decoding: $0, as: UTF8.self).split(separator: " ").compactMap { Int64($0) }
    }
    guard let known, known.count == 3, known[1] == mark.stretch, known[2] == mark.erasures else { return mark }
    let news = mark.signals - known[0]
    return insists ? (news == 0 ? nil : mark) : (news > known[0] / part ? mark : nil)
  }

  /// Keeps it, in the transaction of what was worked out.
  func keep(as name: String, _ writer: StoreWriter) throws {
    try writer.set(name, Array("\(signals) \(stretch) \(erasures)".utf8))
  }
}

extension ReachWindow {
  /// The days up to the latest of all signals; nil where there is none.
  init?(of reader: StoreReader) throws {
    let sources = try reader.sources()
    guard let last = sources.map(\.last).max(), let first = sources.map(\.first).min() else { return nil }
    self.init(asOf: Timestamp(microseconds: last), dataStart: Timestamp(microseconds: first))
  }
}
