import Bytes
import Domain
import Find
import Store

/// What an edit would change, before anything is written.
struct EditDraft {
  let request: EditRequest
  let actor: String
  let records: Records
  let edits: [Edit]
  let rules: EditRules
  /// The opportunities as they are to become, the one that was named first.
  var changed: [Opportunity] = []
  var bets: [Bet] = []
  /// The parts of the edit that the operation decides on.
  var other: RecordID?
  var groups: [RecordID] = []
  var staying: [RecordID] = []
  var undone: Edit?
  var before: [Edit.Before] = []
  /// Set where all is so already.
  private var standing: (edit: Edit?, opportunity: RecordID)?

  init(_ request: EditRequest, by actor: String, _ records: Records) throws {
    self.request = request
    self.actor = actor
    self.records = records
    edits = try records.edits()
    rules = EditRules(edits)
    switch request.operation {
    case .rename: try rename()
    case .merge: try merge()
    case .split: try split()
    case .move: try move()
    case .mute: try mute()
    case .unmute: try unmute()
    case .undo: try undo()
    }
  }

  /// Notes that nothing has to be done, and the edit that says so.
  mutating func settle(by edit: Edit?, _ opportunity: RecordID) {
    standing = (edit, opportunity)
  }

  /// Returns the outcome where all is so already.
  func repeated(_ records: Records) throws -> EditRequest.Outcome? {
    guard let standing else { return nil }
    return EditRequest.Outcome(
      edit: standing.edit,
      isNew: false,
      opportunity: try records.opportunity(standing.opportunity),
      other: try standing.edit?.other.map(records.opportunity),
      earlier: rules.standing.last { $0.concerns(standing.opportunity) },
      seq: try standing.edit.flatMap { try records.reader.record($0.id)?.seq } ?? 0
    )
  }

  /// Writes what it changes and the edit itself, in the ledger's next entries.
  func write(_ journal: inout Journal) throws -> EditRequest.Outcome {
    let edit = edit(journal)
    let rules = EditRules(edits + [edit])
    let marked = changed.map(rules.marking)
    for opportunity in marked { try journal.put(opportunity) }
    for bet in bets { try journal.put(bet) }
    try journal.put(edit)
    return EditRequest.Outcome(
      edit: edit,
      isNew: true,
      opportunity: marked[0],
      other: marked.dropFirst().first,
      earlier: rules.standing.last { $0.concerns(marked[0].id) },
      seq: journal.seq
    )
  }

  private func edit(_ journal: Journal) -> Edit {
    let identity = "\(request.operation.rawValue) \(request.id) \(journal.now) \(journal.seq)"
    return Edit(
      id: RecordID(.edit, of: identity),
      operation: request.operation,
      opportunity: changed[0].id,
      other: other,
      groups: groups,
      staying: staying,
      title: request.title,
      reason: request.reason,
      undone: undone?.id,
      before: before,
      actor: journal.actor,
      at: journal.now
    )
  }

  // MARK: What the operations share

  /// Returns an opportunity that is still one of its own.
  func opportunity(_ id: RecordID) throws -> Opportunity {
    let opportunity = try records.opportunity(id)
    guard opportunity.state != .merged else {
      let host = opportunity.mergedInto.map { "the one it is part of: \($0)" } ?? "one that is not part of another"
      throw refusal(id, "merged", allowed: host)
    }
    return opportunity
  }

  /// Says why it cannot be done now, and what can.
  func refusal(_ id: RecordID, _ state: String, allowed: String) -> LoopError {
    .wrongState(id, state: state, action: request.operation.rawValue, allowed: allowed)
  }

  /// Takes a step with all bets on an opportunity that can take it.
  mutating func step(_ step: Bet.Step, betsOn opportunity: RecordID) throws {
    for var bet in try records.bets() where bet.opportunity == opportunity {
      let state = bet.state
      Course.advance(&bet, step)
      if bet.state != state { bets.append(bet) }
    }
  }

  /// Throws where the effect of work on an opportunity is measured by one of the groups: it has to stay there till then.
  func checkUnmeasured(_ groups: [RecordID], of opportunity: RecordID) throws {
    let busy: Set<Bet.State> = [.claimed, .shipped, .measuring]
    for bet in try records.bets() where bet.opportunity == opportunity && busy.contains(bet.state) {
      guard let group = groups.first(where: { bet.metric.series.contains(.group($0)) }) else { continue }
      throw refusal(group, "what \(bet.id) is measured by", allowed: "that bet to be settled or given back first")
    }
  }
}
