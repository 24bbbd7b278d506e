import Domain
import Store

/// The themes that somebody relies on: they go on to mean what they mean, whatever else is grouped anew.
enum HeldThemes {
  /// Returns the numbers of those that an edit speaks of, that a bet's claims are counted from, and of opportunities that
  /// somebody has decided about.
  static func find(_ records: Records) throws -> Set<Int> {
    var numbers: [RecordID: Int] = [:]
    for theme in try records.reader.themes().values {
      for praise in [false, true] { theme.group(praise: praise).map { numbers[$0] = theme.number } }
    }
    guard !numbers.isEmpty else { return [] }
    let bets = try records.bets()
    let edits = try records.edits()
    var opportunities = Set(bets.map(\.opportunity))
    for edit in edits { opportunities.formUnion([edit.opportunity] + [edit.other, edit.home].compactMap(\.self)) }
    var groups = Set(edits.flatMap { $0.groups + $0.staying })
    for opportunity in try records.opportunities() where opportunity.state != .merged {
      let isDecided = !opportunity.state.isOpenToChoice || opportunities.contains(opportunity.id)
      if isDecided { groups.formUnion(opportunity.groups) }
    }
    var held = Set(groups.compactMap { numbers[$0] })
    let series = Set(try bets.flatMap(\.claims).flatMap { try figures(of: $0, records) })
    for (group, number) in numbers where series.contains(.group(group)) { held.insert(number) }
    return held
  }

  private static func figures(of claim: RecordID, _ records: Records) throws -> [SeriesID] {
    try records.claim(claim).citations.flatMap { citation -> [SeriesID] in
      switch citation {
      case .figure(let figure): figure.series
      case .slice: []
      }
    }
  }
}
