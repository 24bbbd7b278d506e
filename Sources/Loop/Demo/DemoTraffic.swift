/// The spans and logs of one day.
struct DemoTraffic: Sendable {
  let day: DemoDay
  private(set) var spans: [DemoSpan] = []
  private(set) var logs: [DemoLog] = []

  /// Lets the day happen.
  init(_ day: DemoDay) {
    self.day = day
    for visit in DemoCheckout.all(on: day) { checkOut(visit) }
    browse()
    visitGallery()
    makeExports()
    failExports()
    tryBeta()
    keepHouse()
  }
}

// MARK: - Checkout

extension DemoTraffic {
  private mutating func checkOut(_ visit: DemoCheckout) {
    var random = visit.details
    let cart = [
      DemoAttribute("cart.currency", visit.visitor.user.currency),
      DemoAttribute("cart.items", Int64(random.whole(1..<9))),
    ]
    for time in visit.attempts {
      var span = DemoSpan(
        .coupon,
        by: visit.visitor,
        in: DemoContext(using: &random),
        at: time,
        lasting: random.lasting(38)
      )
      span.attributes = cart + [DemoAttribute("coupon.code", visit.coupon?.rawValue ?? "")]
      if visit.failures.contains(time) {
        span.status = 500
        span.errors = [.noRule(isFixed: day.isFixed(at: time), at: time + span.duration * 7 / 10)]
      }
      spans.append(span)
    }
    if let time = visit.order { placeOrder(by: visit.visitor, of: cart, at: time, using: &random) }
  }

  private mutating func placeOrder(
    by visitor: DemoVisitor,
    of cart: [DemoAttribute],
    at time: Int64,
    using random: inout DemoRandom
  ) {
    var order = DemoSpan(.order, by: visitor, in: DemoContext(using: &random), at: time, lasting: random.lasting(210))
    order.attributes = cart
    let context = order.context.child(using: &random)
    var charge = DemoSpan(
      .charge,
      by: visitor,
      in: context,
      at: time + order.duration / 10,
      lasting: order.duration * 8 / 10
    )
    charge.parent = order.context
    charge.attributes = [DemoAttribute("payment.method", random.chance(0.7) ? "card" : "invoice")]
    let number = "A-" + padded(random.whole(100_000..<1_000_000), to: 6)
    let fate = random.unit()
    if fate < 0.01 {
      charge.status = 502
      order.status = 502
      charge.errors = [.closedConnection(at: charge.start + charge.duration * 9 / 10)]
    } else if fate < 0.06 {
      charge.status = 402
      order.status = 402
      let text = "card declined by issuer for order \(number)"
      logs.append(log(.payments, charge.end, .warning, text, by: visitor, in: context))
    } else if fate < 0.18 {
      let text = "order \(number) captured in \(charge.duration / 1_000_000) ms"
      logs.append(log(.payments, charge.end, .info, text, by: visitor, in: context))
    }
    spans.append(order)
    spans.append(charge)
  }

  private func log(
    _ service: DemoService,
    _ time: Int64,
    _ severity: DemoLog.Severity,
    _ text: String,
    by visitor: DemoVisitor?,
    in context: DemoContext?
  ) -> DemoLog {
    DemoLog(service: service, time: time, severity: severity, text: text, visitor: visitor, context: context)
  }
}

// MARK: - Everything else

extension DemoTraffic {
  private mutating func browse() {
    for arrival in day.arrivals(82, .browsing) {
      var random = arrival.random
      let visitor = DemoVisitor(DemoUser(using: &random), using: &random)
      let page = random.pick(DemoRoute.pages)
      spans.append(span(page, by: visitor, at: arrival.time, lasting: 60, using: &random))
      guard random.chance(0.6) else { continue }
      let time = arrival.time + Int64(random.whole(4..<60)) * DemoDay.nanoseconds
      var search = span(.search, by: visitor, at: time, lasting: 95, using: &random)
      search.attributes = [DemoAttribute("search.results", Int64(random.whole(0..<60)))]
      spans.append(search)
    }
  }

  /// Few visits, many errors, and every one of them answered.
  private mutating func visitGallery() {
    for arrival in day.arrivals(9, .gallery) {
      var random = arrival.random
      // Only one in eight cares for pictures.
      let user = DemoUser(DemoUser(using: &random).number / 8 * 8)
      let visitor = DemoVisitor(user, using: &random)
      var visit = span(.gallery, by: visitor, at: arrival.time, lasting: 900, using: &random)
      let count = random.whole(4..<13)
      visit.errors = (1...count).map { .resizeLoop(at: visit.start + visit.duration * Int64($0) / Int64(count + 1)) }
      spans.append(visit)
    }
  }

  private mutating func makeExports() {
    for arrival in day.arrivals(8, .exports) {
      var random = arrival.random
      let visitor = DemoVisitor(DemoUser(using: &random), using: &random)
      spans.append(span(.makeExport, by: visitor, at: arrival.time, lasting: 2_400, using: &random))
    }
  }

  /// One account asks again and again for what never ends.
  private mutating func failExports() {
    for arrival in day.arrivals(32, .loudAccount) {
      var random = arrival.random
      let visitor = DemoVisitor(random.pick(DemoUser.loud), using: &random)
      var export = span(.download, by: visitor, at: arrival.time, lasting: 0, using: &random)
      export.duration = 30_000_000_000 + random.lasting(9)
      export.status = 504
      let job = "exp-" + padded(random.whole(0..<1_000_000), to: 6)
      export.errors = [.exportTimeout(job, at: export.start + 30_000_000_000)]
      spans.append(export)
    }
  }

  private mutating func tryBeta() {
    for arrival in day.arrivals(3, .beta) {
      var random = arrival.random
      let visitor = DemoVisitor(random.pick(DemoUser.beta), using: &random)
      var order = span(.bulkOrder, by: visitor, at: arrival.time, lasting: 120, using: &random)
      if random.chance(0.45) {
        order.status = 500
        order.errors = [.noRows(at: order.start + order.duration / 2)]
      }
      spans.append(order)
    }
  }

  /// Lines that services log about themselves.
  private mutating func keepHouse() {
    for arrival in day.arrivals(23, .logs) {
      var random = arrival.random
      let number = random.whole(2..<400)
      let (service, text): (DemoService, String) =
        switch random.whole(0..<5) {
        case 0, 1: (.search, "cache refreshed in \(number) ms")
        case 2: (.exports, "job \(padded(random.whole(0..<1_000_000), to: 6)) finished with \(number) rows")
        case 3: (.web, "session store cleaned, \(number) entries removed")
        default: (.checkout, "prices reloaded, \(number) changed")
        }
      logs.append(log(service, arrival.time, .info, text, by: nil, in: nil))
    }
  }

  private func span(
    _ route: DemoRoute,
    by visitor: DemoVisitor,
    at time: Int64,
    lasting milliseconds: Double,
    using random: inout DemoRandom
  ) -> DemoSpan {
    let context = DemoContext(using: &random)
    return DemoSpan(route, by: visitor, in: context, at: time, lasting: random.lasting(milliseconds))
  }
}
