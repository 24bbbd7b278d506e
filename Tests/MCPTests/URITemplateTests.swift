import Testing

// What stands in braces is read by the package; the decoding of percent escapes alone is internal.
@testable import MCP

@Suite struct URITemplateTests {
  struct Match: Sendable, CustomTestStringConvertible {
    let template: String
    let uri: String
    let values: [String: String]?

    init(_ template: String, _ uri: String, _ values: [String: String]?) {
      self.template = template
      self.uri = uri
      self.values = values
    }

    var testDescription: String { "\(template) on \(uri.debugDescription)" }
  }

  @Test(arguments: [
    Match("a://x", "a://x", [:]),
    Match("a://x", "a://x/", nil),
    Match("a://x", "A://x", nil),
    Match("a://{id}", "a://7", ["id": "7"]),
    Match("a://{id}", "a://", nil),
    Match("a://{id}", "a://7/8", nil),
    Match("a://{id}", "a://7?x=1#y", ["id": "7?x=1#y"]),
    Match("a://{id}/data", "a://7/data", ["id": "7"]),
    Match("a://{id}/data", "a:///data", nil),
    Match("a://{id}/data", "a://7/data/data", nil),
    Match("a://{id}/data", "a://7/datum", nil),
    Match("a://{x}/{y}", "a://1/2", ["x": "1", "y": "2"]),
    Match("a://{x}/{y}", "a://1//2", nil),
    Match("{x}", "anything", ["x": "anything"]),
    Match("a://{name}.json", "a://b.json", ["name": "b"]),
    Match("a://{name}.json", "a://b.c.json", ["name": "b.c"]),
    Match("a://{name}.json", "a://b.json.json", ["name": "b.json"]),
    Match("a://{name}.json", "a://.json", nil),
    Match("a://{name}.json", "a://json", nil),
    Match("a://{x}-{y}", "a://1-2-3", ["x": "1", "y": "2-3"]),
    Match("a://{x}bc{y}", "a://1b2bc3", ["x": "1b2", "y": "3"]),
    Match("a://{x}--{y}", "a://1-2", nil),
    Match("a://{x}-{y}", "a://--2", ["x": "-", "y": "2"]),
    // Percent escapes.
    Match("a://{id}", "a://a%20b", ["id": "a b"]),
    Match("a://{id}", "a://%c3%A9", ["id": "é"]),
    Match("a://{id}", "a://%2F%2e%2e%2F", ["id": "/../"]),
    Match("a://{id}", "a://%00", ["id": "\u{0}"]),
    Match("a://{id}", "a://100%25", ["id": "100%"]),
    Match("a://{id}", "a://%2525", ["id": "%25"]),
    Match("a://{id}", "a://%", nil),
    Match("a://{id}", "a://%2", nil),
    Match("a://{id}", "a://%2g", nil),
    Match("a://{id}", "a://%+1", nil),
    Match("a://{id}", "a://%ff", nil),
    Match("a://{id}", "a://%c3", nil),
    Match("a://{id}", "a://%ed%a0%80", nil),
    // Text that is equal to Swift and not to an address.
    Match("a://{id}/é", "a://1/e\u{301}", nil),
    Match("a://{id}", "a://😀", ["id": "😀"]),
  ])
  func `an address fits a pattern exactly`(_ match: Match) throws {
    let template = try #require(URITemplate(match.template))
    #expect(template.match(match.uri) == match.values)
  }

  @Test(arguments: [
    "{", "}", "a{", "a}b", "{}", "{a}{b}", "{a", "a}{b}", "{{a}}", "{a{b}}", "{+a}", "{?a}", "{a b}", "{a*}",
  ])
  func `a pattern that cannot be told apart is refused`(_ text: String) {
    #expect(URITemplate(text) == nil)
  }

  @Test func `variables are named in order`() throws {
    let template = try #require(URITemplate("a://{one}/x/{two.b}/{three_3}"))
    #expect(template.variables == ["one", "two.b", "three_3"])
    #expect(template.text == "a://{one}/x/{two.b}/{three_3}")
  }

  @Test func `a hostile address is answered at once`() throws {
    let template = try #require(URITemplate("a://{x}--{y}--{z}.json"))
    let uri = "a://" + String(repeating: "-", count: 200_000)
    let clock = ContinuousClock()
    let time = clock.measure { #expect(template.match(uri) == nil) }
    // Tried one by one, the places of the two dashes would take minutes.
    #expect(time < .seconds(30))
  }
}
