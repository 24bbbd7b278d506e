package import Bytes

/// A correction that a person or an agent made of what was found: a rule that binds what comes later too.
///
/// Edits are never changed. One is taken back by another; where two speak of the same thing, the later one counts.
package struct Edit: Equatable, Sendable {
  package let id: RecordID
  package let operation: Operation
  /// What it was made on: what was renamed or muted, what took another in, what groups were taken out of.
  package let opportunity: RecordID
  /// What went into it by `merge`, or where groups went by `split` and `move`.
  package let other: RecordID?
  /// The groups that changed place, in their order.
  package let groups: [RecordID]
  /// Those that stayed where the group went that the opportunity has its id from: nothing else would hold them there.
  package let staying: [RecordID]
  package let title: String?
  package let reason: String
  /// The edit that an `undo` takes back.
  package let undone: RecordID?
  /// What it changed, as that was before.
  package let before: [Before]
  package let actor: String
  package let at: Timestamp

  /// What was done.
  package enum Operation: String, CaseIterable, Sendable {
    case rename, merge, split, move, mute, unmute, undo

    /// Whether groups change place by it.
    package var movesGroups: Bool {
      switch self {
      case .merge, .split, .move: true
      case .rename, .mute, .unmute, .undo: false
      }
    }
  }

  /// An opportunity as it was before the edit, as far as an edit can change it.
  package struct Before: Equatable, Sendable {
    package let opportunity: RecordID
    package let state: Opportunity.State
    package let title: String
    package let groups: [RecordID]

    package init(_ opportunity: Opportunity) {
      self.init(opportunity.id, opportunity.state, title: opportunity.title, groups: opportunity.groups)
    }

    package init(_ id: RecordID, _ state: Opportunity.State, title: String, groups: [RecordID]) {
      opportunity = id
      self.state = state
      self.title = title
      self.groups = groups
    }
  }

  package init(
    id: RecordID,
    operation: Operation,
    opportunity: RecordID,
    other: RecordID? = nil,
    groups: [RecordID] = [],
    staying: [RecordID] = [],
    title: String? = nil,
    reason: String = "",
    undone: RecordID? = nil,
    before: [Before] = [],
    actor: String,
    at: Timestamp
  ) {
    self.id = id
    self.operation = operation
    self.opportunity = opportunity
    self.other = other
    self.groups = groups
    self.staying = staying
    self.title = title
    self.reason = reason
    self.undone = undone
    self.before = before
    self.actor = actor
    self.at = at
  }

  /// Reports whether an opportunity is one of the two that it speaks of.
  package func concerns(_ id: RecordID) -> Bool { opportunity == id || other == id }

  /// Where its groups belong by it; nil where it moves none.
  package var home: RecordID? {
    switch operation {
    case .merge: opportunity
    case .split, .move: other
    case .rename, .mute, .unmute, .undo: nil
    }
  }
}
