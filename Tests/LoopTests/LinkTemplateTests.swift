import Domain
import Loop
import TestSupport
import Testing

@Suite struct LinkTemplateTests {
  private static let sighting = Sighting(
    source: "otlp",
    service: "check out",
    name: "POST /pay?x=1&y",
    time: 1_756_684_800_100_000,
    trace: TraceID(high: 0x0102_0304_0506_0708, low: 0x090a_0b0c_0d0e_0f10),
    span: 0xab,
    id: "9ec79c33ec9942ab8353589fcb2e04dc"
  )

  @Test(arguments: [
    ("http://localhost:16686/trace/{trace}", "http://localhost:16686/trace/0102030405060708090a0b0c0d0e0f10"),
    ("https://t.example/r/{trace_uuid}", "https://t.example/r/01020304-0506-0708-090a-0b0c0d0e0f10"),
    ("https://t.example/#{span}", "https://t.example/#00000000000000ab"),
    ("https://t.example/e/{id}/", "https://t.example/e/9ec79c33ec9942ab8353589fcb2e04dc/"),
    (
      "https://t.example?s={service}&n={name}&t={time}",
      "https://t.example?s=check%20out&n=POST%20%2Fpay%3Fx%3D1%26y&t=2025-09-01T00%3A00%3A00.100Z"
    ),
    (
      "https://t.example/{time_s}/{time_ms}/{from}/{to}",
      "https://t.example/1756684800/1756684800100/2025-08-31T23%3A00%3A00.100Z/2025-09-01T01%3A00%3A00.100Z"
    ),
    (
      "https://t.example/{from_s}/{to_s}/{from_ms}/{to_ms}",
      "https://t.example/1756681200/1756688400/1756681200100/1756688400100"
    ),
    ("http://127.0.0.1/{span}{span}", "http://127.0.0.1/00000000000000ab00000000000000ab"),
    ("http://[::1]:9/{span}", "http://[::1]:9/00000000000000ab"),
  ])
  func `gaps are filled with what is known, escaped`(_ template: String, _ link: String) throws {
    #expect(try LinkTemplate(template).link(to: Self.sighting) == link)
  }

  @Test(arguments: [
    "", "no address", "javascript:alert({trace})", "ftp://t.example/{trace}", "https:///{trace}", "HTTPS//t/{trace}",
    // A host is the person's, and nobody is told who asks.
    "https://{service}/{trace}", "https://{service}.example/{trace}", "https://user:word@t.example/{trace}",
    "https://t.example@evil.example/{trace}", "https://t.example:{span}/", "https://[{trace}]/",
    // What is not encrypted stays on the machine.
    "http://t.example/{trace}", "http://127.evil.example/{trace}", "http://127.0.0.1.evil.example/{trace}",
    "http://localhost.evil.example/{trace}", "http://notlocalhost/{trace}",
    // Braces are gaps, and something has to be filled in.
    "https://t.example/", "https://t.example/{}", "https://t.example/{what}", "https://t.example/{trace",
    "https://t.example/trace}", "https://t.example/{{trace}}", "https://t.example/{Trace}",
    // Nothing that ends an address where it is shown, or that hides what it is.
    "https://t.example/ {trace}", "https://t.example/\"{trace}", "https://t.example/<{trace}>",
    "https://t.example/\u{1b}[31m{trace}", "https://t.example/\n{trace}", "https://t.example/\u{202e}{trace}",
    "https://t.example\\.evil.example/{trace}", "https://t.exämple/{trace}",
    // Whoever is shown a link is shown its keys.
    "https://t.example/{trace}?api_key=sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "https://t.example/{trace}?" + String(repeating: "x", count: 1_024),
  ])
  func `what is no safe address is refused with what it should be`(_ typed: String) {
    let error = #expect(throws: LoopError.self) { try LinkTemplate(typed) }
    guard case .badValue("TEMPLATE", let shown, let expected)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!expected.isEmpty && !shown.contains("4eC39HqLyjWDarjtT1zdp7dc"))
  }

  @Test(arguments: LinkTemplate.Gap.allCases)
  func `there is no link where what it needs is not known`(_ gap: LinkTemplate.Gap) throws {
    let template = try LinkTemplate("https://t.example/{\(gap.rawValue)}")
    let bare = Sighting(source: "otlp", time: 0)
    let isTime = ["time", "from", "to"].contains { gap.rawValue.hasPrefix($0) }
    #expect((template.link(to: bare) != nil) == isTime)
    #expect(template.link(to: Self.sighting) != nil)
  }

  /// A browser goes to the folder above for them, so that a link would lead to another page of the same host.
  @Test(arguments: [".", "..", "...", String(repeating: "ä", count: 400)])
  func `a name that leads elsewhere, or is too long, makes no link`(_ name: String) throws {
    let template = try LinkTemplate("https://t.example/{name}/x")
    #expect(template.link(to: Sighting(source: "otlp", name: name, time: 0)) == nil)
  }

  @Test(arguments: [Int64.min, .max, -1])
  func `a time that no calendar has makes a link all the same`(_ time: Int64) throws {
    let template = try LinkTemplate("https://t.example/{from}/{to_ms}/{time_s}")
    #expect(template.link(to: Sighting(source: "otlp", time: time)) != nil)
  }

  @Test(arguments: LinkPreset.allCases)
  func `every known tool's template makes a link at the address that help names`(_ preset: LinkPreset) throws {
    let link = try #require(try preset.template(at: preset.base + "/").link(to: Self.sighting))
    #expect(link.hasPrefix(preset.base) && !link.dropFirst("https://".count).contains("//"), "\(link)")
    #expect(!link.contains { "{}\" ".contains($0) }, "\(link)")
    for base in ["t.example", "http://t.example", "https://t.example/?x=1", "https://t.example/#x", "https://{trace}"] {
      #expect(throws: LoopError.self) { try preset.template(at: base) }
    }
  }
}
