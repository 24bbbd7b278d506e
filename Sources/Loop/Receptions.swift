import Bytes
import Domain
import Store

/// How the sources are received, kept in the store in the transaction of what came of them.
enum Receptions {
  private static let prefix = "reception."

  /// Returns those of all sources, ordered by name.
  static func all(_ reader: StoreReader) throws -> [Reception] {
    try reader.settings(startingWith: prefix).map { try reception($0.value) }
  }

  /// Notes what could be read of some bodies, and in which hours the new ones of their signals were.
  static func note(_ bodies: [ReadBody], fresh batch: SignalBatch, received: Int64, in writer: StoreWriter) throws {
    var changes = Changes(writer)
    let hours = hours(of: batch)
    let named = Set(bodies.map(\.source))
    for body in bodies {
      if body.kind == .file { try changes.forget(body.key) }
      try changes.change(body.source) { $0.note(body) }
    }
    for (source, hours) in hours {
      try changes.change(source) { reception in
        // A request may bring signals of a source that it is not called by.
        if !named.contains(source) { reception.noteGood(at: received) }
        reception.arrivals.insert(HourMarks.hour(of: received))
        for hour in hours { reception.hours.insert(hour) }
      }
    }
    try changes.write()
  }

  /// Returns the hours in which each source's signals were.
  private static func hours(of batch: SignalBatch) -> [String: Set<Int64>] {
    var hours: [TextPlace: Set<Int64>] = [:]
    var (lastSource, lastHour) = (TextPlace.none, Int64.min)
    for row in batch.rows {
      let hour = HourMarks.hour(of: row.time)
      // Most rows are of the source and the hour of the one before.
      guard row.source != lastSource || hour != lastHour else { continue }
      (lastSource, lastHour) = (row.source, hour)
      hours[row.source, default: []].insert(hour)
    }
    return hours.reduce(into: [:]) { $0[batch.text($1.key), default: []].formUnion($1.value) }
  }

  private static func reception(_ value: [UInt8]) throws -> Reception {
    do throws(RecordError) {
      return try Reception(body: value)
    } catch {
      throw LoopError.corrupt(what: "what is known of a source", detail: "\(error)")
    }
  }

  /// What changes in one transaction.
  private struct Changes {
    private let writer: StoreWriter
    private var stored: [String: Reception] = [:]
    private var changed: [String: Reception] = [:]
    private var areAllThere = false

    init(_ writer: StoreWriter) {
      self.writer = writer
    }

    mutating func change(_ source: String, _ body: (inout Reception) -> Void) throws {
      if changed[source] == nil, !areAllThere, let value = try writer.setting(prefix + source) {
        stored[source] = try reception(value)
        changed[source] = stored[source]
      }
      body(&changed[source, default: Reception(source: source)])
    }

    /// Forgets what was rejected of a body, whatever source it was taken for then.
    mutating func forget(_ key: UInt64) throws {
      if !areAllThere {
        for reception in try all(writer) where stored[reception.source] == nil {
          stored[reception.source] = reception
          if changed[reception.source] == nil { changed[reception.source] = reception }
        }
        areAllThere = true
      }
      for source in changed.keys.sorted() { changed[source]?.forget(key) }
    }

    func write() throws {
      for (source, reception) in changed.sorted(by: { $0.key < $1.key }) where stored[source] != reception {
        try writer.set(prefix + source, try reception.body())
      }
    }
  }
}
