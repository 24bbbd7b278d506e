import Bytes
import Domain
import Formats
import Testing
import Watch

@Suite struct MessageRowTests {
  private static let table = """
    id,source,created_at,customer_id,customer_email,company,mrr,subject,body,url,product,page,session_id
    7,mail,2026-10-21T00:35:06.5Z,u1,ana@example.com,org-4,49.5,Help,It broke,https://help.example/7,shop,/cart,s1

    """

  @Test func `a message is a row with its text as evidence`() throws {
    let watched = watch(Self.table, as: .csv)
    let row = try #require(watched.batch.rows.first)
    #expect(row.kind == .message && row.time == 1_792_542_906_500_000 && row.value == 49.5)
    #expect(watched.texts(row) == ["csv", "shop", "", "", "mail", "/cart"])
    let identities = Identities(secret: secret)
    #expect(row.subject == identities.hash(.subject, of: "u1"))
    #expect(row.account == identities.hash(.account, of: "org-4"))
    #expect(row.session == identities.hash(.session, of: "s1"))
    // By Python's hmac: HMAC-SHA-256(secret, "message\0Help\n\nIt broke").
    let id = try #require(EvidenceID(hex: "a5ad8ea4d7720a79089b8dbd1e032d6e919ec9bc24ec34b417746efd75327335"))
    #expect(
      watched.batch.evidence == [
        Evidence(
          id: id,
          kind: .message,
          text: "Help\n\nIt broke",
          origin: "https://help.example/7",
          trust: .thirdParty,
          nativeID: "7"
        )
      ]
    )
    #expect(
      watched.candidates == [
        GroupCandidate(row: 0, kind: .message, service: "shop", surface: "/cart", text: "Help\n\nIt broke")
      ]
    )
  }

  @Test func `the author is the id, or else the address in lower case`() {
    let text = """
      {"body":"a","date":"2026-10-21","user_id":"u1","email":"x@example.com"}
      {"body":"b","date":"2026-10-21","email":"Ana@Example.com"}
      {"body":"c","date":"2026-10-21"}
      """
    let identities = Identities(secret: secret)
    let expected = ["u1", "ana@example.com", ""].map { identities.hash(.subject, of: $0) }
    let watched = watch(text) { $0.origin = "m.jsonl" }
    #expect(watched.batch.rows.map(\.subject) == expected)
    #expect(watched.batch.evidence.map(\.origin) == ["m.jsonl:1", "m.jsonl:2", "m.jsonl:3"])
    #expect(watched.batch.rows.allSatisfy { watched.batch.text($0.source) == "messages" })
  }

  @Test func `the key is the id with channel and time, or else the whole record`() {
    func keys(_ rows: String...) -> [SignalKey] {
      watch(rows.map { "\($0)\n" }.joined(), as: .csv).batch.rows.map(\.key)
    }
    let names = "id,source,date,body,mood"
    let one = keys(names, "1,mail,2026-10-21,hi,good")
    #expect(keys(names, "1,mail,2026-10-21,hi there,bad") == one)
    #expect(keys(names, "1,chat,2026-10-21,hi,good") != one)
    #expect(keys(names, "1,mail,2026-10-22,hi,good") != one)
    #expect(keys(names, "2,mail,2026-10-21,hi,good") != one)
    let nameless = keys(names, ",mail,2026-10-21,hi,good")
    #expect(keys(names, ",mail,2026-10-21,hi,good") == nameless)
    #expect(keys(names, ",mail,2026-10-21,hi,bad") != nameless)
  }

  struct Text: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let json: String
    let text: String
    var isConcealed = false
  }

  @Test(arguments: [
    Text(testDescription: "line ends", json: #"a\r\nb\rc\n\u2028d\u0085e"#, text: "a\nb\nc\n\nd\ne"),
    Text(testDescription: "control characters", json: #"a\u0000b\u001b[31m\tc\u007f\u009b"#, text: "ab[31m\tc"),
    Text(
      testDescription: "hidden characters",
      json: #"pay\u200b \u202enow\u2066\ufeff\u00ad"#,
      text: "pay now",
      isConcealed: true
    ),
    Text(testDescription: "tags beyond the plane", json: #"x\udb40\udc41y"#, text: "xy", isConcealed: true),
    Text(testDescription: "an emoji's selector", json: #"\u2764\ufe0f é"#, text: "\u{2764}\u{fe0f} é"),
    Text(
      testDescription: "a secret with a hidden part",
      json: #"sk_live_4242\u200b424242424242424242"#,
      text: "⟦secret:stripe⟧",
      isConcealed: true
    ),
    Text(testDescription: "half a pair", json: #"a\ud800b"#, text: "a\u{fffd}b"),
  ])
  func `a text is made fit to be read, and what it hid is noted`(_ text: Text) {
    let watched = watch(#"{"body":"\#(text.json)","date":"2026-10-21"}"#)
    #expect(watched.batch.evidence.map { Array($0.text.unicodeScalars) } == [Array(text.text.unicodeScalars)])
    #expect(watched.concealed == (text.isConcealed ? [0] : []))
  }

  @Test func `a long text is cut with a mark, never within a character or a marker`() {
    for length in [16_350, 16_360, 16_362, 16_365, 16_368, 16_371, 16_374, 16_375, 16_376, 16_377, 16_384] {
      let body = String(repeating: "x", count: length) + "é ana@example.com " + String(repeating: "y", count: 500)
      let watched = watch(#"{"body":"\#(body)","date":"2026-10-21"}"#)
      let text = watched.batch.evidence.first?.text ?? ""
      #expect(text.utf8.count <= 16_384 && text.hasSuffix("⟦cut⟧"))
      #expect(!text.contains("@") && !text.dropLast(5).contains("⟦") || text.contains("⟦email⟧"))
    }
    let huge = String(repeating: "word ", count: 20_000)
    let text = watch(#"{"body":"\#(huge)","date":"2026-10-21"}"#).batch.evidence.first?.text ?? ""
    #expect(text.utf8.count == 16_384)
  }

  @Test func `a secret that was cut in two is left out`() {
    // The longest text that is read ends within the address.
    let keys = (0..<900).map { "ghp_" + String(repeating: "A", count: 60) + String(10_000 + $0) }.joined(separator: " ")
    let padding = String(repeating: ".", count: 65_536 - keys.utf8.count - 9)
    let watched = watch(#"{"body":"\#(keys)\#(padding) ana@example.com","date":"2026-10-21"}"#)
    let text = watched.batch.evidence.first?.text ?? ""
    #expect(!text.contains("ana@") && !text.contains("ghp_") && text.hasSuffix("⟦cut⟧"))
  }

  @Test func `a tool's event is the same in each of its forms`() {
    let flag = #""kind":"feature","creationDate":1795167021806,"key":"new","value":true"#
    let forms = [
      #"{\#(flag),"context":{"key":"u0","kind":"user"}}"#, #"{ \#(flag), "variation":0, "contextKeys":{"user":"u0"}}"#,
    ]
    let body = #"{"event":"Paid","properties":{"time":1793500000.123,"distinct_id":"u1","$insert_id":"i"}}"#
    let export = #"{"event":"Paid","properties":{"time":1793500000,"distinct_id":"u1","$insert_id":"i","revenue":2}}"#
    for (one, other) in [(forms[0], forms[1]), (body, export)] {
      #expect(watch(one).batch.rows.map(\.key) == watch(other).batch.rows.map(\.key))
      #expect(watch(one).batch.rows.count == 1)
    }
    #expect(watch(forms[0]).batch.rows[0].key != watch(#"{\#(flag),"context":{"key":"u1"}}"#).batch.rows[0].key)
  }

  @Test func `events, deploys and exposures are rows`() {
    let text = #"""
      {"kind":"event","time":"2026-10-21T00:35:06Z","name":"order","subject":"u1","account":"a1","session":"s","value":9.5}
      {"kind":"deploy","time":1792542906,"service":"shop","release":"1.2","environment":"production","commit":"0a1b2c3"}
      {"kind":"exposure","time":1792542906,"flag":"new-cart","variant":"on","subject":"u1"}
      {"kind":"event","time":1792542906,"name":"order","id":"1","subject":"u1"}
      {"kind":"event","time":1792542906,"name":"order","id":"1","subject":"u2"}
      """#
    let watched = watch(text)
    #expect(watched.batch.rows.map(\.kind) == [.event, .deploy, .exposure, .event, .event])
    #expect(
      watched.batch.rows.map { watched.batch.text($0.name) } == ["order", "0a1b2c3", "new-cart=on", "order", "order"]
    )
    #expect(watched.batch.rows.allSatisfy { watched.batch.text($0.source) == "signals" })
    #expect(watched.batch.rows[0].value == 9.5 && watched.batch.rows[1].value.isNaN)
    #expect(watched.batch.rows[0].account == Identities(secret: secret).hash(.account, of: "a1"))
    #expect(watched.texts(watched.batch.rows[1]) == ["signals", "shop", "production", "1.2", "0a1b2c3", ""])
    #expect(watched.commits.values.map { $0 } == ["0a1b2c3"])
    // The same id is the same event; without one the whole record is.
    #expect(watched.batch.rows[3].key == watched.batch.rows[4].key)
    #expect(Set(watched.batch.rows.map(\.key)).count == 4)
  }
}
