/// A coupon of the shop; the file `checkout/coupons.js` of the demo's repository says the same.
enum DemoCoupon: String, Sendable {
  /// Good in every currency.
  case welcome = "WELCOME10"
  /// Without a rule for other currencies, until the fix gives it one for all.
  case spring = "SPRING15"
  /// Without a rule for other currencies; the fix forgets it.
  case partner = "PARTNER20"

  /// Reports whether applying it throws.
  func fails(in currency: String, isFixed: Bool) -> Bool {
    switch self {
    case .welcome: false
    case .spring: currency != "EUR" && !isFixed
    case .partner: currency != "EUR"
    }
  }
}

/// One visit to the checkout: what is tried, when, and what fails.
///
/// Everything is drawn whether it is needed or not, so that a visit after the fix is the same visit without the failure.
struct DemoCheckout: Sendable {
  let visitor: DemoVisitor
  let coupon: DemoCoupon?
  /// When the coupon is tried, in nanoseconds.
  let attempts: [Int64]
  /// The attempts that throw.
  let failures: [Int64]
  /// When an order is placed, unless the visitor gives up.
  let order: Int64?
  /// When the visitor writes to us about the failure, in seconds.
  let complaint: Int64?
  /// For what does not decide anything.
  var details: DemoRandom

  private static let perDay = 250.0
  private static let couponShare = 0.36
  private static let retryShare = 0.2
  private static let complaintShare = 0.13
  /// The share of sessions in another currency: 62 of 160 accounts.
  private static let foreignShare = 0.3875

  /// Lists the day's visits in order of time.
  static func all(on day: DemoDay) -> [DemoCheckout] {
    day.arrivals(perDay, .checkout).map { DemoCheckout($0, on: day) }
  }

  private init(_ arrival: DemoDay.Arrival, on day: DemoDay) {
    var random = arrival.random
    visitor = DemoVisitor(DemoUser(using: &random), using: &random)
    let hasCoupon = random.chance(Self.couponShare)
    // The campaign with the newer coupons spreads slowly, and the error with it.
    let progress = Double(day.index) / Double(DemoProduct.dayCount - 1)
    let share = DemoTruth.failingShare
    let failing = share.first + (share.last - share.first) * progress
    let isCampaign = random.chance(failing / (Self.foreignShare * Self.couponShare))
    let isPartner = random.chance(DemoTruth.remainingShare)
    let isRetried = random.chance(Self.retryShare)
    let pause = Int64(random.whole(25..<80)) * DemoDay.nanoseconds
    let givesUp = (afterFailure: random.chance(0.55), otherwise: random.chance(0.05))
    let thinking = Int64(random.whole(90..<300)) * DemoDay.nanoseconds
    let complains = random.chance(Self.complaintShare)
    let delay = Int64(random.whole(180..<14_400))
    details = random.branch()

    coupon = hasCoupon ? (isCampaign ? (isPartner ? .partner : .spring) : .welcome) : nil
    let first = arrival.time
    var attempts = coupon == nil ? [] : [first]
    var failures: [Int64] = []
    if let coupon {
      let currency = visitor.user.currency
      if coupon.fails(in: currency, isFixed: day.isFixed(at: first)) {
        failures.append(first)
        if isRetried { attempts.append(first + pause) }
      }
      if attempts.count > 1, coupon.fails(in: currency, isFixed: day.isFixed(at: first + pause)) {
        failures.append(first + pause)
      }
    }
    self.attempts = attempts
    self.failures = failures
    let isLeaving = failures.isEmpty ? givesUp.otherwise && coupon != nil : givesUp.afterFailure
    order = isLeaving ? nil : first + thinking
    let seconds = first / DemoDay.nanoseconds
    complaint = complains && !failures.isEmpty ? min(seconds + delay, day.start + 86_399) : nil
  }
}
