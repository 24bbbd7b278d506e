import Causes
import Domain
import Loop
import TestSupport
import Testing

@Suite struct CauseLookTests {
  /// Looks at the only error of a shop whose days are told by text.
  private static func look(_ text: String, _ body: (CauseLook) throws -> Void) throws {
    try Shop.with { shop in
      let now = Shop.moment(day: 20)
      try shop.take(text, at: now)
      let look = try shop.books(at: now).read { records in
        let opportunity = try #require(try records.opportunities().first { $0.kind == .error })
        return try CauseLook(opportunity, records)
      }
      try body(look)
    }
  }

  private static func isNeverBefore(_ reason: Suspect.Reason) -> Bool {
    if case .neverBefore = reason { true } else { false }
  }

  @Test func `a release without whose version it never was is the suspect`() throws {
    let text =
      SampleSignals.days(0..<12, healthy: 20, coupon: 0, release: "1.0.0")
      + SampleSignals.days(12..<18, healthy: 12, coupon: 8, release: "1.1.0")
    try CauseLookTests.look(text) { look in
      let suspect = try #require(look.suspects.first)
      #expect(suspect.change.name == "checkout 1.1.0")
      #expect(suspect.likelihood > 0.8)
      #expect(suspect.reasons.contains(where: CauseLookTests.isNeverBefore))
      #expect(suspect.reasons.contains(.sameService("checkout")))
      #expect(look.isWhole)
    }
  }

  @Test func `git tells which files a commit touched, and is asked of whole hashes only`() throws {
    try Shop.with { shop in
      let now = Shop.moment(day: 20)
      try shop.fixture.write("module.exports = 2\n", to: "shop/checkout/coupons.js")
      try shop.fixture.git("add", "checkout/coupons.js", in: "shop")
      try shop.fixture.git("commit", "--quiet", "--message", "Rewrite coupons", in: "shop")
      let hash = try shop.fixture.git("rev-parse", "HEAD", in: "shop").filter { $0 != "\n" }
      let books = try shop.books(at: now)
      #expect(
        books.files(ofCommits: [hash, String(repeating: "0", count: 40), "--all", "x; y"]) == [
          hash: ["checkout/coupons.js"]
        ]
      )
    }
  }

  @Test func `what was there from the first day, and stays as it was, is no release's`() throws {
    let text =
      SampleSignals.days(0..<9, release: "1.0.0") + SampleSignals.days(9..<18, release: "1.1.0")
    try CauseLookTests.look(text) { look in
      #expect(look.suspects.allSatisfy { $0.likelihood < 0.5 })
      #expect(look.alwaysThere > 0.2)
    }
  }

  @Test func `what those it happens to have in common is told, though only their events say it`() throws {
    var requests: [SampleSignals.Request] = []
    for hour in 0..<16 * 24 {
      let user = hour * 7 % 60
      let fails = hour > 200 && user.isMultiple(of: 3)
      let second = SampleSignals.firstSecond + hour * 3_600
      requests.append(.init(number: hour, second: second, user: user, failure: fails ? .coupon : nil))
    }
    // Of those with iOS a third is in France, as of all others.
    let visits = (0..<60).map { user in
      let system = user.isMultiple(of: 3) ? "iOS" : user.isMultiple(of: 2) ? "Android" : "Windows"
      let country = user % 9 < 3 ? "FR" : "DE"
      return
        #"{"event":"visit","distinct_id":"user-\#(user)","timestamp":"2025-09-\#(10 + user % 5)T08:00:00Z","#
        + #""properties":{"$os":"\#(system)","$geoip_country_code":"\#(country)","plan":"p\#(user % 2)"}}"# + "\n"
    }
    try CauseLookTests.look(SampleSignals.lines(requests) + visits.joined()) { look in
      #expect(look.explanation.findings.map(\.parts) == [[.init(attribute: "platform", value: "iOS")]])
      let finding = try #require(look.explanation.findings.first)
      #expect(finding.badShare == 1 && finding.otherShare < 0.5)
      #expect(look.people == 20)
      #expect(look.services == nil)
    }
  }

  @Test func `a variant of a flag that all who met it have is told, and the flag suspected`() throws {
    // People below 90 meet the error on some day; those with an even number have the new way.
    var requests: [SampleSignals.Request] = []
    for hour in 0..<16 * 24 {
      let second = SampleSignals.firstSecond + hour * 3_600
      let user = hour * 7 % 60
      let fails = hour > 200 && user.isMultiple(of: 2) && hour.isMultiple(of: 3)
      requests.append(.init(number: hour, second: second, user: user, failure: fails ? .coupon : nil))
    }
    let exposures = (0..<60).map { user in
      let second = 200 * 3_600 + user * 30
      let day = 1 + second / 86_400
      let time = "2025-09-\(day < 10 ? "0" : "")\(day)T08:\(user / 2 < 10 ? "0" : "")\(user / 2):00Z"
      let variant = user.isMultiple(of: 2) ? "treatment" : "control"
      return
        #"{"event":"$feature_flag_called","distinct_id":"user-\#(user)","timestamp":"\#(time)","properties":{"$feature_flag":"coupons","$feature_flag_response":"\#(variant)"}}"#
        + "\n"
    }
    try CauseLookTests.look(SampleSignals.lines(requests) + exposures.joined()) { look in
      let finding = try #require(look.explanation.findings.first)
      #expect(finding.parts == [.init(attribute: "flag:coupons", value: "treatment")])
      #expect(finding.badShare == 1)
      #expect(finding.otherShare < 0.6)
      let suspect = try #require(look.suspects.first)
      #expect(suspect.change.name == "coupons")
      #expect(suspect.change.kind == .flag)
      #expect(suspect.likelihood > 0.8)
    }
  }
}
