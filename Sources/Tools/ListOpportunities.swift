import Bytes
import Domain
import Loop

extension ReckonTool {
  /// The problems that are known, as cards.
  static let listOpportunities = ReckonTool(
    name: "list_opportunities",
    command: "opportunities",
    title: "Opportunities",
    summary: "the problems that are known, with whom they reach",
    description:
      "Call this to see which problems production shows, most valuable first. "
      + "Cards: problem, reach, trend, cost of delay, state.",
    arguments: [
      .optional("state", .string("state", oneOf: Shelf.names)),
      .optional("kind", .string("kind", oneOf: Opportunity.Kind.allCases.map(\.rawValue))),
      .optional("surface", .string("part of surface or service")),
      .optional("query", .string("words of the title")),
      .optional("since", .string("seen after: RFC 3339, a day, 7d")),
      .optional("sort", .string("order", oneOf: OpportunityQuery.Order.allCases.map(\.rawValue), default: "score")),
      .optional("limit", .integer("cards", in: 1...20, default: 10)),
      .optional("cursor", .string("from the last answer")),
    ] + readArguments,
    isReadOnly: true,
    looksBack: true,
    run: { call in
      let query = try OpportunityQuery(call)
      let books = try call.books()
      let page = try books.read { try query.page($0, books.pastLook($0)) }
      return page.answer(call)
    }
  )
}

extension OpportunityQuery {
  fileprivate init(_ call: ToolCall) throws {
    self.init()
    shelf = call.text("state").flatMap(Shelf.init)
    kind = call.text("kind").flatMap(Opportunity.Kind.init(rawValue:))
    surface = call.text("surface")
    words = call.text("query")
    since = try call.instant("since")
    order = call.text("sort").flatMap(Order.init(rawValue:)) ?? .score
    limit = call.integer("limit") ?? 10
    offset = try Cursor.offset(call)
  }
}

extension OpportunityQuery.Page {
  fileprivate func answer(_ call: ToolCall) -> ToolAnswer {
    let head =
      total == 0
      ? nothing
      : "\(Wording.count(total, "opportunity", "opportunities")) \(order), data through \(through).\(worth)\(outOfSight)"
    let cards = opportunities.map { OpportunityCard(opportunity: $0).text }
    let packed = Cursor.pack(cards, head: head, total: total, offset: offset, call: call, tool: "list_opportunities")
    return ToolAnswer(
      text: packed.text,
      json: [
        "total": .integer(Int64(total)), "offset": .integer(Int64(offset)),
        "not_listed": [
          "quiet": .integer(Int64(aside[.quiet] ?? 0)), "muted": .integer(Int64(aside[.muted] ?? 0)),
          "merged": .integer(Int64(aside[.state(.merged)] ?? 0)),
        ],
        "opportunities": .array(opportunities.map(\.json)),
        "next_cursor": offset + opportunities.count < total ? .string("\(offset + opportunities.count)") : .null,
      ],
      summary: head
    )
  }

  private var worth: String {
    guard worthwhile > 0, worthwhile < total else { return "" }
    return " Worth weighing: \(worthwhile); the others are small, steady or harmless."
  }

  private var order: String {
    switch sortedBy {
    case .score: "by what waiting costs"
    case .reach: "by people reached"
    case .trend: "by growth"
    case .new: "newest first"
    }
  }

  /// What is not listed unasked, and how to see it.
  private var outOfSight: String {
    let parts: [(Shelf, String)] = [
      (.quiet, "quiet, not seen in the last \(Shelf.quietDays) days of the data"), (.muted, "muted"),
      (.state(.merged), "merged into others"),
    ]
    let said = parts.compactMap { shelf, word in aside[shelf].map { "\(Wording.number(Int64($0))) \(word)" } }
    return said.isEmpty ? "" : " Not listed: \(said.joined(separator: "; ")). Ask by state to see them."
  }

  private var through: String { dataThrough.map(Wording.time) ?? "nothing yet" }

  private var nothing: String {
    unfiltered == 0
      ? "No opportunities: no error or message group has been seen in the data through \(through). "
        + "No data is not the same as no problems; get_status {} tells what is watched."
      : "None of \(Wording.count(unfiltered, "opportunity", "opportunities")) fits.\(outOfSight) "
        + "All: list_opportunities {}"
  }
}
