import Domain
import Find

/// Taking an edit back.
extension EditDraft {
  mutating func undo() throws {
    guard let target = try undoTarget() else { return }
    if let later = rules.standing.last(where: { $0 != target && isBuilt($0, on: target) }) {
      throw refusal(
        target.id,
        "followed by \(later.id), which stands on it",
        allowed: "that to be taken back first: edit_opportunity {\"op\":\"undo\",\"id\":\"\(later.id)\"}"
      )
    }
    undone = target
    other = target.other
    switch target.operation {
    case .rename:
      var opportunity = try records.opportunity(target.opportunity)
      before = [Edit.Before(opportunity)]
      if let old = target.before.first { opportunity.title = old.title }
      changed = [opportunity]
    case .mute: try speak(records.opportunity(target.opportunity))
    case .unmute: try silence(records.opportunity(target.opportunity))
    case .merge: try part(target)
    case .split, .move: try bringBack(target)
    case .undo: break
    }
  }

  /// Returns the edit that is meant; nil, and settles, where there is none to take back any more.
  private mutating func undoTarget() throws -> Edit? {
    if request.id.kind == .edit {
      let named = try records.edit(request.id)
      guard named.operation != .undo else {
        throw refusal(
          named.id,
          "an undo itself",
          allowed: "an edit that stands; make the one it took back again instead"
        )
      }
      if rules.standing.contains(named) { return named }
      settle(by: edits.last { $0.undone == named.id }, named.opportunity)
      return nil
    }
    let opportunity = try records.opportunity(request.id)
    guard let last = edits.last(where: { $0.concerns(opportunity.id) }), last.operation != .undo else {
      // Asked twice, it takes back one: whoever wants the one before too names it.
      settle(by: edits.last { $0.concerns(opportunity.id) }, opportunity.id)
      return nil
    }
    return last
  }

  /// Whether a later edit would make no sense any more without an earlier one.
  private func isBuilt(_ later: Edit, on earlier: Edit) -> Bool {
    guard let one = rules.standing.firstIndex(of: earlier), let two = rules.standing.firstIndex(of: later), one < two
    else { return false }
    switch (earlier.operation, later.operation) {
    case (.rename, .rename), (.mute, .mute), (.mute, .unmute), (.unmute, .mute), (.unmute, .unmute):
      return earlier.opportunity == later.opportunity
    case (.merge, .merge), (.merge, .split), (.merge, .move), (.split, .merge), (.split, .split), (.split, .move),
      (.move, .merge), (.move, .split), (.move, .move):
      return !Set(earlier.groups).isDisjoint(with: later.groups)
        || (earlier.operation == .split && earlier.other.map(later.concerns) ?? false)
        || (later.operation == .merge && later.other.map(earlier.concerns) ?? false)
    default: return false
    }
  }

  /// Parts what was merged: each has the groups it had, and what came to the host since stays there.
  private mutating func part(_ merge: Edit) throws {
    guard let id = merge.other, let old = merge.before.first(where: { $0.opportunity == id }) else { return }
    var host = try records.opportunity(merge.opportunity)
    var part = try records.opportunity(id)
    try checkUnmeasured(merge.groups, of: host.id)
    before = [Edit.Before(host), Edit.Before(part)]
    host.groups.removeAll(where: merge.groups.contains)
    part.state = old.state
    part.groups = old.groups
    part.mergedInto = nil
    changed = [host, part]
    if part.state.isOpenToChoice { try reopen(.expired, betsOn: part.id) }
  }

  /// Puts groups back where they were taken from; what a split had made becomes part of that again.
  private mutating func bringBack(_ edit: Edit) throws {
    guard let id = edit.other else { return }
    var source = try records.opportunity(edit.opportunity)
    var target = try records.opportunity(id)
    try checkUnmeasured(edit.groups, of: target.id)
    before = [Edit.Before(source), Edit.Before(target)]
    source.groups += edit.groups.filter { !source.groups.contains($0) }
    if edit.operation == .move {
      target.groups.removeAll(where: edit.groups.contains)
    } else {
      Course.advance(&target, .merge)
      target.mergedInto = source.id
      try step(.expire, betsOn: target.id)
    }
    changed = [source, target]
  }
}
