/// A few signals of a small shop as files: what a first import looks like.
package enum SampleSignals {
  /// 2025-09-01, a Monday: long enough ago that no clock takes it for the future.
  package static let firstSecond = 1_756_684_800

  /// One request, and how it fails if it does.
  package struct Request: Sendable {
    /// Told apart by it: a request of the same number is the same one.
    package let number: Int
    package let second: Int
    package let user: Int
    package var release = "1.0.0"
    package var failure: Failure?

    package init(number: Int, second: Int, user: Int, release: String = "1.0.0", failure: Failure? = nil) {
      self.number = number
      self.second = second
      self.user = user
      self.release = release
      self.failure = failure
    }
  }

  /// The errors there are; each has a type and a place of its own.
  package enum Failure: String, Sendable {
    case coupon = "TypeError"
    case export = "RangeError"

    var message: String { self == .coupon ? "percent of undefined" : "too many rows" }
    var frame: String {
      self == .coupon
        ? "applyCoupon (/srv/shop/checkout/coupons.js:15:50)" : "writeRows (/srv/shop/exports/rows.js:8:3)"
    }
    var route: String { self == .coupon ? "/checkout" : "/exports" }
  }

  /// Requests to the checkout as OTLP/JSON, one a line and an hour; every third fails with one and the same error.
  package static func telemetry(_ numbers: Range<Int> = 0..<30) -> String {
    lines(
      numbers.map { number in
        let fails = number.isMultiple(of: 3)
        return Request(
          number: number,
          second: firstSecond + number * 3_600,
          user: number % 12,
          failure: fails ? .coupon : nil
        )
      }
    )
  }

  /// Whole days of a shop: so many requests a day go well, and so many fail.
  package static func days(
    _ days: Range<Int>,
    healthy: Int = 12,
    coupon: Int = 8,
    export: Int = 0,
    release: String = "1.0.0"
  ) -> String {
    let failures = Array(repeating: Failure.coupon, count: coupon) + Array(repeating: Failure.export, count: export)
    return days.map { day in
      lines(
        (0..<healthy + failures.count).map { place in
          let failure = place < failures.count ? failures[place] : nil
          return Request(
            number: day * 1_000 + place,
            second: firstSecond + day * 86_400 + place * 1_200,
            user: (day * 11 + place * 7) % (failure == nil ? 120 : 90),
            release: release,
            failure: failure
          )
        }
      )
    }.joined()
  }

  /// Requests as OTLP/JSON, one a line.
  package static func lines(_ requests: [Request]) -> String {
    requests.map { line($0) + "\n" }.joined()
  }

  /// Messages of as many customers as CSV, with a secret in the first one.
  package static func messages(_ numbers: Range<Int> = 0..<5) -> String {
    let rows = numbers.map { number in
      let secret = number == 0 ? " My card is 4242 4242 4242 4242." : ""
      return
        "m-\(number),\(time(number)),user-\(number)@example.invalid,\"The coupon fails at the checkout.\(secret)\"\n"
    }
    return "id,created_at,email,message\n" + rows.joined()
  }

  /// Writes both beside each other, under the names that the documents use.
  package static func write(to folder: String, of fixture: Fixture) throws {
    try fixture.write(telemetry(), to: "\(folder)/telemetry.jsonl")
    try fixture.write(messages(), to: "\(folder)/messages.csv")
    try fixture.write("ts,route,took\n2025-09-01T10:00:00Z,/pay,12.5\n", to: "\(folder)/latency.csv")
  }

  // MARK: Text

  private static func time(_ number: Int) -> String {
    let hour = number % 24
    return "2025-09-0\(1 + number / 24 % 3)T\(hour < 10 ? "0" : "")\(hour):00:00Z"
  }

  private static func line(_ request: Request) -> String {
    let route = request.failure?.route ?? "/checkout"
    let attributes = [
      text("http.request.method", "POST"), text("http.route", route), text("user.id", "user-\(request.user)"),
    ]
    let events = request.failure.map { exception($0, at: request.second) } ?? ""
    let span = [
      #""traceId":"\#(hex(request.number + 1, digits: 32))""#, #""spanId":"\#(hex(request.number + 1, digits: 16))""#,
      #""name":"POST \#(route)""#, #""kind":2"#, #""startTimeUnixNano":"\#(request.second)000000000""#,
      #""endTimeUnixNano":"\#(request.second)120000000""#, #""attributes":[\#(attributes.joined(separator: ","))]"#,
      #""status":{"code":\#(request.failure == nil ? 1 : 2)}"#, #""events":[\#(events)]"#,
    ]
    let resource = [
      text("service.name", "checkout"), text("service.version", request.release),
      text("deployment.environment.name", "production"),
    ]
    let scope = #"{"scope":{"name":"shop"},"spans":[{\#(span.joined(separator: ","))}]}"#
    return
      #"{"resourceSpans":[{"resource":{"attributes":[\#(resource.joined(separator: ","))]},"scopeSpans":[\#(scope)]}]}"#
  }

  private static func exception(_ failure: Failure, at second: Int) -> String {
    let stack = #"\#(failure.rawValue): \#(failure.message)\n    at \#(failure.frame)"#
    let attributes = [
      text("exception.type", failure.rawValue), text("exception.message", failure.message),
      text("exception.stacktrace", stack),
    ]
    return
      #"{"timeUnixNano":"\#(second)100000000","name":"exception","attributes":[\#(attributes.joined(separator: ","))]}"#
  }

  private static func text(_ key: String, _ value: String) -> String {
    #"{"key":"\#(key)","value":{"stringValue":"\#(value)"}}"#
  }

  private static func hex(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }
}
