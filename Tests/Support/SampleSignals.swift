/// A few signals of a small shop as files: what a first import looks like.
package enum SampleSignals {
  /// 2026-09-07, a Monday.
  package static let firstSecond = 1_788_739_200

  /// Requests to the checkout as OTLP/JSON, one a line; every third fails with one and the same error.
  ///
  /// The same numbers give the same lines, so that a file can be taken in twice, or grow.
  package static func telemetry(_ numbers: Range<Int> = 0..<30) -> String {
    numbers.map { line($0) + "\n" }.joined()
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
  }

  /// One request an hour.
  private static func second(_ number: Int) -> Int { firstSecond + number * 3_600 }

  private static func time(_ number: Int) -> String {
    let hour = number % 24
    return "2026-09-0\(7 + number / 24 % 3)T\(hour < 10 ? "0" : "")\(hour):00:00Z"
  }

  private static func line(_ number: Int) -> String {
    let fails = number % 3 == 0
    let start = second(number)
    let attributes = [
      text("http.request.method", "POST"), text("http.route", "/checkout"), text("user.id", "user-\(number % 12)"),
    ]
    let span = [
      #""traceId":"\#(hex(number + 1, digits: 32))""#, #""spanId":"\#(hex(number + 1, digits: 16))""#,
      #""name":"POST /checkout""#, #""kind":2"#, #""startTimeUnixNano":"\#(start)000000000""#,
      #""endTimeUnixNano":"\#(start)120000000""#, #""attributes":[\#(attributes.joined(separator: ","))]"#,
      #""status":{"code":\#(fails ? 2 : 1)}"#, #""events":[\#(fails ? exception(at: start) : "")]"#,
    ]
    let resource = #"{"attributes":[\#(text("service.name", "checkout")),\#(text("service.version", "1.0.0"))]}"#
    let scope = #"{"scope":{"name":"shop"},"spans":[{\#(span.joined(separator: ","))}]}"#
    return #"{"resourceSpans":[{"resource":\#(resource),"scopeSpans":[\#(scope)]}]}"#
  }

  private static func exception(at second: Int) -> String {
    let stack = #"TypeError: percent of undefined\n    at applyCoupon (/srv/shop/coupons.js:15:50)"#
    let attributes = [
      text("exception.type", "TypeError"), text("exception.message", "percent of undefined"),
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
