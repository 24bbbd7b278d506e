import Formats
import Testing

@Suite struct JSONRecordTests {
  struct Message: Sendable, CustomTestStringConvertible {
    let json: String
    let shown: String
    var testDescription: String { json }
  }

  @Test(arguments: [
    Message(json: #"{"id":7,"body":"hi","created_at":"2026-10-21T00:35:06Z"}"#, shown: "7||hi||||"),
    Message(
      json: #"{"text":"a\nb","ts":"1792542906.334567","user":"U1","channel":"support"}"#,
      shown: "||a\nb|U1|||support"
    ),
    Message(
      json: #"{"title":"T","details":"hi","created":1792542906000,"author":{"name":"Ana","email":"a@example.com"}}"#,
      shown: "|T|hi||a@example.com||"
    ),
    Message(
      json: #"""
        {"id":9,"subject":"S","description":"hi","created_at":"2026-10-21","requester_id":44,"organization_id":5,\#
        "via":{"channel":"email"},"tags":["x"],"satisfaction_rating":null}
        """#,
      shown: "ticket/9|S|hi|44||5|email"
    ),
    Message(
      json: #"{"kind":"message","body":"hi","time":1792542906,"user_id":"u1","email":"x"}"#,
      shown: "||hi|u1|x||"
    ),
  ])
  func `a message is known by what its members are called`(_ message: Message) throws {
    let batch = read(message.json)
    #expect(batch.rejects.count == 0)
    let found = try #require(batch.messages.first)
    let texts = [found.id, found.title, found.body, found.author, found.email, found.account, found.channel]
    #expect(texts.map { batch.string($0) }.joined(separator: "|") == message.shown)
    #expect(!found.isCSV)
  }

  @Test func `events, deploys and exposures are read in their own form`() {
    let text = #"""
      {"kind":"event","time":"2026-10-21T00:35:06Z","name":"order_completed","subject":"u1","account":"a1","value":9.5}
      {"kind":"deploy","time":1792542906,"service":"shop","release":"1.2","environment":"production","commit":"0a1b2c3"}
      {"variant":"on","flag":"new-cart","user_id":"u1","time":"2026-10-21T00:35:06Z","kind":"Exposure","id":"x1"}
      """#
    let batch = read(text)
    #expect(batch.rejects.count == 0)
    #expect(batch.events.map(\.kind) == [.event, .deploy, .exposure])
    #expect(batch.events.map(\.line) == [1, 2, 3])
    let names = batch.events.map { "\(batch.string($0.name)) \(batch.string($0.variant)) \(batch.string($0.subject))" }
    #expect(names == ["order_completed  u1", "  ", "new-cart on u1"])
    #expect(batch.events[0].value == 9.5 && batch.string(batch.events[0].account) == "a1")
    #expect(batch.events[1].value.isNaN)
    let deploy = batch.events[1]
    let texts = [deploy.service, deploy.release, deploy.environment, deploy.commit].map { batch.string($0) }
    #expect(texts == ["shop", "1.2", "production", "0a1b2c3"])
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    let text: String
    let reason: String
    let expected: String
    var testDescription: String { text }
  }

  private static let time = "a time from 1970 to 2199 such as 2026-11-20T10:00:00Z, or Unix seconds"
  private static let object =
    "resourceSpans or resourceLogs (OTLP), kind (event, deploy, exposure), or a message with a time and a text"

  @Test(arguments: [
    Bad(text: #"{"kind":"event","name":"x"}"#, reason: "an event has no time", expected: time),
    Bad(text: #"{"kind":"event","name":"x","time":"no"}"#, reason: #"an event has the time "no""#, expected: time),
    Bad(text: #"{"kind":"event","time":1792542906}"#, reason: "an event has no name", expected: "the member name"),
    Bad(
      text: #"{"kind":"event","time":1792542906,"name":"x","value":"much"}"#,
      reason: #"an event has the value "much""#,
      expected: "a number"
    ),
    Bad(
      text: #"{"kind":"deploy","time":1792542906}"#,
      reason: "a deploy has no release",
      expected: "the member release"
    ),
    Bad(
      text: #"{"kind":"exposure","time":1792542906,"flag":"f"}"#,
      reason: "an exposure has no variant",
      expected: "the member variant"
    ),
    Bad(text: #"{"a":1,"b":"x"}"#, reason: "an object of a, b", expected: object),
    Bad(text: #"{"kind":"sale","price":1}"#, reason: "an object of kind, price", expected: object),
    Bad(
      text: #"{"created_at":1792542906,"level":"gold","message":"x"}"#,
      reason: "a line of a program's log",
      expected: "a time, a text, and a level or a logger"
    ),
    Bad(
      text: #"{"creationDate":1792542906,"contextKey":"u1","free text":"x"}"#,
      reason: "an object of creationDate, contextKey, free text",
      expected: object
    ),
    Bad(text: #"{"a":[]}"#, reason: "an object without plain values", expected: object),
    Bad(text: "17", reason: "a record is 17", expected: "a JSON object"),
    Bad(text: "[\"x\"]", reason: "a record is \"x\"", expected: "a JSON object"),
    Bad(text: #"{"body":"x","#, reason: "the text ends too early at byte 13", expected: "well-formed JSON"),
    Bad(
      text: "{\"body\":\"\u{1}\"}",
      reason: "a string has a raw control character at byte 9",
      expected: "well-formed JSON"
    ),
    Bad(text: "nothing", reason: "unexpected character 'n' at byte 0", expected: "well-formed JSON"),
    Bad(
      text: String(repeating: "[", count: 100),
      reason: "nesting is deeper than 64 at byte 64",
      expected: "well-formed JSON"
    ),
  ])
  func `what is no record is said with its line, and its neighbours are kept`(_ bad: Bad) {
    let good = #"{"kind":"event","name":"x","time":1792542906}"#
    let batch = read("\(good)\n\n\(bad.text)\r\n\(good)")
    #expect(batch.events.count == 2)
    #expect(batch.rejects.count == 1)
    #expect(batch.rejects.listed == [Reject(line: 3, reason: bad.reason, expected: bad.expected)])
  }

  @Test func `a document may be a list of records`() {
    let text = """
      [
        {"body": "one", "date": "2026-10-21"},
        {"body": "two",
         "date": "soon"},
        5,
        {"kind": "event", "name": "x", "time": 1792542906}
      ]
      """
    let batch = read(text, as: .jsonDocument)
    #expect(batch.messages.map(\.line) == [2])
    #expect(batch.events.map(\.line) == [6])
    #expect(batch.rejects.listed.map(\.line) == [3, 5])
    #expect(read("{\n\"a\":\n}", as: .jsonDocument).rejects.listed.map(\.line) == [3])
  }

  @Test func `the list of rejects ends, the count does not`() {
    let batch = read(String(repeating: "{}x\n", count: 1_000))
    #expect(batch.rejects.count == 1_000)
    #expect(batch.rejects.listed.count == Rejects.listLimit)
    var merged = batch.rejects
    merged.merge(batch.rejects)
    #expect(merged.count == 2_000 && merged.listed.count == Rejects.listLimit)
  }
}
