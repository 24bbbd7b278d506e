import Bytes
import Domain
import Loop
import TestSupport
import Testing

/// A shop whose people come, fill a cart and order: at some day fewer of them get as far as that.
@Suite struct LossTests {
  private static let people = 60

  /// Every day the same number of people, each with a cart; of them so many order.
  private static func events(
    days: Range<Int>,
    orders: (_ day: Int, _ person: Int) -> Bool,
    extra: (_ day: Int, _ person: Int) -> [String] = { _, _ in [] }
  ) -> String {
    var text = ""
    for day in days {
      for person in 0..<people {
        let names =
          ["page", "cart_viewed"] + extra(day, person) + (orders(day, person) ? ["order_completed"] : [])
        for (place, name) in names.enumerated() {
          let start = Shop.moment(day: day).microseconds + Int64(person * 600 + place * 20) * 1_000_000
          let time = RFC3339.print(Timestamp(microseconds: start))
          // Other people on other days, so that nobody is there every day.
          let user = (person + day * 7) % 150
          text +=
            #"{"event":"\#(name)","uuid":"\#(day)-\#(person)-\#(place)","distinct_id":"u\#(user)","timestamp":"\#(time)","#
            + #""properties":{}}"# + "\n"
        }
      }
    }
    return text
  }

  private static func usual(_ day: Int, _ person: Int) -> Bool { (person + day) % 10 < 6 }
  private static func fallen(_ day: Int, _ person: Int) -> Bool { (person + day) % 10 < (day < 14 ? 6 : 3) }

  private static func lost(_ shop: Shop, at moment: Timestamp) throws -> [Opportunity] {
    try shop.books(at: moment).read {
      try OpportunityQuery().page($0, shop.books(at: moment).pastLook($0)).opportunities
    }
    .filter { $0.kind == .conversion }
  }

  @Test func `fewer people who go on are a problem, with who they are and since when`() throws {
    try Shop.with { shop in
      let moment = Shop.moment(day: 21)
      try shop.take(Self.events(days: 0..<22, orders: Self.fallen), at: moment)
      let found = try Self.lost(shop, at: Shop.moment(day: 22))
      #expect(found.map(\.title) == ["Fewer people go from cart_viewed to order_completed: 30 % instead of 60 %"])
      let loss = try #require(found.first)
      #expect(loss.onset?.at.day == Shop.moment(day: 14).day)
      let stayed = Set(
        (14..<21).flatMap { day in
          (0..<Self.people).filter { !Self.fallen(day, $0) }.map { ($0 + day * 7) % 150 }
        }
      )
      #expect(loss.reach.subjects == stayed.count)
      // Of those who do not go on four in seven never did.
      #expect(abs(loss.costOfDelay.likely / Double(stayed.count) - 3 / 7.0) < 0.01)
      let claims = try shop.books(at: Shop.moment(day: 22)).read { books in
        try loss.claims.map { try books.claim($0).text }
      }
      #expect(claims.contains { $0.contains("went 126 of 420 person-days (30 %) since") })
      #expect(try shop.faults().isEmpty)
      let audit = try Audit(check: .recompute, id: nil).run(shop.books(at: Shop.moment(day: 22)), checkpoint: {})
      #expect(audit.faults.isEmpty)
      #expect(audit.notes.isEmpty)
    }
  }

  @Test func `where nothing changes, a day still fills, or the source falls silent, nothing is said`() throws {
    for (days, hours) in [(0..<22, 0), (0..<15, 3)] {
      try Shop.with { shop in
        let text = Self.events(days: days, orders: Self.usual)
        // What is left of the last day: some carts, and no order yet.
        let filling = Self.events(days: days.upperBound..<days.upperBound + 1, orders: { _, _ in false })
        try shop.take(text + filling, at: Shop.moment(day: 22, hour: hours))
        #expect(try Self.lost(shop, at: Shop.moment(day: 23)).isEmpty)
      }
    }
  }

  @Test func `more people who come to look, while as many order as before, have lost nothing`() throws {
    try Shop.with { shop in
      let text = Self.events(days: 0..<22) { day, person in
        day < 14 ? person < 40 && person % 2 == 0 : person < 40 && person % 2 == 0
      }
      .split(separator: "\n")
      .filter { line in
        // Before the campaign there were but forty of them.
        let parts = line.split(separator: "\"").first { $0.contains("-") }?.split(separator: "-") ?? []
        return parts.count < 2 || (Int(parts[0]) ?? 0) >= 14 || (Int(parts[1]) ?? 0) < 40
      }
      try shop.take(text.joined(separator: "\n") + "\n", at: Shop.moment(day: 22))
      #expect(try Self.lost(shop, at: Shop.moment(day: 22)).isEmpty)
    }
  }

  @Test func `what went wrong for more people is told, and less of it is not`() throws {
    for (rises, count) in [(true, 1), (false, 0)] {
      try Shop.with { shop in
        let text = Self.events(
          days: 0..<22,
          orders: Self.usual,
          extra: { day, person in
            let isMore = rises == (day >= 14)
            return (person * 7 + day) % 20 < (isMore ? 6 : 1) ? ["payment_failed"] : []
          }
        )
        try shop.take(text, at: Shop.moment(day: 22))
        let found = try Self.lost(shop, at: Shop.moment(day: 22))
        #expect(found.count == count)
        #expect(found.allSatisfy { $0.title.hasPrefix("More people go from cart_viewed to payment_failed") })
      }
    }
  }

  @Test func `a loss that an error explains is a part of that error`() throws {
    try Shop.with { shop in
      let text = Self.events(days: 0..<22, orders: Self.fallen)
      // Whoever would have ordered before met it.
      var errors = ""
      for day in 14..<22 {
        for person in 0..<Self.people where !Self.fallen(day, person) && Self.usual(day, person) {
          let start = Shop.moment(day: day).microseconds + Int64(person * 600 + 30) * 1_000_000
          let time = RFC3339.print(Timestamp(microseconds: start))
          errors +=
            #"{"event_id":"\#(String(repeating: "0", count: 24))\#(10_000_000 + day * 1_000 + person)","timestamp":"\#(time)","#
            + #""platform":"javascript","user":{"id":"u\#((person + day * 7) % 150)"},"#
            + #""exception":{"values":[{"type":"CardError","value":"no card","stacktrace":{"frames":[{"filename":"app/pay.js","#
            + #""function":"pay","in_app":true,"lineno":1}]}}]}}"# + "\n"
        }
      }
      try shop.take(text, as: "events.jsonl", at: Shop.moment(day: 22))
      try shop.take(errors, as: "errors.jsonl", at: Shop.moment(day: 22))
      #expect(try Self.lost(shop, at: Shop.moment(day: 22)).isEmpty)
      let all = try shop.books(at: Shop.moment(day: 22)).read { try $0.opportunities() }
      let error = try #require(all.first { $0.title.contains("CardError") })
      #expect(error.groups.count == 2)
      let claims = try shop.books(at: Shop.moment(day: 22)).read { books in
        try error.claims.map { try books.claim($0).text }
      }
      #expect(claims.contains { $0.contains("met it who stand behind this: Fewer people go from cart_viewed") })
      let audit = try Audit(check: .recompute, id: nil).run(shop.books(at: Shop.moment(day: 22)), checkpoint: {})
      #expect(audit.faults.isEmpty)
    }
  }

  @Test func `a moment of the past knows only what was lost by then, and parts give what one import gives`() throws {
    let text = { (days: Range<Int>) in Self.events(days: days, orders: Self.fallen) }
    let whole = try Shop.with { shop in
      try shop.take(text(0..<22), at: Shop.moment(day: 22))
      #expect(try Self.lost(shop, at: Shop.moment(day: 13)).isEmpty)
      #expect(try Self.lost(shop, at: Shop.moment(day: 19)).count == 1)
      return try Self.lost(shop, at: Shop.moment(day: 22))
    }
    let parts = try Shop.with { shop in
      for days in [0..<9, 9..<18, 18..<22] {
        let moment = Shop.moment(day: days.upperBound)
        try shop.take(text(days), as: "\(days.lowerBound).jsonl", at: moment)
      }
      return try Self.lost(shop, at: Shop.moment(day: 22))
    }
    #expect(parts == whole)
  }
}
