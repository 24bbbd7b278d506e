/// An error as the OpenTelemetry SDK for Node records it.
struct DemoError: Sendable {
  let type: String
  let message: String
  /// The calls, innermost first, as V8 prints them.
  let calls: [String]
  /// Nanoseconds since the Unix epoch.
  let time: Int64

  var stack: String {
    (["\(type): \(message)"] + calls.map { "    at " + $0 }).joined(separator: "\n")
  }
}

extension DemoError {
  private static let folder = "/srv/shop/"
  private static let tail = [
    "process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
    "async handle (/srv/shop/node_modules/router/lib/layer.js:152:17)",
  ]

  /// The main error: a coupon without a rule for the cart's currency; the fix moves the line.
  static func noRule(isFixed: Bool, at time: Int64) -> DemoError {
    DemoError(
      type: DemoTruth.mainError,
      message: "Cannot read properties of undefined (reading 'percent')",
      calls: [
        "applyCoupon (\(folder)checkout/coupons.js:\(isFixed ? 15 : 14):50)",
        "priceCart (\(folder)checkout/pricing.js:9:17)",
        "postCoupon (\(folder)checkout/routes.js:8:18)",
      ] + tail,
      time: time
    )
  }

  /// The loud and harmless one, from browsers.
  static func resizeLoop(at time: Int64) -> DemoError {
    DemoError(
      type: DemoTruth.loudError,
      message: "ResizeObserver loop completed with undelivered notifications.",
      calls: ["observeGallery (https://shop.example.invalid/assets/web/gallery.js:3:20)"],
      time: time
    )
  }

  /// What one account's exports end with.
  static func exportTimeout(_ job: String, at time: Int64) -> DemoError {
    DemoError(
      type: DemoTruth.exportError,
      message: "export \(job) not finished within 30000 ms",
      calls: ["runExport (\(folder)exports/runner.js:12:45)"] + tail,
      time: time
    )
  }

  /// What five people meet in the beta feature.
  static func noRows(at time: Int64) -> DemoError {
    DemoError(
      type: DemoTruth.betaError,
      message: "Invalid array length",
      calls: ["parseRows (\(folder)web/bulk.js:6:16)", "postBulkOrder (\(folder)web/routes.js:31:16)"] + tail,
      time: time
    )
  }

  /// A rare failure that can hit anybody.
  static func closedConnection(at time: Int64) -> DemoError {
    DemoError(
      type: DemoTruth.gatewayError,
      message: "payment gateway closed the connection before it answered",
      calls: ["charge (\(folder)payments/gateway.js:9:22)"] + tail,
      time: time
    )
  }
}
