import Domain
import Find

/// Edits that leave every group where it is: titles, and what is not to be listed.
extension EditDraft {
  mutating func rename() throws {
    let opportunity = try opportunity(request.id)
    if rules.titles[opportunity.id]?.text == request.title {
      let known = rules.standing.last { ($0.home ?? $0.opportunity) == opportunity.id && $0.title == request.title }
      return settle(by: known, opportunity.id)
    }
    before = [Edit.Before(opportunity)]
    changed = [opportunity]
  }

  mutating func mute() throws {
    let opportunity = try opportunity(request.id)
    if let known = rules.mutes[opportunity.id], request.reason.isEmpty || request.reason == known.reason {
      return settle(by: known, opportunity.id)
    }
    try silence(opportunity)
  }

  mutating func unmute() throws {
    let opportunity = try opportunity(request.id)
    guard rules.mutes[opportunity.id] != nil else {
      let known = rules.standing.last { $0.operation == .unmute && $0.opportunity == opportunity.id }
      return settle(by: known, opportunity.id)
    }
    try speak(opportunity)
  }

  /// A ready bet on what is muted is put off, so that nobody is sent to it; one that somebody holds is in the way.
  mutating func silence(_ opportunity: Opportunity) throws {
    guard opportunity.state != .targeted else {
      throw refusal(opportunity.id, "targeted", allowed: "one that nobody works on; claim_bet gives the lease back")
    }
    before.append(Edit.Before(opportunity))
    changed.append(opportunity)
    try step(.defer, betsOn: opportunity.id)
  }

  /// What was put off by a decision stays so.
  mutating func speak(_ opportunity: Opportunity) throws {
    before.append(Edit.Before(opportunity))
    changed.append(opportunity)
    if opportunity.state.isOpenToChoice { try reopen(.deferred, betsOn: opportunity.id) }
  }

  /// Brings back the bets in a state.
  mutating func reopen(_ state: Bet.State, betsOn opportunity: RecordID) throws {
    for var bet in try records.bets() where bet.opportunity == opportunity && bet.state == state {
      Course.advance(&bet, .reopen)
      bets.append(bet)
    }
  }
}
