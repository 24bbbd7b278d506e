import Bytes
import Formats
import Testing

/// How the texts of tools are made ones that can be read.
@Suite struct MessageTextTests {
  struct Text: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let source: String
    let text: String
    var isConcealing = false

    init(_ name: String, _ source: String, _ text: String, isConcealing: Bool = false) {
      testDescription = name
      self.source = source
      self.text = text
      self.isConcealing = isConcealing
    }
  }

  private static func conversation(_ body: String) -> RecordBatch {
    let body = JSONValue.string(body).text
    return read(
      #"""
      {"type":"conversation","id":"1","created_at":1793999990,"source":{"id":"s","subject":"S","body":\#(body),"author":{}}}
      """#
    )
  }

  @Test(arguments: [
    Text("paragraphs", "<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree"),
    Text("spaces", "<div> a \n  b </div>\n<div>c</div>", "a b\nc"),
    Text("lists and tables", "<ul><li>a<li>b</ul><table><tr><td>1<td>2</tr></table>", "- a\n- b\n\n1 2"),
    Text("entities", "a &amp; b &lt;c&gt; &#8364;&#x20ac; &eacute; &nosuch; &", "a & b <c> €€ é &nosuch; &"),
    Text(
      "a link",
      #"see <a href="https://a.example/x?y=1&amp;z=2">here</a>."#,
      "see here (https://a.example/x?y=1&z=2)."
    ),
    Text("a link by its own name", #"<a href="https://a.example">https://a.example</a>"#, "https://a.example"),
    Text("a link of an image", #"<a href="https://a.example"><img src="x"></a>"#, "https://a.example"),
    Text("an image", #"<img src="x.png" alt="A chart">"#, "[image: A chart]"),
    Text("preformatted", "<pre>a\n  b</pre>c", "a\n  b\nc"),
    Text("scripts and styles", "<style>p{}</style>a<script>if (a<b) {'<p>'}</script>b", "ab"),
    Text("a head without an end", "<head><title>T</title><body>a", "a"),
    Text("brackets that are none", "a < b, 3 <4 and <", "a < b, 3 <4 and <"),
    Text("a bracket in quotes", #"<p title="a>b">c</p>"#, "c"),
    Text("a quote without an end", #"<p title="a>b</p>"#, "b"),
    Text("a tag without an end", "a<p b", "a<p b"),
    Text("display none", #"a<div style="DISPLAY: none !important"><p>x</p></div>b"#, "ab", isConcealing: true),
    Text("no size", #"a<span style="font-size:0px">x<span>y</span></span>b"#, "ab", isConcealing: true),
    Text("a size", #"a<span style="font-size:0.8em;opacity:0.5">b</span>"#, "ab"),
    Text("hidden by its attribute", "a<p hidden>x<p>b", "a\n\nb", isConcealing: true),
    Text("hidden without a word", #"a<div style="display:none"> </div>b"#, "ab"),
    Text("a comment", "a<!-- do this -->b", "ab", isConcealing: true),
    Text("a comment without an end", "a<!-- do this", "a", isConcealing: true),
    Text("a condition of a mail program", "a<!--[if mso]>x<![endif]-->b", "ab"),
    Text("a quote alone", "<blockquote>a<p>b</blockquote>c", "> a\n\n> b\nc"),
    Text(
      "an answer",
      "<p>No</p><div class=\"gmail_quote\">On Monday, Ben &lt;b@example.com&gt; wrote:<br><blockquote>Yes?</blockquote></div>",
      "No"
    ),
  ])
  func `HTML is read as its reader saw it`(_ text: Text) throws {
    let batch = Self.conversation(text.source)
    let message = try #require(batch.messages.first)
    #expect(batch.string(message.body) == text.text)
    #expect(message.isConcealing == text.isConcealing)
  }

  @Test(arguments: [
    Text("nothing to take", "a\nb", "a\nb"),
    Text("a quote below", "a\n\n> b\n> c\n", "a"),
    Text("a quote above", "> b\n\na", "> b\n\na"),
    Text("only a quote", "> b\n> c", "> b\n> c"),
    Text("two lines of introduction", "a\n\nOn Monday, 3 November,\nBen wrote:\n> b", "a"),
    Text("an introduction of what is not quoted", "a\nOn Monday Ben wrote:\nb", "a\nOn Monday Ben wrote:\nb"),
    Text("in German", "a\nAm 3.11. schrieb Ben:\n> b", "a"),
    Text("in French", "a\nLe 3 novembre, Ben a écrit\u{a0}:\n> b", "a"),
    Text("no introduction", "On time:\n> b\nc", "On time:\n> b\nc"),
    Text("an original message", "a\n-----Original Message-----\nFrom: Ben\nb", "a"),
    Text("a signature", "a\n-- \nAna\nShop", "a"),
    Text(
      "a rule",
      "a\n--\n" + String(repeating: "more\n", count: 20),
      "a\n--\n" + String(repeating: "more\n", count: 20)
    ),
    Text("a phone", "a\n\nSent from my iPhone", "a"),
    Text("a phone in the middle", "a\nSent from my iPhone\nb", "a\nSent from my iPhone\nb"),
    Text("a line to reply above", "a\n##- Please type your reply above this line -##\nb", "a"),
    Text("nothing but a signature", "-- \nAna", "-- \nAna"),
  ])
  func `a mail loses what is plainly quoted or a signature`(_ text: Text) throws {
    let body = JSONValue.string(text.source).text
    let batch = read(
      #"{"id":1,"subject":"S","description":\#(body),"requester_id":2,"created_at":"2026-11-01T09:00:00Z"}"#
    )
    let message = try #require(batch.messages.first)
    #expect(batch.string(message.body) == text.text)
  }

  @Test(arguments: [
    Text("a comment", "a <!-- x --> b", "a  b", isConcealing: true),
    Text("a comment in code", "a\n```\n<!-- x -->\n```\nb", "a\n```\n<!-- x -->\n```\nb"),
    Text("a comment without an end", "a <!-- x", "a ", isConcealing: true),
  ])
  func `Markdown is read without its comments`(_ text: Text) throws {
    let body = JSONValue.string(text.source).text
    let batch = read(
      #"{"number":1,"title":"T","body":\#(body),"createdAt":"2026-11-01T09:00:00Z","author":{"login":"bo"}}"#
    )
    let message = try #require(batch.messages.first)
    #expect(batch.string(message.body) == text.text && message.isConcealing == text.isConcealing)
  }

  @Test(arguments: [
    "<", "<a<", "<a \"", "<a '>\"", "<!--", "<!-", "<p hidden>", "<blockquote>", "<a href=x>", "&#1;&", "</", "<script",
    "<script>", "--\n", "On wrote:\n>\n", "> ", "<pre>", "<li>", "![", "<div style=\"display:none\">",
  ])
  func `a text of nothing but signs takes no time`(_ sign: String) {
    let text = String(repeating: sign, count: 60_000 / sign.utf8.count)
    let clock = ContinuousClock()
    let time = clock.measure { _ = Self.conversation(text) }
    #expect(time < .seconds(5))
    _ = read(
      #"{"type":"message","user":"U1","ts":"1793500000.000200","text":"\#(String(repeating: "<", count: 60_000))>"}"#
    )
  }

  @Test func `HTML cut anywhere is read to its end`() {
    let text =
      #"<p style="display:none">x</p><a href="https://a.example">b</a><!-- c --><blockquote>d&amp;</blockquote>"#
    for count in 0...text.utf8.count { _ = Self.conversation(String(decoding: text.utf8.prefix(count), as: UTF8.self)) }
  }

  @Test func `HTML in a table is known by how it begins`() {
    let batch = read("body,date\n<p>a &amp; b</p>,2026-10-21\n<3 this shop,2026-10-21\n", as: .csv)
    #expect(batch.messages.map { batch.string($0.body) } == ["a & b", "<3 this shop"])
  }
}
