package import Bytes
package import Domain
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
    /// How many fit, on all pages, and how many there are at all.
    package let total: Int
    package let unfiltered: Int
    package let offset: Int
    package let sortedBy: Order
    package let dataThrough: Timestamp?
    /// How many of those that fit otherwise are not listed unasked, by where they are.
    package let aside: [Shelf: Int]
  }

  /// Returns the page.
  package func page(_ records: Records) throws -> Page {
    let all = try records.opportunities()
    let scores = try records.choice()?.considered.reduce(into: [RecordID: Double]()) { $0[$1.opportunity] = $1.score }
    let through = try records.dataThrough()
    let candidates = all.filter(fits)
    let fitting = candidates.filter { Shelf($0, dataThrough: through).isListed(under: shelf) }
      .sorted { precedes($0, $1, scores ?? [:]) }
    return Page(
      opportunities: Array(fitting.dropFirst(offset).prefix(limit)),
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

  /// Equal ones stand by id, so that the order never depends on the store.
  private func precedes(_ one: Opportunity, _ other: Opportunity, _ scores: [RecordID: Double]) -> Bool {
    let left = rank(one, scores)
    let right = rank(other, scores)
    return left != right ? left > right : one.id < other.id
  }

  private func rank(_ opportunity: Opportunity, _ scores: [RecordID: Double]) -> Double {
    switch order {
    // What was never weighed stands behind everything that was.
    case .score: scores[opportunity.id].map { $0 + 1e9 } ?? opportunity.costOfDelay.likely
    case .reach: Double(opportunity.reach.subjects)
    case .trend: Double(opportunity.trend.recent + 1) / Double(opportunity.trend.before + 1)
    case .new: Double(opportunity.first.seconds)
    }
  }
}
