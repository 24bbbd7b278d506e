package import Bytes
package import Domain
import Find
import Store

/// Which opportunities are wanted, and in which order.
package struct OpportunityQuery: Sendable {
  /// Nil for all that are listed unasked.
  package var shelf: Shelf?
  package var kind: Opportunity.Kind?
  package var surface: String?
  package var words: String?
  package var since: Timestamp?
  package var order = Order.score
  package var limit = 10
  package var offset = 0

  /// What comes first.
  package enum Order: String, CaseIterable, Sendable { case score, reach, trend, new }

  package init() {}

  /// One page of the answer.
  package struct Page: Sendable {
    package let opportunities: [Opportunity]
    /// How many of those that fit are worth weighing: they come first, and the others are small, steady or harmless.
    package let worthwhile: Int
    /// How many fit, on all pages, and how many there are at all.
    package let total: Int
    package let unfiltered: Int
    package let offset: Int
    package let sortedBy: Order
    package let dataThrough: Timestamp?
    /// How many of those that fit otherwise are not listed unasked, by where they are.
    package let aside: [Shelf: Int]
  }

  /// Returns the page, of what is known or of what a look into the past has found.
  package func page(_ records: Records, _ past: PastLook? = nil) throws -> Page {
    let all = try past.map { $0.found.values.map(\.opportunity) } ?? records.opportunities()
    let weights = try past?.weights ?? Weights(records.choice()?.considered ?? [])
    let through = try past?.asOf ?? records.dataThrough()
    let candidates = all.filter(fits)
    let fitting = candidates.filter { Shelf($0, dataThrough: through).isListed(under: shelf) }
    let places = fitting.enumerated()
      .map { number, one in
        Place(one, number: number, rank: rank(one, weights), tier: order == .score ? weights.tier(of: one.id) : nil)
      }
      .sorted { $0.precedes($1) }
    let worthwhile = order == .score ? places.count { $0.tier == 0 } : 0
    // A page does not run on from what matters into what every product has.
    let end = offset < worthwhile ? min(limit, worthwhile - offset) : limit
    return Page(
      opportunities: places.dropFirst(offset).prefix(end).map { fitting[$0.number] },
      worthwhile: worthwhile,
      total: fitting.count,
      unfiltered: all.count,
      offset: offset,
      sortedBy: order,
      dataThrough: through,
      aside: shelf == nil ? Shelf.aside(candidates, dataThrough: through) : [:]
    )
  }

  private func fits(_ opportunity: Opportunity) -> Bool {
    if let kind, opportunity.kind != kind { return false }
    if let since, opportunity.last < since { return false }
    if let surface, !opportunity.surface.contains(surface), !opportunity.service.contains(surface) { return false }
    guard let words else { return true }
    let title = opportunity.title.lowercased()
    return words.lowercased().split(separator: " ").allSatisfy { title.contains($0) }
  }

  /// Where an opportunity is found, with what it is ordered by: worked out once, and small where opportunities are large.
  private struct Place {
    let number: Int
    let id: RecordID
    let rank: Double
    let tier: Int
    /// What must not wait stands before what only costs more, however few have it.
    let isUrgent: Bool

    /// `tier` is nil where what matters is not told from the rest.
    init(_ opportunity: Opportunity, number: Int, rank: Double, tier: Int?) {
      self.number = number
      id = opportunity.id
      self.rank = rank
      self.tier = tier ?? 0
      isUrgent = tier == 0 && opportunity.severity.level == .critical
    }

    /// Equal ones stand by id, so that the order never depends on the store.
    func precedes(_ other: Place) -> Bool {
      if tier != other.tier { return tier < other.tier }
      if isUrgent != other.isUrgent { return isUrgent }
      return rank != other.rank ? rank > other.rank : id < other.id
    }
  }

  private func rank(_ opportunity: Opportunity, _ weights: Weights) -> Double {
    switch order {
    // What was never weighed stands behind everything that was.
    case .score: weights.score(of: opportunity.id).map { $0 + 1e9 } ?? opportunity.costOfDelay.likely
    case .reach: Double(opportunity.reach.subjects)
    case .trend: Double(opportunity.trend.recent + 1) / Double(opportunity.trend.before + 1)
    case .new: Double(opportunity.first.seconds)
    }
  }
}

/// What the last choice made of each opportunity.
package struct Weights: Sendable {
  private let options: [RecordID: Decision.Option]

  package init(_ considered: [Decision.Option]) {
    options = Dictionary(considered.map { ($0.opportunity, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Returns what it was worth; nil where it was not weighed.
  func score(of id: RecordID) -> Double? { options[id].map(\.score) }

  /// Returns 0 for what competes, 1 for what is small or steady, 2 for what was closed or harms nobody.
  func tier(of id: RecordID) -> Int {
    switch options[id]?.outcome {
    case .picked, .deferred: 0
    case .background, .insufficient, nil: 1
    case .kill: 2
    }
  }
}
