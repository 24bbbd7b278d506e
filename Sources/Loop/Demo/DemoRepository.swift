package import Domain

/// The history of the shop's code, as values; who has git at hand makes a repository of it.
package struct DemoRepository: Sendable {
  package static let author = "demo"
  package static let email = "demo@example.invalid"

  /// A file as it is after a commit.
  package struct File: Equatable, Sendable {
    /// Within the repository.
    package let path: String
    package let contents: String
  }

  /// A change to some files.
  package struct Commit: Equatable, Sendable {
    package let message: String
    /// Seconds since the Unix epoch.
    package let time: Int64
    /// What is new or has changed; nothing is ever deleted.
    package let files: [File]
  }

  /// The commits before the fix, first one first.
  package let history: [Commit]

  /// Tells what happened before the first day, which is in days since the Unix epoch.
  package init(firstDay: Int32) {
    let start = Int64(firstDay) * 86_400
    let early = [
      File(path: "README.md", contents: DemoSources.readme),
      File(path: "package.json", contents: DemoSources.package),
      File(path: "checkout/coupons.js", contents: DemoSources.couponsAtFirst),
      File(path: "checkout/coupons.test.js", contents: DemoSources.couponTest),
      File(path: "checkout/pricing.js", contents: DemoSources.pricing),
      File(path: "checkout/routes.js", contents: DemoSources.routes),
      File(path: "exports/runner.js", contents: DemoSources.runner),
      File(path: "payments/gateway.js", contents: DemoSources.gateway),
      File(path: "web/gallery.js", contents: DemoSources.gallery),
    ]
    history = [
      Commit(message: "Open the shop\n", time: start - 41 * 86_400 + 34_200, files: early),
      Commit(
        message: "Sell in zloty and krona\n\nCoupons have a rule for each currency now.\n",
        time: start - 6 * 86_400 + 40_500,
        files: [File(path: "checkout/coupons.js", contents: DemoSources.couponsWithCurrencies)]
      ),
      Commit(
        message: "Let a few people try bulk orders\n",
        time: start - 2 * 86_400 + 51_300,
        files: [File(path: "web/bulk.js", contents: DemoSources.bulk)]
      ),
    ]
  }

  /// Returns the commit that fixes the main error for most, but not for all, made for a bet.
  package func fix(for bet: RecordID, at seconds: Int64) -> Commit {
    Commit(
      message: """
        Give coupons a rule for every other currency

        A coupon without a rule for the cart's currency made the checkout fail.

        Bet: \(bet)

        """,
      time: seconds,
      files: [
        File(path: "checkout/coupons.js", contents: DemoSources.couponsFixed),
        File(path: "checkout/coupons.test.js", contents: DemoSources.couponTestFixed),
      ]
    )
  }
}
