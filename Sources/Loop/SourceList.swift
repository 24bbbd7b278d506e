import Bytes
package import Domain
import Ledger
import Store

/// Where the claims about something come from: every source, as it stands today.
package struct SourceList: Sendable {
  package let id: RecordID
  package let what: What
  package let sources: [Source]

  /// What is wanted.
  package enum What: String, CaseIterable, Sendable {
    case support, contradiction, subjects
    case followUp = "follow_up"
  }

  /// One source of one claim.
  package enum Source: Sendable {
    case quote(Quote)
    case figure(FigureCheck)
    case person(FigureRows.Person)
  }

  /// Words cut from a stored text.
  package struct Quote: Sendable {
    package let claim: RecordID
    package let slice: TextSlice
    /// The words, byte for byte; nil where the text has been erased.
    package let words: String?
    package let state: String
    package let origin: String
    /// The link to where a signal that brought the text is found.
    package let link: String?
    package let trust: String
  }

  /// A number computed again.
  package struct FigureCheck: Sendable {
    package let claim: RecordID
    package let text: String
    package let figure: Figure
    package let now: Double
    /// `ok` when number and rows are the same, `grown` when data arrived since, `changed` when rows went.
    package let state: String
  }

  /// Collects the sources.
  package init(_ id: RecordID, _ what: What, _ records: Records, secret: [UInt8]) throws {
    self.id = id
    self.what = what
    let claims = try SourceList.claims(of: id, what, records)
    switch what {
    case .support, .contradiction:
      let links = try SourceLinks(records.reader)
      sources = try claims.flatMap { claim in
        try claim.citations.map { try SourceList.source($0, claim, records, links, secret) }
      }
    case .subjects, .followUp:
      let figures = claims.flatMap(\.citations).compactMap { citation -> Figure? in
        if case .figure(let figure) = citation, figure.question == .subjects { figure } else { nil }
      }
      guard let figure = figures.first else {
        sources = []
        return
      }
      let rows = try FigureRows(.subjects, figure.series, figure.window, records.reader)
      sources = rows.people.map { .person($0) }
    }
  }

  private static func claims(of id: RecordID, _ what: What, _ records: Records) throws -> [Claim] {
    switch id.kind {
    case .claim: return [try records.claim(id)]
    case .opportunity:
      let opportunity = try records.opportunity(id)
      return try (what == .contradiction ? opportunity.contradictions : opportunity.claims).map(records.claim)
    case .bet:
      let bet = try records.bet(id)
      guard what == .contradiction else { return try bet.claims.map(records.claim) }
      return try records.opportunity(bet.opportunity).contradictions.map(records.claim)
    case .ship:
      return try records.ship(id).bets.flatMap { try claims(of: $0, what, records) }
    case .readout: return try claims(of: records.readout(id).bet, what, records)
    case .plan, .decision, .group, .lease, .edit: return []
    }
  }

  private static func source(
    _ citation: Citation,
    _ claim: Claim,
    _ records: Records,
    _ links: SourceLinks,
    _ secret: [UInt8]
  ) throws -> Source {
    switch citation {
    case .slice(let slice): return .quote(try quote(slice, claim, records, links, Quotes(secret: secret)))
    case .figure(let figure):
      let rows = try FigureRows(figure.question, figure.series, figure.window, records.reader)
      let same = rows.snapshot(secret: secret).id == figure.snapshot
      let state = same ? "ok" : rows.value >= figure.value ? "grown" : "changed"
      return .figure(FigureCheck(claim: claim.id, text: claim.text, figure: figure, now: rows.value, state: state))
    }
  }

  private static func quote(
    _ slice: TextSlice,
    _ claim: Claim,
    _ records: Records,
    _ links: SourceLinks,
    _ quotes: Quotes
  ) throws -> Quote {
    let stored = try records.reader.evidence(slice.evidence)
    let evidence = stored?.evidence
    let (words, state): (String?, String) =
      switch quotes.state(of: slice, in: evidence?.text) {
      case .ok(let words): (words, "ok")
      case .relocated(_, let words): (words, "relocated")
      case .drifted: (nil, "drifted")
      case .erased: (nil, "erased")
      }
    return Quote(
      claim: claim.id,
      slice: slice,
      words: words,
      state: state,
      origin: evidence?.origin ?? "",
      link: links.link(to: stored?.sighting),
      trust: evidence?.trust.rawValue ?? ""
    )
  }
}
