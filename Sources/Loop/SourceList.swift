import Bytes
package import Domain
import Find
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

  /// Collects the sources, as far as they were known at a moment that is looked at anew.
  package init(
    _ id: RecordID,
    _ what: What,
    _ records: Records,
    _ past: PastLook? = nil,
    secret: [UInt8]
  ) throws {
    self.id = id
    self.what = what
    let claims = try SourceList.claims(of: id, what, records, past)
    let horizon = past == nil ? Horizon.none : Horizon(records.now)
    switch what {
    case .support, .contradiction:
      let links = try SourceLinks(records.reader)
      sources = try claims.flatMap { claim in
        try claim.citations.map { try SourceList.source($0, claim, records, links, horizon, secret) }
      }
    case .subjects, .followUp:
      let figures = claims.flatMap(\.citations).compactMap { citation -> Figure? in
        if case .figure(let figure) = citation, figure.question == .subjects { figure } else { nil }
      }
      guard let figure = figures.first else {
        sources = []
        return
      }
      let rows = try FigureRows(.subjects, figure.series, figure.window, records.reader, by: horizon)
      sources = rows.people.map { .person($0) }
    }
  }

  private static func claims(
    of id: RecordID,
    _ what: What,
    _ records: Records,
    _ past: PastLook?
  ) throws -> [Claim] {
    switch id.kind {
    case .claim:
      let owner = past?.found.values.first { found in found.claims.contains { $0.id == id } }
      return [try past?.claim(id, of: owner, records) ?? records.claim(id)]
    case .opportunity:
      let found = try past?.opportunity(id)
      let opportunity = try found?.opportunity ?? records.opportunity(id)
      return try (what == .contradiction ? opportunity.contradictions : opportunity.claims)
        .map { try past?.claim($0, of: found, records) ?? records.claim($0) }
    case .bet:
      let view = try BetView(id, records, past)
      return what == .contradiction ? view.contradictions : view.claims
    case .ship:
      let ship = try records.ship(id)
      if past != nil, ship.recorded > records.now { throw LoopError.unknownID(id) }
      return try ship.bets.flatMap { try claims(of: $0, what, records, past) }
    case .readout:
      let readout = try records.readout(id)
      if let past, readout.asOf > past.asOf { throw LoopError.unknownID(id) }
      return try claims(of: readout.bet, what, records, past)
    case .plan, .decision, .group, .lease, .edit: return []
    }
  }

  private static func source(
    _ citation: Citation,
    _ claim: Claim,
    _ records: Records,
    _ links: SourceLinks,
    _ horizon: Horizon,
    _ secret: [UInt8]
  ) throws -> Source {
    switch citation {
    case .slice(let slice): return .quote(try quote(slice, claim, records, links, Quotes(secret: secret)))
    case .figure(let figure):
      let rows = try FigureRows(figure.question, figure.series, figure.window, records.reader, by: horizon)
      // Of a look into the past no rows are kept to compare with.
      let same =
        figure.snapshot == .none
        ? rows.value == figure.value : rows.snapshot(secret: secret).id == figure.snapshot
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
