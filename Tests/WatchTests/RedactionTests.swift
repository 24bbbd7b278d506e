import Domain
import Formats
import Testing
import Watch

/// No secret that stands in any field of any record may be in anything that is kept or shown.
@Suite struct RedactionTests {
  /// The shape of a live key of a payment provider; nobody's.
  private static let key = "sk_live_" + "51H8aZkLmN0pQrStUvWxYz42"
  private static let address = "ana.smith@example.com"

  private static let spans = request(
    span(
      1,
      "GET /a?key=\(key)",
      kind: 2,
      with:
        #""status":{"code":2,"message":"status \#(key)"},\#(exception("Type \(key)", "message \(key)", "stack \(key) \(address)"))"#,
      attributes: attribute("http.route", "/route/\(key)"),
      attribute("url.path", "/path/\(address)"),
      attribute("http.request.method", key)
    ),
    span(2, "call \(key)", attributes: attribute("rpc.service", key), attribute("rpc.method", address)),
    span(3, "GET", attributes: attribute("url.full", "https://u:hunter22@h.example/\(key)")),
    span(
      4,
      kind: 2,
      with:
        #""status":{"code":2,"message":"failed for \#(address)"},"events":[{"name":"feature_flag.evaluation","attributes":[\#(attribute("feature_flag.key", "f-\(key)")),\#(attribute("feature_flag.variant", address))]}]"#,
      attributes: attribute("error.type", key)
    ),
    resource: [
      attribute("service.name", "svc-\(key)"), attribute("service.version", key),
      attribute("deployment.environment", address), attribute("vcs.ref.head.revision", key),
    ].joined(separator: ",")
  )
  private static let logs = [
    request(log: #""severityNumber":13,"eventName":"\#(key)","body":{"stringValue":"mail \#(address)"}"#),
    request(
      log:
        #""severityNumber":17,"body":{"kvlistValue":{"values":[{"key":"password","value":{"stringValue":"correct-horse-9"}}]}}"#
    ),
    request(log: #""severityNumber":9,"eventName":"e \#(address)""#),
  ].joined(separator: "\n")
  private static let messages = """
    id,body,subject,source,url,product,page,version,env,created_at
    1,mail me at \(address),Key \(key),chan \(key),https://x.example/?token=\(key),p \(key),/p/\(key),\(key),\(address),2026-10-21
    2,x,y,,,,,,,not a time \(key)
    """
  private static let events = """
    {"kind":"event","time":1792542906,"name":"n \(key)","service":"\(key)","surface":"\(address)","release":"\(key)"}
    {"kind":"deploy","time":1792542906,"release":"\(key)","commit":"\(key)","environment":"\(address)"}
    {"kind":"exposure","time":1792542906,"flag":"\(key)","variant":"\(address)"}
    {"kind":"event","time":"soon \(address)","name":"n"}
    {"\(key)":1}
    """

  @Test(arguments: [
    (spans, RecordFormat.jsonLines), (logs, .jsonLines), (messages, .csv), (events, .jsonLines),
  ])
  func `secrets are masked in every text`(_ text: String, _ format: RecordFormat) {
    let watched = watch(text, as: format)
    #expect(!watched.batch.isEmpty)
    for found in watched.allTexts {
      #expect(!found.contains("51H8aZkL") && !found.contains("@example.com") && !found.contains("hunter22"), "\(found)")
      #expect(!found.contains("correct-horse"), "\(found)")
    }
    #expect(watched.redacted > 0)
  }

  @Test func `masked secrets are counted`() {
    let body = "\(Self.address) and \(Self.key) and \(Self.address)"
    #expect(watch(#"{"body":"\#(body)","date":"2026-10-21"}"#).redacted == 3)
    #expect(watch(#"{"body":"clean ⟦email⟧","date":"2026-10-21"}"#).redacted == 0)
  }

  @Test func `a file that is named after an address shows it nowhere`() {
    let named = { (options: inout WatchOptions) in
      options.origin = "exports/\(Self.address).csv"
      options.source = "mail of \(Self.address)"
    }
    let watched = watch(request(span(1, with: exception("E", "broken"))), as: .jsonLines, named)
    #expect(watched.batch.evidence.map(\.origin) == ["exports/⟦email⟧:1"])
    #expect(!watched.allTexts.contains { $0.contains("ana.smith") })
  }

  @Test func `what two texts make together is masked too`() {
    let watched = watch(request(span(1, with: exception("password", "Xk9_pLm2Qr7"))))
    #expect(watched.batch.evidence.map(\.text).allSatisfy { !$0.contains("Xk9_pLm2Qr7") })
  }
}
