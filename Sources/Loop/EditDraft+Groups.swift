import Bytes
import Domain
import Find
import Store

/// Edits by which groups change place.
extension EditDraft {
  mutating func merge() throws {
    var host = try opportunity(request.id)
    guard let id = request.other else { return }
    var part = try records.opportunity(id)
    if part.state == .merged {
      guard part.mergedInto == host.id else {
        let place = part.mergedInto.map { ": \($0)" } ?? ""
        throw refusal(part.id, "merged", allowed: "one that is not part of another\(place)")
      }
      let known = rules.standing.last { $0.operation == .merge && $0.other == part.id && $0.opportunity == host.id }
      return settle(by: known, host.id)
    }
    guard !part.state.isInFlight else {
      let hint =
        host.state.isInFlight ? "work on it to be over" : "the other way round: id \(part.id), other \(host.id)"
      throw refusal(part.id, part.state.rawValue, allowed: hint)
    }
    before = [Edit.Before(host), Edit.Before(part)]
    other = part.id
    groups = part.groups.filter { !host.groups.contains($0) }
    host.groups += groups
    Course.advance(&part, .merge)
    part.mergedInto = host.id
    changed = [host, part]
    try step(.expire, betsOn: part.id)
  }

  mutating func split() throws {
    var source = try opportunity(request.id)
    let known = rules.standing.last {
      $0.operation == .split && $0.opportunity == source.id && Set($0.groups) == Set(request.members)
    }
    if let known, source.groups.allSatisfy({ !known.groups.contains($0) }) { return settle(by: known, source.id) }
    try take(from: &source)
    let target = try target(of: source)
    before = try [Edit.Before(records.opportunity(source.id))]
    other = target.id
    changed = [source, target]
  }

  mutating func move() throws {
    var source = try opportunity(request.id)
    guard let id = request.other else { return }
    var target = try opportunity(id)
    if request.members.allSatisfy(target.groups.contains) {
      let known = rules.standing.last { $0.home == target.id && Set($0.groups).isSuperset(of: request.members) }
      return settle(by: known, source.id)
    }
    before = [Edit.Before(source), Edit.Before(target)]
    try take(from: &source)
    target.groups += groups
    other = target.id
    changed = [source, target]
  }

  /// Takes the named groups out of an opportunity, which must keep at least one.
  private mutating func take(from source: inout Opportunity) throws {
    if let stranger = request.members.first(where: { !source.groups.contains($0) }) {
      throw LoopError.badValue(
        argument: "members",
        typed: stranger.text,
        expected: "groups of \(source.id), such as \(source.groups.first?.text ?? "none")"
      )
    }
    groups = source.groups.filter(request.members.contains)
    source.groups.removeAll(where: groups.contains)
    guard !source.groups.isEmpty else {
      let way =
        request.other.map { "; all of them go by merge: id \($0), other \(source.id)" } ?? "; a new title is a rename"
      throw LoopError.badValue(
        argument: "members",
        typed: "every group of \(source.id)",
        expected: "some of its groups\(way)"
      )
    }
    try checkUnmeasured(groups, of: source.id)
    if try groups.contains(where: { try isNamesake($0, of: source.id) }) { staying = source.groups }
  }

  private func isNamesake(_ group: RecordID, of opportunity: RecordID) throws -> Bool {
    try records.reader.group(group).map { opportunity.text.hasPrefix($0.usualOpportunity.text) } ?? false
  }

  /// The opportunity that groups make by themselves: the one they had, else a new one.
  private func target(of source: Opportunity) throws -> Opportunity {
    let tallies = try groups.compactMap(records.reader.group)
    for tally in tallies where try records.has(tally.usualOpportunity) {
      var own = try records.opportunity(tally.usualOpportunity)
      guard own.state == .merged else { continue }
      Course.advance(&own, .split)
      own.mergedInto = nil
      own.groups = groups
      return own
    }
    guard let first = tallies.first else { throw LoopError.unknownID(groups[0]) }
    var id = first.usualOpportunity
    var length = RecordID.usualLength
    while try records.has(id) {
      length += 2
      id = RecordID(.opportunity, of: "\(first.fingerprint) out of \(source.id)", length: length)
    }
    return Opportunity(unseen: id, groups: tallies, kind: source.kind, asOf: source.asOf)
  }
}

extension Opportunity {
  /// An opportunity of groups that nobody has looked at as one; the next look counts it.
  fileprivate init(unseen id: RecordID, groups: [GroupTally], kind: Kind, asOf: Timestamp) {
    let none = Interval(low: 0, likely: 0, high: 0)
    self.init(
      id: id,
      kind: groups[0].kind == .error ? .error : kind,
      state: .candidate,
      title: Title.unseen(groups[0]),
      service: groups[0].service,
      surface: groups[0].surface,
      groups: groups.map(\.id),
      reach: Reach(subjects: 0, accounts: 0, days: 0, occurrences: 0, eligible: 0, share: nil),
      trend: Trend(recent: 0, before: 0, direction: .unclear),
      costOfDelay: none,
      exemplars: [],
      contradictions: [],
      claims: [],
      first: Timestamp(microseconds: groups.map(\.first).min() ?? 0),
      last: Timestamp(microseconds: groups.map(\.last).max() ?? 0),
      asOf: asOf
    )
  }
}
