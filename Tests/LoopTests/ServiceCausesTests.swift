import Bytes
import Causes
import Domain
import Store
import TestSupport
import Testing

@testable import Loop

/// A shop whose checkout asks its stock, which asks its ledger, which now and then asks the checkout.
@Suite struct ServiceCausesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The services that fail from the twelfth day on, the deepest one first.
    let failing: [String]
    /// Whether every third trace lacks the span of the stock.
    var isSampled = false
    let origins: [String]
  }

  /// Returns the span of a service, the one of its number in its trace.
  private static func span(
    _ service: String,
    _ number: Int,
    _ parent: Int?,
    _ trace: Int,
    _ start: Int64,
    _ fails: Bool
  ) -> String {
    func hex(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 16)
      return String(repeating: "0", count: digits - text.count) + text
    }
    func text(_ key: String, _ value: String) -> String {
      #"{"key":"\#(key)","value":{"stringValue":"\#(value)"}}"#
    }
    let isRoot = parent == nil
    let error = text("exception.type", "PayError") + "," + text("exception.message", "no stock")
    let events = fails && isRoot ? #"{"timeUnixNano":"\#(start)","name":"exception","attributes":[\#(error)]}"# : ""
    let above = parent.map { #""parentSpanId":"\#(hex(trace * 10 + $0, 16))","# } ?? ""
    let user = isRoot ? text("user.id", "u\(trace % 40)") + "," + text("http.route", "/pay") : ""
    return
      #"{"resourceSpans":[{"resource":{"attributes":[\#(text("service.name", service))]},"scopeSpans":[{"spans":[{"#
      + #""traceId":"\#(hex(trace, 32))","spanId":"\#(hex(trace * 10 + number, 16))",\#(above)"name":"\#(service)","#
      + #""kind":\#(isRoot ? 2 : 1),"startTimeUnixNano":"\#(start)","endTimeUnixNano":"\#(start + 50_000_000)","#
      + #""attributes":[\#(user)],"status":{"code":\#(fails ? 2 : 1)},"events":[\#(events)]}]}]}]}"# + "\n"
  }

  private static func telemetry(_ failing: [String], isSampled: Bool = false, services: [String]) -> String {
    var text = ""
    for day in 0..<20 {
      for place in 0..<24 {
        let trace = day * 100 + place + 1
        let start = Shop.moment(day: day, hour: place).nanoseconds
        let isBad = day >= 12 && place.isMultiple(of: 2)
        for (depth, service) in services.enumerated() {
          guard !(isSampled && service == "stock" && trace.isMultiple(of: 3)) else { continue }
          let fails = isBad && failing.contains(service)
          text += span(service, depth + 1, depth == 0 ? nil : depth, trace, start + Int64(depth) * 1_000_000, fails)
        }
        if services.count > 1, place.isMultiple(of: 5) {
          text += span("checkout", 9, services.count, trace, start + 9_000_000, false)
        }
      }
    }
    return text
  }

  private static func look(_ text: String) throws -> ServiceCauses? {
    try Shop.with { shop in
      let now = Shop.moment(day: 20)
      try shop.take(text, at: now)
      return try shop.books(at: now).read { records in
        let found = try records.opportunities().filter { $0.kind == .error && $0.service == "checkout" }
        return try CauseLook(try #require(found.first), records).services
      }
    }
  }

  @Test(arguments: [
    Case(testDescription: "deepest", failing: ["ledger", "stock", "checkout"], origins: ["ledger"]),
    Case(
      testDescription: "deepest, sampled",
      failing: ["ledger", "stock", "checkout"],
      isSampled: true,
      origins: ["ledger"]
    ),
    Case(testDescription: "in between", failing: ["stock", "checkout"], origins: ["stock"]),
    Case(testDescription: "itself", failing: ["checkout"], origins: []),
  ]) func `an error is traced to the deepest service that fails with it`(_ case: Case) throws {
    let services = ["checkout", "stock", "ledger"]
    let text = Self.telemetry(`case`.failing, isSampled: `case`.isSampled, services: services)
    let causes = try #require(try Self.look(text))
    #expect(causes.figure == .availability)
    #expect(causes.own.before == 0 && causes.own.since > 0.4)
    #expect(causes.requests >= 20 * 24)
    #expect(causes.callees == 2)
    #expect(causes.origins.prefix(1).map(\.service) == `case`.origins)
    if let origin = causes.origins.first {
      #expect(origin.level.before == 0 && origin.level.since > 0.4)
      #expect(origin.ownShare > 0.5 && origin.ownShare <= 1)
    }
  }

  @Test func `of a single service there is nothing to say`() throws {
    #expect(try Self.look(Self.telemetry(["checkout"], services: ["checkout"])) == nil)
  }
}
