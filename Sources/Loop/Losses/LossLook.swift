import Domain
import Find
import Store

/// Where fewer people go on than usual, as groups: found in the days on which people sent events.
struct LossLook {
  /// Names looked at at most, in their order, and of those the ones that most people sent.
  private static let nameLimit = 2_000
  private static let eventLimit = 32
  /// Days of people held at once; of more a fair sample of people is searched, and what is found is counted in full.
  private static let rowLimit = 1_000_000
  private static let foundLimit = 8

  private(set) var found: [(group: DerivedGroup, loss: Loss)] = []

  private let window: ReachWindow
  private let horizon: Horizon
  private let records: Records

  /// Looks at what had happened by a horizon; `candidates` are the groups that may explain it.
  init(
    _ window: ReachWindow,
    _ horizon: Horizon,
    _ records: Records,
    candidates: () throws -> [GroupFacts]
  ) throws {
    self.window = window
    self.horizon = horizon
    self.records = records
    let names = try frequent(records.reader.seriesIDs(prefix: SeriesID.eventPrefix, limit: LossLook.nameLimit))
    let (sample, isWhole) = try read(names)
    let finds = PassageSearch(sample, window: window).find().prefix(LossLook.foundLimit)
    guard !finds.isEmpty else { return }
    let events = isWhole ? sample : try names.map { try days(of: $0) }
    var groups: [GroupFacts]?
    for find in finds {
      let count = LossCount(find, events, window: window)
      guard count.isLost, try !isSilenced(count) else { continue }
      let known = try groups ?? candidates()
      groups = known
      found.append(count.told(explainedBy: known))
    }
  }

  // MARK: Events

  /// Returns those that most people sent on some days, one a week and the last whole one.
  private func frequent(_ series: [SeriesID]) throws -> [SeriesID] {
    let useful = series.filter { Friction(event: $0.eventName) == nil }
    guard useful.count > LossLook.eventLimit else { return useful }
    let days = stride(from: window.days.lowerBound, to: window.today, by: 7) + [window.today - 1]
    let counted = try useful.map { one in
      var count = 0
      for day in days {
        try records.reader.forEachSubjectDay(of: one, days: day..<day + 1) { _ in count += 1 }
      }
      return (series: one, count: count)
    }
    return counted.sorted { ($1.count, $0.series) < ($0.count, $1.series) }.prefix(LossLook.eventLimit)
      .map(\.series).sorted()
  }

  private func days(of series: SeriesID) throws -> EventDays {
    var event = EventDays(series)
    try records.reader.forEachSubjectDay(of: series, days: window.days) { row in
      if horizon.includes(row.first) { event.add(row) }
    }
    return event
  }

  /// Reads the events; of too many people those are left out whose hashes have one more bit, until they fit.
  private func read(_ names: [SeriesID]) throws -> (events: [EventDays], isWhole: Bool) {
    var events: [EventDays] = []
    var mask: UInt64 = 0
    for name in names {
      var event = EventDays(name)
      try records.reader.forEachSubjectDay(of: name, days: window.days) { row in
        guard row.subject & mask == 0, horizon.includes(row.first) else { return }
        event.add(row)
        guard event.count > LossLook.rowLimit else { return }
        mask = mask << 1 | 1
        event.keep(without: mask)
      }
      events.append(event)
      while events.reduce(0, { $0 + $1.count }) > LossLook.rowLimit {
        mask = mask << 1 | 1
        for place in events.indices { events[place].keep(without: mask) }
      }
    }
    // What was read before others were left out has to leave them out too.
    if mask != 0 { for place in events.indices { events[place].keep(without: mask) } }
    return (events, mask == 0)
  }

  // MARK: Silent sources

  /// Signals looked at to find who sends an event, and whether they still send anything.
  private static let rowsLookedAt = 200_000
  private static let daysBefore: Int64 = 2

  /// Reports whether an event has stopped altogether because whoever sent it sends nothing any more.
  private func isSilenced(_ count: LossCount) throws -> Bool {
    guard count.hasStopped else { return false }
    let onset = ReachWindow.seconds(count.find.after.days).lowerBound * 1_000_000
    let name = count.to.eventName
    var senders: Set<String> = []
    try scan(onset - LossLook.daysBefore * 86_400_000_000..<onset) { source, event in
      if event == name { senders.insert(source) }
      return true
    }
    var isHeard = false
    try scan(onset + 86_400_000_000..<horizon.end) { source, _ in
      isHeard = senders.contains(source)
      return !isHeard
    }
    return !isHeard
  }

  private func scan(_ window: Range<Int64>, _ body: (_ source: String, _ event: String) -> Bool) throws {
    guard window.lowerBound < window.upperBound else { return }
    var filter = SignalFilter(window: window)
    filter.kinds = [SignalKinds(.event), SignalKinds(.exposure), SignalKinds(.session)]
    var looked = 0
    try records.reader.scan(filter, fields: [.words]) { batch in
      looked += batch.rows.count
      return batch.rows.allSatisfy { body(batch.text($0.source), batch.text($0.name)) }
        && looked < LossLook.rowsLookedAt
    }
  }
}
