/// A route that a service behind the shop's front answers.
struct InnerRoute {
  let service: Int
  let method: String
  let path: String
  /// The table it reads or writes, in so many queries.
  let table: String
  let queries: Int
  /// The route that it asks in turn.
  var next: Int?

  init(_ service: Int, _ method: String, _ path: String, _ table: String, _ queries: Int, next: Int? = nil) {
    self.service = service
    self.method = method
    self.path = path
    self.table = table
    self.queries = queries
    self.next = next
  }

  /// Twenty-six routes.
  static let all: [InnerRoute] = [
    InnerRoute(1, "GET", "/carts/:id", "carts", 2),
    InnerRoute(1, "POST", "/carts/:id/items", "cart_items", 2),
    InnerRoute(1, "POST", "/carts/:id/coupon", "coupons", 2),
    InnerRoute(1, "POST", "/orders", "orders", 2, next: 12),
    InnerRoute(1, "GET", "/orders", "orders", 1),
    InnerRoute(1, "GET", "/orders/:id", "order_lines", 2, next: 9),
    InnerRoute(1, "DELETE", "/orders/:id", "orders", 2),
    InnerRoute(1, "GET", "/prices", "prices", 1),
    InnerRoute(2, "POST", "/charges", "charges", 2),
    InnerRoute(2, "GET", "/charges/:id", "charges", 1),
    InnerRoute(2, "POST", "/refunds", "refunds", 2),
    InnerRoute(2, "GET", "/methods", "payment_methods", 1),
    InnerRoute(2, "POST", "/authorisations", "authorisations", 1),
    InnerRoute(3, "GET", "/query", "products", 1),
    InnerRoute(3, "GET", "/suggest", "search_terms", 1),
    InnerRoute(3, "GET", "/facets", "product_facets", 2),
    InnerRoute(3, "GET", "/products/:id", "products", 2),
    InnerRoute(4, "POST", "/jobs", "export_jobs", 2),
    InnerRoute(4, "GET", "/jobs/:id", "export_jobs", 1),
    InnerRoute(4, "GET", "/jobs/:id/file", "export_files", 2),
    InnerRoute(5, "POST", "/sessions", "sessions", 2),
    InnerRoute(5, "GET", "/users/:id", "users", 1),
    InnerRoute(5, "GET", "/users/:id/limits", "user_limits", 1),
    InnerRoute(5, "GET", "/accounts/:id", "accounts", 2),
    InnerRoute(5, "GET", "/invoices", "invoices", 2),
    InnerRoute(5, "GET", "/flags", "flags", 1),
  ]
}

/// A route of the shop's front, with which every trace begins.
struct EntryRoute {
  let method: String
  let path: String
  /// How often it is asked for, against the others.
  let weight: Int
  /// The middle time it takes.
  let milliseconds: Double
  /// The inner routes that it asks, one after the other.
  let calls: [Int]

  init(_ method: String, _ path: String, _ weight: Int, _ milliseconds: Double, _ calls: [Int]) {
    self.method = method
    self.path = path
    self.weight = weight
    self.milliseconds = milliseconds
    self.calls = calls
  }

  /// Fourteen routes.
  static let all: [EntryRoute] = [
    EntryRoute("GET", "/", 18, 70, [25, 15]),
    EntryRoute("GET", "/products", 14, 120, [13, 25]),
    EntryRoute("GET", "/products/:id", 20, 95, [16, 7]),
    EntryRoute("GET", "/cart", 9, 80, [0, 11]),
    EntryRoute("POST", "/cart/items", 7, 60, [1, 22]),
    EntryRoute("POST", "/cart/coupon", 2, 55, [2]),
    EntryRoute("POST", "/checkout", 4, 420, [3, 8]),
    EntryRoute("GET", "/orders/:id", 5, 110, [5]),
    EntryRoute("POST", "/orders/:id/cancel", 1, 160, [6, 10]),
    EntryRoute("GET", "/search", 12, 140, [13, 14]),
    EntryRoute("GET", "/account", 4, 130, [21, 24, 4]),
    EntryRoute("POST", "/exports", 1, 180, [17, 23]),
    EntryRoute("GET", "/exports/:id", 1, 260, [18, 19]),
    EntryRoute("POST", "/login", 5, 190, [20, 21]),
  ]
}

/// The six services, the shop's front first.
enum Services {
  static let names = ["web", "checkout", "payments", "search", "exports", "accounts"]
}
