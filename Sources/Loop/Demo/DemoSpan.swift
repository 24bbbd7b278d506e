/// The parts of the shop.
enum DemoService: String, CaseIterable, Sendable {
  case web, checkout, payments, search, exports
}

/// What a span or log says besides its own fields.
struct DemoAttribute: Sendable {
  enum Value {
    case text(String)
    case integer(Int64)
  }

  let key: String
  let value: Value

  init(_ key: String, _ text: String) {
    self.key = key
    value = .text(text)
  }

  init(_ key: String, _ integer: Int64) {
    self.key = key
    value = .integer(integer)
  }
}

/// One route of one service.
struct DemoRoute: Sendable {
  let service: DemoService
  let method: String
  let path: String

  static let coupon = DemoRoute(service: .checkout, method: "POST", path: "/checkout/coupon")
  static let order = DemoRoute(service: .checkout, method: "POST", path: "/checkout/orders")
  static let charge = DemoRoute(service: .payments, method: "POST", path: "/payments/charge")
  static let search = DemoRoute(service: .search, method: "GET", path: "/search")
  static let pages = ["/", "/products/:id", "/cart"].map { DemoRoute(service: .web, method: "GET", path: $0) }
  static let gallery = DemoRoute(service: .web, method: "GET", path: "/gallery")
  static let bulkOrder = DemoRoute(service: .web, method: "POST", path: "/beta/bulk-order")
  static let makeExport = DemoRoute(service: .exports, method: "POST", path: "/exports")
  static let download = DemoRoute(service: .exports, method: "GET", path: "/exports/:id/download")
}

/// The trace and span that something belongs to.
struct DemoContext: Sendable {
  let trace: String
  let span: String

  /// Begins a trace.
  init(using random: inout DemoRandom) {
    // Ids of zeros alone would be invalid.
    trace = hex(random.next() | 1) + hex(random.next())
    span = hex(random.next() | 1)
  }

  private init(trace: String, span: String) {
    self.trace = trace
    self.span = span
  }

  /// Makes the context of a span below this one.
  func child(using random: inout DemoRandom) -> DemoContext {
    DemoContext(trace: trace, span: hex(random.next() | 1))
  }
}

/// One request as a service saw it.
struct DemoSpan: Sendable {
  let route: DemoRoute
  let visitor: DemoVisitor
  let context: DemoContext
  /// Nanoseconds since the Unix epoch.
  let start: Int64
  /// In nanoseconds.
  var duration: Int64
  var parent: DemoContext?
  /// The HTTP status that was answered.
  var status: Int64 = 200
  var attributes: [DemoAttribute] = []
  var errors: [DemoError] = []

  init(_ route: DemoRoute, by visitor: DemoVisitor, in context: DemoContext, at start: Int64, lasting duration: Int64) {
    self.route = route
    self.visitor = visitor
    self.context = context
    self.start = start
    self.duration = duration
  }

  var end: Int64 { start + duration }
  var isFailed: Bool { status >= 500 }
}

/// One line that a service logged.
struct DemoLog: Sendable {
  /// OpenTelemetry's numbers.
  enum Severity: Int64 {
    case info = 9
    case warning = 13

    var word: String {
      switch self {
      case .info: "INFO"
      case .warning: "WARN"
      }
    }
  }

  let service: DemoService
  /// Nanoseconds since the Unix epoch.
  let time: Int64
  let severity: Severity
  let text: String
  var visitor: DemoVisitor?
  var context: DemoContext?
}
