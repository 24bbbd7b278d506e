import Domain
import Find
import Store

/// The operations that became slow, as groups: found in the buckets of spans, filled from the spans themselves.
struct SlowOperations {
  /// What is searched at most, in the order of names.
  private static let seriesLimit = 2_000
  /// Days before the window of reach that show what was usual.
  private static let daysBefore: Int32 = 14

  let groups: [DerivedGroup]

  /// Looks at what had happened by a horizon.
  init(_ window: ReachWindow, _ horizon: Horizon, _ records: Records) throws {
    let spells = try SlowOperations.spells(window, horizon, records)
    guard !spells.isEmpty else {
      groups = []
      return
    }
    var search = SlowRuns(spells)
    try search.read(until: horizon, records)
    groups = search.groups
  }

  private static func spells(
    _ window: ReachWindow,
    _ horizon: Horizon,
    _ records: Records
  ) throws -> [(operation: SlowOperation, spell: SlowSpell)] {
    let days = (window.days.lowerBound - daysBefore)..<window.days.upperBound
    func series(_ prefix: String) throws -> [SeriesID] {
      try records.reader.seriesIDs(prefix: prefix, limit: seriesLimit)
    }
    func buckets(_ series: SeriesID) throws -> [Bucket] { try horizon.hours(series, days: days, records.reader) }
    var found: [(operation: SlowOperation, spell: SlowSpell)] = []
    let operations = try series(SeriesID.spanPrefix)
    for one in operations {
      guard let operation = SlowOperation(one),
        let spell = SpellSearch(try buckets(one), among: operations.count).find(),
        spell.end ?? .max > window.seconds.lowerBound
      else { continue }
      found.append((operation, spell))
    }
    let variants = try series(SeriesID.variantPrefix).compactMap { one in SlowOperation(one).map { (one, $0) } }
    for (one, operation) in variants {
      let siblings = variants.filter {
        $0.1.service == operation.service && $0.1.name == operation.name && $0.1.flag == operation.flag && $0.0 != one
      }
      guard !siblings.isEmpty else { continue }
      let others = try siblings.flatMap { try buckets($0.0) }
      guard let spell = VariantSearch(try buckets(one), others: others, among: variants.count).find() else { continue }
      found.append((operation, spell))
    }
    return found
  }
}
