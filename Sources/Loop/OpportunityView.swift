package import Bytes
package import Domain
import Find
import Store

/// One opportunity with everything around it.
package struct OpportunityView: Sendable {
  package let opportunity: Opportunity
  package let parts: Set<Part>
  package let claims: [Claim]
  package let contradictions: [Claim]
  package let groups: [Member]
  package let exemplars: [Exemplar]
  /// What it may come from; nil where that was not asked for.
  package let causes: CauseLook?
  package let decisions: [Decision]
  /// The edits that concern it and stand, the first one first.
  package let edits: [Edit]

  /// What can be asked for beside the claims.
  package enum Part: String, CaseIterable, Sendable { case members, exemplars, contradictions, suspects, lineage }

  /// A group of signals, and why it belongs here.
  package struct Member: Sendable {
    package let id: RecordID
    package let kind: SignalKind
    package let label: String
    package let count: Int64
    package let firstSeen: Timestamp
    package let lastSeen: Timestamp
    package let reason: String
  }

  /// A text that shows what it is about, and the link to where a signal that brought it is found.
  package struct Exemplar: Sendable {
    package let evidence: Evidence
    package let link: String?
  }

  /// Exemplars shown at most: a page of them is what cite_sources is for.
  private static let exemplarLimit = 3

  /// Reads it, or takes it from a look into the past; parts not asked for stay empty.
  ///
  /// `files` tells what commits touched.
  package init(
    _ id: RecordID,
    parts: Set<Part>,
    _ records: Records,
    _ past: PastLook? = nil,
    files: ([String]) -> [String: [String]] = { _ in [:] }
  ) throws {
    let found = past?.found[id]
    // What a moment of the past did not know is not known then.
    if past != nil, found == nil { throw LoopError.unknownID(id) }
    let opportunity = try found?.opportunity ?? records.opportunity(id)
    let told = Dictionary(found?.claims.map { ($0.id, $0) } ?? [], uniquingKeysWith: { first, _ in first })
    self.opportunity = opportunity
    self.parts = parts
    claims = try opportunity.claims.map { try told[$0] ?? records.claim($0) }
    contradictions =
      parts.contains(.contradictions) ? try opportunity.contradictions.map { try told[$0] ?? records.claim($0) } : []
    let standing = EditRules(try records.edits()).standing.filter { $0.concerns(id) }
    groups = parts.contains(.members) ? try OpportunityView.members(of: opportunity, standing, records, past) : []
    exemplars = parts.contains(.exemplars) ? try OpportunityView.exemplars(of: opportunity, records) : []
    causes = parts.contains(.suspects) ? try CauseLook(opportunity, records, files: files) : nil
    decisions = parts.contains(.lineage) ? try records.decisions(about: id) : []
    edits = parts.contains(.lineage) ? standing : []
  }

  private static func exemplars(of opportunity: Opportunity, _ records: Records) throws -> [Exemplar] {
    let links = try SourceLinks(records.reader)
    return try opportunity.exemplars.prefix(exemplarLimit).compactMap { id in
      guard let stored = try records.reader.evidence(id), let evidence = stored.evidence else { return nil }
      return Exemplar(evidence: evidence, link: links.link(to: stored.sighting))
    }
  }

  private static func members(
    of opportunity: Opportunity,
    _ edits: [Edit],
    _ records: Records,
    _ past: PastLook?
  ) throws -> [Member] {
    try opportunity.groups.compactMap { id in
      guard let group = try past?.tallies[id] ?? records.reader.group(id) else { return nil }
      return Member(
        id: id,
        kind: group.kind,
        label: group.label,
        count: group.count,
        firstSeen: Timestamp(microseconds: group.first),
        lastSeen: Timestamp(microseconds: group.last),
        reason: reason(of: group, in: opportunity, edits)
      )
    }
  }

  private static func reason(of group: GroupTally, in opportunity: Opportunity, _ edits: [Edit]) -> String {
    if let edit = edits.last(where: { $0.home == opportunity.id && $0.groups.contains(group.id) }) {
      return "by the \(edit.operation.rawValue) \(edit.id)"
    }
    if group.id == opportunity.groups.first { return "as the first seen" }
    return group.isLoss ? "as what it keeps people from" : "by shared people or words"
  }
}

extension Records {
  /// Returns a kept text; nil where it has been erased.
  package func evidence(_ id: EvidenceID) throws -> Evidence? {
    try reader.evidence(id)?.evidence
  }

  /// Returns the time of the latest signal, or now where one says that it comes from later; nil before the first.
  package func dataThrough() throws -> Timestamp? {
    try reader.sources().map(\.last).max().map { min(Timestamp(microseconds: $0), now) }
  }
}
