import Domain
import Formats
import Store

/// Errors that were told through more than one source: they happened once, and count once.
///
/// A program that has both Sentry's SDK and OpenTelemetry's tells the same exception to both, with the same trace and
/// with spans of each one's own. What is of one trace, type and service within two seconds is one error; lines of a log,
/// which have no type, are not compared. One of a source stands for one of another, so that three attempts that failed
/// are three errors, however they were told.
package struct Twins {
  /// In microseconds.
  private static let reach: Int64 = 2_000_000
  /// Reports whether a source's errors may have traces: telemetry's, reports' and agents' steps'.
  ///
  /// A name that a person has given may stand for any of them; names that come with a format are known.
  package static func mayHaveTraces(_ source: String) -> Bool { traced.contains(source) || !known.contains(source) }

  private static let traced = Set(
    ResourceRecord.Source.allCases.map(\.rawValue) + SpanRecord.Source.allCases.map(\.word)
      + ErrorReport.Source.allCases.map(\.rawValue)
  )

  /// What the formats without traces call their sources.
  private static let known = Set(
    MessageRecord.Source.allCases.map(\.rawValue) + EventRecord.Source.allCases.map(\.rawValue)
      + MetricRecord.Source.allCases.map(\.rawValue) + ["csv", AlertRecord.source]
  )

  /// What two tellings of one error have in common.
  private struct Kind: Hashable {
    let trace: TraceID
    let type: String
  }

  private struct Telling {
    let key: SignalKey
    let source: String
    let service: String
    let time: Int64
    /// Whether another source has told it too: it can stand for one error alone.
    var hasTwin = false

    func isTwin(of other: Telling) -> Bool {
      !hasTwin && source != other.source && (time - other.time).magnitude <= UInt64(Twins.reach)
        && (service == other.service || service.isEmpty || other.service.isEmpty)
    }
  }

  private var tellings: [Kind: [Telling]] = [:]

  /// Returns a batch without the errors that another source has told already, in the batch or in the store, and
  /// remembers them.
  static func removed(from batch: SignalBatch, _ writer: StoreWriter) throws -> SignalBatch {
    let places = batch.rows.indices.filter {
      let row = batch.rows[$0]
      return row.kind == .error && !row.trace.isNone && row.name != .none
    }
    let own = Set(places.map { batch.text(batch.rows[$0].source) })
    guard !own.isEmpty else { return batch }
    let others = try writer.sources().map(\.name).filter { !own.contains($0) && mayHaveTraces($0) }
    guard own.count > 1 || !others.isEmpty else { return batch }
    var twins = Twins()
    try twins.load(around: places.map { batch.rows[$0] }, writer)
    var echoes: Set<Int> = []
    for place in places {
      guard let twin = twins.twin(of: batch.rows[place], in: batch) else { continue }
      try writer.addEcho(batch.rows[place], of: twin)
      echoes.insert(place)
    }
    return echoes.isEmpty ? batch : batch.keeping { !echoes.contains($0) }
  }

  /// Looks up what the store has of the traces of some errors.
  private mutating func load(around rows: [SignalRow], _ writer: StoreWriter) throws {
    guard let first = rows.map(\.time).min(), let last = rows.map(\.time).max() else { return }
    let traces = Set(rows.map(\.trace))
    var filter = SignalFilter(window: first.adding(-Twins.reach)..<last.adding(Twins.reach + 1))
    filter.kinds = SignalKinds(.error)
    try writer.scan(filter, fields: [.key, .words, .trace]) { found in
      for row in found.rows where traces.contains(row.trace) {
        var telling = Twins.telling(of: row, in: found)
        telling.hasTwin = try writer.isEchoed(row.key)
        tellings[Twins.kind(of: row, in: found), default: []].append(telling)
      }
      return true
    }
  }

  /// Returns the error of another source that is the same one; remembers an error that has none.
  private mutating func twin(of row: SignalRow, in batch: SignalBatch) -> SignalKey? {
    let kind = Twins.kind(of: row, in: batch)
    let telling = Twins.telling(of: row, in: batch)
    let known = tellings[kind] ?? []
    let nearest = known.indices.filter { known[$0].isTwin(of: telling) }
      .min { (known[$0].time - telling.time).magnitude < (known[$1].time - telling.time).magnitude }
    guard let nearest else {
      tellings[kind, default: []].append(telling)
      return nil
    }
    tellings[kind]?[nearest].hasTwin = true
    return known[nearest].key
  }

  /// One way names the module of a type, the other does not.
  private static func kind(of row: SignalRow, in batch: SignalBatch) -> Kind {
    Kind(trace: row.trace, type: simpleName(batch.text(row.name)))
  }

  /// Returns the name of an error's type without its module.
  static func simpleName(_ type: String) -> String {
    let last = type.utf8.lastIndex { [UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "\\")].contains($0) }
    return last.map { String(type[type.utf8.index(after: $0)...]) } ?? type
  }

  private static func telling(of row: SignalRow, in batch: SignalBatch) -> Telling {
    Telling(key: row.key, source: batch.text(row.source), service: batch.text(row.service), time: row.time)
  }
}
