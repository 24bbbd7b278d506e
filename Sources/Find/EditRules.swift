package import Domain

/// What people and agents have corrected, as rules for every look at the signals, past and to come.
///
/// It depends on nothing but the edits in their order, so that a look from scratch obeys them like one that goes on.
package struct EditRules: Equatable, Sendable {
  /// A title that somebody gave, and who.
  package struct GivenTitle: Equatable, Sendable {
    package let text: String
    package let author: String
  }

  /// Where a group belongs by the latest edit that moved it, and its place among all that were moved.
  struct Home: Equatable, Sendable {
    let opportunity: RecordID
    let rank: Int
  }

  /// Those that stand: neither an undo nor taken back by one, the first one first.
  package let standing: [Edit]
  package private(set) var titles: [RecordID: GivenTitle] = [:]
  /// The edit by which each muted opportunity is muted.
  package private(set) var mutes: [RecordID: Edit] = [:]
  private var homes: [RecordID: Home] = [:]
  private var touched: Set<RecordID> = []

  /// Takes the edits in the order in which they were made: the later one counts.
  package init(_ edits: [Edit] = []) {
    let undone = Set(edits.compactMap(\.undone))
    standing = edits.filter { $0.operation != .undo && !undone.contains($0.id) }
    var rank = 0
    for edit in standing {
      touched.formUnion([edit.opportunity] + (edit.other.map { [$0] } ?? []))
      switch edit.operation {
      case .mute: mutes[edit.opportunity] = edit
      case .unmute: mutes[edit.opportunity] = nil
      case .rename, .merge, .split, .move, .undo: break
      }
      if let title = edit.title { titles[edit.home ?? edit.opportunity] = GivenTitle(text: title, author: edit.actor) }
      guard let home = edit.home else { continue }
      for (group, opportunity) in edit.staying.map({ ($0, edit.opportunity) }) + edit.groups.map({ ($0, home) }) {
        homes[group] = Home(opportunity: opportunity, rank: rank)
        rank += 1
      }
    }
  }

  /// Returns where a group belongs by an edit; nil where no edit has moved it.
  func home(of group: RecordID) -> Home? { homes[group] }

  /// Whether somebody has decided about an opportunity, so that nothing makes it part of another by itself.
  func hasTouched(_ opportunity: RecordID) -> Bool { touched.contains(opportunity) }

  /// Returns an opportunity with the words of those who named or muted it.
  package func marking(_ opportunity: Opportunity) -> Opportunity {
    var marked = opportunity
    if let given = titles[opportunity.id] { marked.title = given.text }
    marked.titledBy = titles[opportunity.id]?.author
    marked.mutedBy = mutes[opportunity.id]?.actor
    return marked
  }
}
