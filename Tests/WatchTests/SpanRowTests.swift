import Bytes
import Domain
import Formats
import Testing
import Watch

@Suite struct SpanRowTests {
  @Test func `a span is a row with all that it says of itself`() throws {
    let resource = [
      attribute("service.name", "shop"), attribute("service.version", "1.2"),
      attribute("deployment.environment.name", "production"),
      attribute("vcs.ref.head.revision", "0A1B2C3D4E5F60718293A4B5C6D7E8F901234567"),
    ]
    let text = request(
      span(
        2,
        parent: 1,
        "POST /pay",
        kind: 2,
        with: #""status":{"code":1}"#,
        attributes: attribute("http.route", "/pay"),
        attribute("user.id", "u1"),
        attribute("organization.id", "org-4"),
        attribute("session.id", "s1")
      ),
      resource: resource.joined(separator: ",")
    )
    let watched = watch(text)
    let row = try #require(watched.batch.rows.first)
    #expect(watched.batch.rows.count == 1)
    #expect(row.kind == .span && row.status == .ok && row.severity == 0)
    #expect(row.time == 1_700_000_000_000_000 && row.duration == 250_000)
    #expect(watched.texts(row) == ["otlp", "shop", "production", "1.2", "POST /pay", "/pay"])
    #expect(row.trace == TraceID(high: 0x0102_0304_0506_0708, low: 0x090a_0b0c_0d0e_0f10))
    #expect(row.span == 2 && row.parent == 1)
    // By Python's hmac: the first eight bytes of HMAC-SHA-256(secret, "subject\0u1") and so on.
    #expect(row.subject == 0x6e78_f0dc_a9c3_95e5)
    #expect(row.account == 0xb75a_0a70_1152_2877)
    #expect(row.session == 0x38d1_0717_baf2_9b3e)
    #expect(row.group == .none && row.evidence == -1 && row.value.isNaN)
    let release = RollUp.ReleaseKey(service: "shop", environment: "production", release: "1.2")
    #expect(watched.commits == [release: "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"])
  }

  struct Name: Sendable, CustomTestStringConvertible {
    let span: String
    var attributes: [String] = []
    let name: String
    let surface: String
    var testDescription: String { "\(span) \(attributes)" }
  }

  @Test(arguments: [
    Name(
      span: "GET",
      attributes: ["http.route=/orders/:id", "http.request.method=GET"],
      name: "GET /orders/:id",
      surface: "/orders/:id"
    ),
    Name(
      span: "orders.show",
      attributes: ["http.route=/orders/{id}", "http.method=GET"],
      name: "GET /orders/{id}",
      surface: "/orders/{id}"
    ),
    Name(
      span: "GET /orders/{id}",
      attributes: ["http.route=/orders/{id}"],
      name: "GET /orders/{id}",
      surface: "/orders/{id}"
    ),
    Name(span: "x", attributes: ["http.route=/a"], name: "/a", surface: "/a"),
    Name(span: "GET /orders/10009/items/7", name: "GET /orders/{id}/items/{id}", surface: ""),
    Name(
      span: "GET",
      attributes: ["url.path=/orders/A-10009", "http.request.method=GET"],
      name: "GET /orders/{id}",
      surface: "/orders/{id}"
    ),
    Name(
      span: "GET",
      attributes: [
        "url.full=https://shop.example/o/550e8400-e29b-41d4-a716-446655440000?q=1#x", "http.request.method=GET",
      ],
      name: "GET /o/{id}",
      surface: "/o/{id}"
    ),
    Name(
      span: "GET",
      attributes: ["http.target=/v2/users/u_02164?page=2", "http.method=GET"],
      name: "GET /v2/users/{id}",
      surface: "/v2/users/{id}"
    ),
    Name(span: "SELECT orders", name: "SELECT orders", surface: ""),
    Name(span: "job 12345 for 7c9e6679f7425db2", name: "job {id} for {id}", surface: ""),
    Name(span: "chat gpt-4-32k", attributes: ["gen_ai.agent.name=helper"], name: "chat gpt-4-32k", surface: "helper"),
    Name(
      span: "call",
      attributes: ["rpc.service=shop.Cart", "rpc.method=Add"],
      name: "call",
      surface: "shop.Cart/Add"
    ),
    Name(span: "send", attributes: ["messaging.destination.name=mails"], name: "send", surface: "mails"),
    Name(span: "tap", attributes: ["screen.name=Basket"], name: "tap", surface: "Basket"),
    Name(span: "POST api.example/charges/ch_81923", name: "POST api.example/charges/{id}", surface: ""),
    Name(span: "", name: "", surface: ""),
    Name(span: "GET /é/ana@example.com", name: "GET /é/{id}", surface: ""),
    Name(span: "a\\u0000b", name: "ab", surface: ""),
  ])
  func `operations and surfaces are templates`(_ name: Name) throws {
    let attributes = name.attributes.map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      return attribute(parts[0], parts[1])
    }
    let watched = watch(request(span(1, name.span, attributes: attributes.joined(separator: ","))))
    let row = try #require(watched.batch.rows.first)
    #expect(watched.batch.text(row.name) == name.name)
    #expect(watched.batch.text(row.surface) == name.surface)
  }

  struct Who: Sendable, CustomTestStringConvertible {
    let attributes: String
    var resource = ""
    let subject: String
    let account: String
    var testDescription: String { attributes + resource }
  }

  @Test(arguments: [
    Who(attributes: attribute("enduser.id", "u1"), subject: "u1", account: ""),
    Who(attributes: attribute("user.email", " Ana@Example.com "), subject: "ana@example.com", account: ""),
    Who(
      attributes: attribute("user.email", "x@example.com") + "," + attribute("user.id", "u1"),
      subject: "u1",
      account: ""
    ),
    Who(attributes: #"{"key":"user.id","value":{"intValue":"42"}}"#, subject: "42", account: ""),
    Who(attributes: attribute("user.id", ""), subject: "", account: ""),
    Who(attributes: attribute("tenant.id", "t") + "," + attribute("organization.id", "o"), subject: "", account: "t"),
    Who(attributes: attribute("tenant.id", "t") + "," + attribute("account.id", "a"), subject: "", account: "a"),
    Who(
      attributes: "",
      resource: attribute("user.id", "u1") + "," + attribute("org.id", "o"),
      subject: "u1",
      account: "o"
    ),
    Who(attributes: attribute("user.id", "u2"), resource: attribute("user.id", "u1"), subject: "u2", account: ""),
  ])
  func `who it was is found under many names`(_ who: Who) throws {
    let watched = watch(request(span(1, attributes: who.attributes), resource: who.resource))
    let row = try #require(watched.batch.rows.first)
    let identities = Identities(secret: secret)
    #expect(row.subject == identities.hash(.subject, of: who.subject))
    #expect(row.account == identities.hash(.account, of: who.account))
  }

  @Test func `hashes of one id differ by role and secret, and nobody has the hash 0`() {
    let one = Identities(secret: secret)
    #expect(one.hash(.subject, of: "org-4") == 0xf708_2a72_8e07_08a6)
    #expect(one.hash(.account, of: "org-4") == 0xb75a_0a70_1152_2877)
    #expect(one.hash(.subject, of: "u1") != Identities(secret: Array(secret.reversed())).hash(.subject, of: "u1"))
    #expect(one.hash(.subject, of: "") == 0 && one.hash(.subject, of: "  ") == 0)
  }

  @Test func `there is room for the places of all known attributes`() {
    #expect(AttributeName.allCases.allSatisfy { $0.rawValue < 64 })
  }

  @Test func `a span sent before it ended is left out`() {
    let watched = watch(request(span(1, attributes: attribute("logfire.span_type", "pending_span")), span(2)))
    #expect(watched.batch.rows.map(\.span) == [2])
    #expect(watched.skips.counts == [.openSpans: 1])
  }

  @Test func `the key of a span is its ids alone`() {
    let first = watch(request(span(1, "a"))).batch.rows.map(\.key)
    let second = watch(request(span(1, "b", attributes: attribute("user.id", "u1")))).batch.rows.map(\.key)
    let other = watch(request(span(2, "a"))).batch.rows.map(\.key)
    let source = watch(request(span(1, "a"))) { $0.source = "edge" }.batch.rows.map(\.key)
    #expect(first == second)
    #expect(first != other && first != source)
    // A trace is found by the beginning of the keys.
    #expect(first.map(\.prefix) == other.map(\.prefix))
  }

  @Test func `what lies in the future is rejected`() {
    let watched = watch(request(span(1))) { $0.latest = .init(nanoseconds: 1_600_000_000_000_000_000) }
    #expect(watched.batch.isEmpty)
    #expect(watched.rejects.listed.map(\.reason) == ["the time 2023-11-14T22:13:20Z lies in the future"])
    #expect(watched.rejects.listed.map(\.expected) == ["a time until 2020-09-13T12:26:40Z"])
  }
}
