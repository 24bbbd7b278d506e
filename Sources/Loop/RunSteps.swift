import Domain
import Store

/// The signals of some runs, as the store has them.
struct RunSteps {
  /// The signals of one run.
  struct Run {
    let id: RunID
    let batch: SignalBatch
    /// In the order of their time.
    let rows: [SignalRow]
  }

  private var batches: [SignalBatch] = []
  private var places: [RunID: [(batch: Int, row: Int)]] = [:]

  /// A run's signals are looked for as far before and behind those that came last, in microseconds.
  private static let traceReach: Int64 = 86_400_000_000
  private static let sessionReach: Int64 = 3_600_000_000
  private static let fields: SignalFields = [.words, .duration, .people, .trace, .span, .key, .extra]
  /// The most signals of a run that are looked at.
  private static let limit = 20_000

  init(of marks: [SignalRow], _ reader: StoreReader) throws {
    let traced = marks.filter { !$0.trace.isNone }
    if let times = RunSteps.times(of: traced, reach: RunSteps.traceReach) {
      add(try reader.signals(of: Set(traced.map(\.trace)), within: times, fields: RunSteps.fields))
    }
    let talks = marks.filter(\.trace.isNone)
    let sessions = Set(talks.map(\.session))
    guard let times = RunSteps.times(of: talks, reach: RunSteps.sessionReach) else { return }
    var filter = SignalFilter(window: times.lowerBound..<times.upperBound)
    filter.kinds = SignalKinds(.log)
    var found: [SignalBatch] = []
    try reader.scan(filter, fields: RunSteps.fields) { batch in
      let own = batch.keeping { sessions.contains(batch.rows[$0].session) && batch.rows[$0].trace.isNone }
      if !own.isEmpty { found.append(own) }
      return true
    }
    for batch in found { add(batch) }
  }

  private static func times(of marks: [SignalRow], reach: Int64) -> ClosedRange<Int64>? {
    guard let first = marks.map(\.time).min(), let last = marks.map({ $0.time.adding($0.duration) }).max()
    else { return nil }
    return first.adding(-reach)...max(first, last).adding(reach)
  }

  private mutating func add(_ batch: SignalBatch) {
    for (place, row) in batch.rows.enumerated() {
      guard let id = RunID(row), places[id, default: []].count < RunSteps.limit else { continue }
      places[id, default: []].append((batches.count, place))
    }
    batches.append(batch)
  }

  /// Returns a run; nil where nothing of it is kept.
  func run(_ id: RunID) -> Run? {
    guard let own = places[id], let first = own.first else { return nil }
    // A trace lies in one batch, a conversation in as many as there are blocks.
    var batch = batches[first.batch]
    var rows = own.filter { $0.batch == first.batch }.map { batch.rows[$0.row] }
    for (number, row) in own where number != first.batch {
      var moved = batches[number].rows[row]
      let texts: [WritableKeyPath<SignalRow, TextPlace>] = [\.service, \.environment, \.release, \.name, \.surface]
      for text in texts { moved[keyPath: text] = batch.texts.place(of: batches[number].text(moved[keyPath: text])) }
      moved.extra = batches[number].extra(of: moved).map { batch.addExtra($0) } ?? -1
      rows.append(moved)
    }
    rows.sort { ($0.time, $0.key) < ($1.time, $1.key) }
    return Run(id: id, batch: batch, rows: rows)
  }
}
