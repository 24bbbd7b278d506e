import Bytes
import Domain

/// What a coding agent receives for a bet: a thin specification of ten parts in fixed order, within a budget.
///
/// What does not fit is left out whole, counted at the end of its part, and named with the call that fetches it.
package struct Bundle: Equatable, Sendable {
  package let text: String
  /// A hash of the content: the same while nothing in it has changed, whatever else was written to the ledger.
  package let etag: String
  package let tokens: Int
  /// The number of things that the budget left out.
  package let omitted: Int

  package static let defaultBudget = 1_600
  package static let budgets = 600...6_000

  /// Counts tokens as every answer does: three and a half bytes to one.
  package static func tokens(of text: String) -> Int { (text.utf8.count * 2 + 6) / 7 }

  /// Writes the bundle of a bet; budgets outside `budgets` are taken for the nearest within.
  package init(_ input: BundleInput, budget: Int = defaultBudget) {
    let budget = min(max(budget, Bundle.budgets.lowerBound), Bundle.budgets.upperBound)
    let parts = BundleParts(input).all
    let ending = Bundle.ending(input)
    // The largest number of bytes that still counts as the budget, less the end and the etag's line.
    let room = budget * 7 / 2 - ending.utf8.count - Bundle.etagLine(String(repeating: "0", count: 16)).utf8.count
    let (content, omitted) = BundlePart.pack(parts, within: room)
    etag = Hex.encode(SHA256.hash(Array(content.utf8)).bytes.prefix(8))
    text = content + Bundle.etagLine(etag) + ending
    tokens = Bundle.tokens(of: text)
    self.omitted = omitted
  }

  private static func etagLine(_ etag: String) -> String { "\netag: \(etag)\n" }

  /// What changes without the work changing; it is no part of the etag.
  private static func ending(_ input: BundleInput) -> String {
    var lines: [String] = []
    if let lease = input.lease {
      switch lease.state {
      case .held: lines.append("lease: \(lease.id) until \(lease.expires)")
      case .waiting: lines.append("lease: \(lease.id), waiting for a person; its time stands still")
      // That is content: part 9 says it.
      case .released, .expired: break
      }
    }
    if let ledger = input.ledger { lines.append("ledger: entry \(ledger.seq), \(ledger.hash.prefix(16))") }
    return lines.map { $0 + "\n" }.joined()
  }
}

/// One numbered part of a bundle, or its head.
struct BundlePart {
  let heading: String
  /// What is always there.
  var fixed: [String] = []
  /// What is there while there is room, the lowest rank first.
  var optional: [(rank: Int, text: String)] = []
  /// The call that fetches what was left out.
  var more = ""

  /// Joins parts within so many bytes; everything fixed is in, whatever the room.
  static func pack(_ parts: [BundlePart], within room: Int) -> (text: String, omitted: Int) {
    var chosen = parts.map { _ in [Bool]() }
    for (index, part) in parts.enumerated() { chosen[index] = part.optional.map { _ in false } }
    // Room for the words of what is left out is kept as if every part lost something; it is small.
    let notes = parts.reduce(0) { $0 + ($1.optional.isEmpty ? 0 : $1.note(of: $1.optional.count).utf8.count + 1) }
    var left = room - notes - parts.reduce(0) { $0 + $1.fixedSize }
    let order = parts.indices.flatMap { index in
      parts[index].optional.indices.map { (rank: parts[index].optional[$0].rank, part: index, place: $0) }
    }.sorted { ($0.rank, $0.part, $0.place) < ($1.rank, $1.part, $1.place) }
    for item in order {
      let size = parts[item.part].optional[item.place].text.utf8.count + 1
      guard size <= left else { continue }
      left -= size
      chosen[item.part][item.place] = true
    }
    var text = ""
    var omitted = 0
    for (part, choices) in zip(parts, chosen) {
      let missing = choices.count { !$0 }
      omitted += missing
      let kept = zip(part.optional, choices).filter(\.1).map(\.0.text)
      let lines = part.fixed + kept + (missing > 0 ? [part.note(of: missing)] : [])
      text += part.heading + "\n" + lines.map { $0 + "\n" }.joined()
    }
    return (text, omitted)
  }

  private var fixedSize: Int { fixed.reduce(heading.utf8.count + 1) { $0 + $1.utf8.count + 1 } }

  private func note(of count: Int) -> String { "(\(count) left out: \(more))" }
}
