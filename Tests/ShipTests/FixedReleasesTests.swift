import Bytes
import Domain
import Ship
import Testing

@Suite struct FixedReleasesTests {
  private static let deployed = Timestamp(nanoseconds: 1_000_000 * 1_000_000_000)

  private static func releases(
    _ contained: [String: GitFacts.Containment] = [:],
    stated: String? = nil,
    seen: [(release: String, environment: String, hour: Int64)]
  ) -> FixedReleases {
    FixedReleases(
      ThreeClocks.Change(
        merged: deployed,
        level: .deployed,
        environment: nil,
        release: stated,
        flag: nil,
        releases: contained
      ),
      seen: seen.map {
        ThreeClocks.SeenRelease(
          key: RollUp.ReleaseKey(service: "shop", environment: $0.environment, release: $0.release),
          first: (deployed.seconds + $0.hour * 3_600) * 1_000_000
        )
      },
      deployed: deployed
    )
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var contained: [String: GitFacts.Containment] = [:]
    var stated: String?
    let release: String
    var environment = "production"
    var hour: Int64 = 24
    let place: FixedReleases.Place
  }

  @Test(arguments: [
    Case(testDescription: "the reported one", stated: "1.2.0", release: "1.2.0", place: .fixed),
    Case(testDescription: "a later version", stated: "shop@1.2.0", release: "shop@1.2.1", place: .fixed),
    Case(testDescription: "a version of two digits", stated: "v1.9", release: "v1.10", place: .fixed),
    Case(testDescription: "a later version of something else", stated: "shop@1.2.0", release: "app@1.3.0", place: .old),
    Case(testDescription: "an earlier version", stated: "1.2.0", release: "1.1.9", place: .old),
    Case(
      testDescription: "a later version from before the deploy",
      stated: "1.2.0",
      release: "1.3.0",
      hour: -24,
      place: .old
    ),
    Case(testDescription: "a version before the release", stated: "1.2.0", release: "1.3.0-rc.1", place: .old),
    Case(testDescription: "a date", stated: "1.2.0", release: "20260101", place: .old),
    Case(
      testDescription: "a build of the commit",
      contained: ["web@abc1234": .commit("abc1234")],
      release: "web@abc1234",
      place: .fixed
    ),
    Case(
      testDescription: "git knows better than the version",
      contained: ["1.2.0": .tag("v1.2.0")],
      release: "1.3.0",
      place: .old
    ),
    Case(testDescription: "no release", stated: "1.2.0", release: "", place: .unnamed),
    Case(
      testDescription: "another environment",
      stated: "1.2.0",
      release: "1.2.0",
      environment: "staging",
      place: .elsewhere
    ),
  ])
  func `a release has the fix where git, the report or its version says so`(_ test: Case) {
    let releases = Self.releases(
      test.contained,
      stated: test.stated,
      seen: [(test.release, test.environment, test.hour), ("1.0.0", "production", -100)]
        + test.contained.keys.map { ($0, "production", 1) }
    )
    #expect(releases.place(release: test.release, environment: test.environment) == test.place)
    #expect(releases.place(release: "1.0.0", environment: "production") == .old)
  }
}
