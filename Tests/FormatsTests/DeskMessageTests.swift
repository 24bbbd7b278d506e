import Formats
import Testing

/// Messages as help desks, chats, forums and stores send and export them.
@Suite struct DeskMessageTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let json: String
    let messages: [String]
    var skips: [Skip: Int] = [:]

    var testDescription: String { name }
  }

  static let samples = intercom + zendesk + slack + canny + others

  private static let intercom = [
    Sample(
      name: "Intercom, a notification",
      json: #"""
        {"type":"notification_event","app_id":"ab1","topic":"conversation.user.created","data":{"item":{
        "type":"conversation","id":"21","created_at":1793999990,"source":{"type":"email","id":"s1","subject":"Pay",
        "body":"<p>It does <b>nothing</b></p>","author":{"type":"user","id":"5f","email":"a@example.com"},
        "url":"https://shop.example/checkout?card=1"},
        "contacts":{"contacts":[{"id":"5f","external_id":"u_17"}]},
        "conversation_parts":{"conversation_parts":[
        {"id":"p1","part_type":"comment","body":"<p>same today</p>","created_at":1794003600,"author":{"type":"user",
        "id":"5f"}},
        {"id":"p2","part_type":"comment","body":"<p>sorry</p>","created_at":1794003601,"author":{"type":"admin"}},
        {"id":"p3","part_type":"note","body":"odd","created_at":1794003602,"author":{"type":"user"}},
        {"id":"p4","part_type":"comment","body":"<p> </p>","created_at":1794003603,"author":{"type":"lead"}}]}}}}
        """#,
      messages: [
        "intercom 21/s1 1793999990 Pay|It does nothing u_17 email 21 /checkout "
          + "https://app.intercom.com/a/inbox/ab1/inbox/conversation/21",
        "intercom 21/p1 1794003600 |same today u_17 email 21 /checkout "
          + "https://app.intercom.com/a/inbox/ab1/inbox/conversation/21",
      ],
      skips: [.teamMessages: 2, .emptyMessages: 1]
    ),
    Sample(
      name: "Intercom, a notification of the first version",
      json: #"""
        {"type":"notification_event","topic":"conversation.user.created","data":{"item":{"type":"conversation",
        "id":"7","created_at":"1793999990","user":{"id":"5f","user_id":"u_1"},
        "conversation_message":{"id":"m","body":"Hello","author":{"type":"user","id":"5f"}},"conversation_parts":[]}}}
        """#,
      messages: ["intercom 7/m 1793999990 |Hello u_1 intercom 7  "]
    ),
    Sample(
      name: "Intercom, other notifications and a list of its API",
      json: #"""
        [{"type":"notification_event","topic":"ping","data":{"item":{"type":"ping"}}},
        {"type":"conversation.list","conversations":[{"type":"conversation","id":"9","created_at":1793999990,
        "source":{"id":"s","body":"One","author":{"type":"lead","id":"x","email":"l@example.com"}}},
        {"type":"conversation","id":"10","created_at":1793999991,"source":{"id":"s","body":"Two",
        "author":{"type":"bot"}}}]}]
        """#,
      messages: ["intercom 9/s 1793999990 |One l@example.com intercom 9  "],
      skips: [.otherDeliveries: 1, .teamMessages: 1]
    ),
  ]

  private static let zendesk = [
    Sample(
      name: "Zendesk, a line of an export with its comments",
      json: #"""
        {"url":"https://shop.zendesk.com/api/v2/tickets/35.json","id":35,"created_at":"2026-11-01T09:00:00Z",
        "subject":"Charged twice","description":"There are two","requester_id":20,"organization_id":50,
        "via":{"channel":"email"},"comments":[{"id":1,"author_id":20,"body":"There are two","public":true},
        {"id":2,"author_id":20,"body":"Still two\n\nOn Monday, Ben wrote:\n> Have you looked?","public":true,
        "created_at":"2026-11-01T10:00:00Z","via":{"channel":"mail"}},
        {"id":3,"author_id":99,"body":"We look","public":true,"created_at":"2026-11-01T10:01:00Z"},
        {"id":4,"author_id":20,"body":"internal","public":false,"created_at":"2026-11-01T10:02:00Z"}]}
        """#,
      messages: [
        "zendesk ticket/35 1793523600 Charged twice|There are two 20 email 35  "
          + "https://shop.zendesk.com/agent/tickets/35",
        "zendesk comment/2 1793527200 |Still two 20 mail 35  https://shop.zendesk.com/agent/tickets/35",
      ],
      skips: [.teamMessages: 2]
    ),
    Sample(
      name: "Zendesk, answers of its API",
      json: #"""
        [{"tickets":[{"id":1,"created_at":"2026-11-01T09:00:00Z","subject":"S","description":"D","requester_id":2,
        "requester":{"email":"a@example.com"}}],"next_page":null,"count":1},
        {"comments":[{"id":5,"type":"Comment","author_id":2,"body":"B","html_body":"<p>B</p>","public":true,
        "created_at":"2026-11-01T09:00:00Z"},{"id":6,"author_id":3,"body":"Ours","public":true}],
        "users":[{"id":2,"role":"end-user"},{"id":3,"role":"agent"}],"count":1}]
        """#,
      messages: ["zendesk ticket/1 1793523600 S|D a@example.com  1  ", "zendesk comment/5 1793523600 |B 2    "],
      skips: [.teamMessages: 1]
    ),
    Sample(
      name: "Zendesk, webhooks",
      json: #"""
        [{"type":"zen:event-type:ticket.created","time":"2026-11-01T09:00:00Z","detail":{"id":"8","subject":"S",
        "description":"D","requester_id":"2","created_at":"2026-11-01T09:00:00Z","via":{"channel":"web"}}},
        {"type":"zen:event-type:ticket.comment_added","time":"2026-11-01T09:00:01Z","detail":{"id":"8",
        "via":{"channel":"web"}},"event":{"comment":{"id":"9","body":"More","is_public":true,
        "author":{"id":"2","is_staff":false}}}},
        {"type":"zen:event-type:ticket.comment_added","time":"2026-11-01T09:00:02Z","detail":{"id":"8"},
        "event":{"comment":{"id":"10","body":"Ours","is_public":true,"author":{"id":"3","is_staff":true}}}},
        {"type":"zen:event-type:ticket.status_changed","time":"2026-11-01T09:00:03Z","detail":{"id":"8"}},
        {"ticket":{"id":11,"subject":"S","description":"","requester_id":2,"created_at":"2026-11-01T09:00:00Z"}}]
        """#,
      messages: [
        "zendesk ticket/8 1793523600 S|D 2 web 8  ", "zendesk comment/9 1793523601 |More 2 web 8  ",
        "zendesk ticket/11 1793523600 S| 2  11  ",
      ],
      skips: [.teamMessages: 1, .otherDeliveries: 1]
    ),
  ]

  private static let slack = [
    Sample(
      name: "Slack, a file of an export",
      json: #"""
        [{"type":"message","user":"U1","ts":"1793500000.000200","thread_ts":"1793500000.000200",
        "text":"<@U2> see <https://shop.example|shop> &amp; <https://a.example>, <#C1|help> <!here> a &lt; b <"},
        {"type":"message","subtype":"channel_join","user":"U3","text":"joined","ts":"1793500001.000100"},
        {"type":"message","subtype":"bot_message","bot_id":"B1","text":"New issue","ts":"1793500002.000100"},
        {"type":"message","user":"U1","text":"in the thread","subtype":"thread_broadcast","ts":"1793500003.000100"}]
        """#,
      messages: [
        "slack 1793500000.000200/U1 1793500000 |@U2 see shop (https://shop.example) & https://a.example, #help @here "
          + "a < b < U1  1793500000.000200  ",
        "slack 1793500003.000100/U1 1793500003 |in the thread U1    ",
      ],
      skips: [.teamMessages: 2]
    ),
    Sample(
      name: "Slack, lists of an export",
      json: #"""
        [{"id":"U1","name":"ana","profile":{"email":"a@example.com"},"is_bot":false},
        {"id":"C1","name":"help","created":1793500000,"members":["U1"]},
        {"user_id":"U1","change_type":"added","app_id":"A1","date":"1793500000"}]
        """#,
      messages: [],
      skips: [.directories: 3]
    ),
    Sample(
      name: "Slack, events",
      json: #"""
        [{"type":"event_callback","team_id":"T1","event":{"type":"message","user":"U1","text":"dead",
        "ts":"1793500000.000200","channel":"C1"},"event_id":"E1","event_time":1793500000},
        {"type":"event_callback","event":{"type":"reaction_added","user":"U1"},"event_id":"E2"},
        {"type":"event_callback","event":{"type":"message","subtype":"message_changed","ts":"1793500000.000300"}},
        {"type":"url_verification","challenge":"c","token":"t"}]
        """#,
      messages: ["slack 1793500000.000200/U1 1793500000 |dead U1 C1   "],
      skips: [.otherDeliveries: 2, .teamMessages: 1]
    ),
  ]

  private static let canny = [
    Sample(
      name: "Canny, webhooks",
      json: #"""
        [{"created":"2026-11-01T09:00:00.000Z","type":"post.created","objectType":"post","object":{"id":"p1",
        "title":"Apple Pay","details":"please","created":"2026-11-01T09:00:00.000Z","board":{"name":"Features"},
        "author":{"id":"a1","userID":"u_1","email":"a@example.com","companies":[{"id":"acme","monthlySpend":90}]},
        "url":"https://shop.canny.io/p/apple-pay"}},
        {"type":"comment.created","objectType":"comment","object":{"id":"c1","value":"me too","board":{"name":"F"},
        "created":"2026-11-01T09:00:00.000Z","author":{"id":"a2"},"post":{"id":"p1","url":"https://shop.canny.io/p/1"}}},
        {"type":"comment.created","objectType":"comment","object":{"id":"c2","value":"soon","board":{"name":"F"},
        "created":"2026-11-01T09:00:00.000Z","author":{"id":"a3","isAdmin":true}}},
        {"type":"vote.created","objectType":"vote","object":{"id":"v","board":{},"created":"2026-11-01","voter":{}}},
        {"type":"post.status_changed","objectType":"post","object":{"id":"p1"}}]
        """#,
      messages: [
        "canny p1 1793523600 Apple Pay|please u_1 Features p1  https://shop.canny.io/p/apple-pay",
        "canny c1 1793523600 |me too a2 F p1  https://shop.canny.io/p/1",
      ],
      skips: [.teamMessages: 1, .otherDeliveries: 2]
    ),
    Sample(
      name: "Canny, an answer of its API",
      json: #"""
        {"hasMore":false,"posts":[{"id":"p1","title":"T","details":"","created":"2026-11-01T09:00:00Z",
        "board":{"name":"F"},"author":{"id":"a1","email":"a@example.com"},"url":"https://shop.canny.io/p/t"}]}
        """#,
      messages: ["canny p1 1793523600 T| a@example.com F p1  https://shop.canny.io/p/t"]
    ),
  ]

  private static let others = [
    Sample(
      name: "Productboard, an answer of its API",
      json: #"""
        {"data":[{"id":"n1","title":"Export","content":"<p>We need <i>CSV</i></p>","createdAt":"2026-11-01T09:00:00Z",
        "displayUrl":"https://shop.productboard.com/inbox/notes/1","user":{"id":"pb1"},"company":{"id":"c1"},
        "source":{"origin":"intercom"}}],"links":{}}
        """#,
      messages: [
        "productboard n1 1793523600 Export|We need CSV pb1 intercom   https://shop.productboard.com/inbox/notes/1"
      ]
    ),
    Sample(
      name: "App Store Connect",
      json: #"""
        {"data":[{"type":"customerReviews","id":"r1","attributes":{"rating":1,"title":"Broken","body":"Cannot pay",
        "reviewerNickname":"nick","createdDate":"2026-11-01T09:00:00-00:00","territory":"USA"}}],"links":{}}
        """#,
      messages: ["app_store r1 1793523600 Broken|Cannot pay nick app_store   "]
    ),
    Sample(
      name: "the public feed of reviews",
      json: #"""
        {"feed":{"entry":[{"im:artist":{"label":"Shop"},"id":{"label":"1"}},
        {"author":{"uri":{"label":"https://itunes.example/id7"},"name":{"label":"nick"}},
        "updated":{"label":"2026-11-01T02:00:00-07:00"},"im:rating":{"label":"2"},"im:version":{"label":"3.1"},
        "id":{"label":"99"},"title":{"label":"Slow"},"content":{"label":"It is","attributes":{"type":"text"}}}]}}
        """#,
      messages: ["app_store 99 1793523600 Slow|It is https://itunes.example/id7 app_store   "],
      skips: [.otherDeliveries: 1]
    ),
  ]

  @Test(arguments: samples)
  func `each tool's messages are read, and what no customer wrote is counted`(_ sample: Sample) {
    let batch = read(sample.json, as: .jsonDocument)
    #expect(batch.messagesShown == sample.messages)
    #expect(batch.skips.counts == sample.skips)
    #expect(batch.rejects == Rejects())
    // The same as lines of a file, whatever the tool writes.
    let line = sample.json.split(separator: "\n").joined()
    #expect(read(line).messagesShown == sample.messages)
  }

  @Test(arguments: samples)
  func `cut anywhere a message is rejected, never half read`(_ sample: Sample) {
    let bytes = Array(sample.json.utf8)
    for count in stride(from: 1, to: bytes.count, by: 3) {
      let batch = read(Array(bytes.prefix(count)), as: .jsonDocument)
      #expect(batch.messages.isEmpty && batch.rejects.count == 1)
    }
  }

  @Test func `a file of an export lies in the folder of its channel`() {
    let json = #"[{"type":"message","user":"U1","text":"hi","ts":"1793500000.000200"}]"#
    for (path, channel) in [
      ("x/help/2026-11-01.json", "help"), ("x/help/other.json", ""), ("2026-11-01.json", ""), ("", ""),
    ] {
      var reader = RecordReader(.jsonDocument, file: FileFacts(path: path, modified: nil))
      var batch = RecordBatch()
      reader.read(Array(json.utf8).span, into: &batch)
      #expect(batch.messages.map { batch.string($0.channel) } == [channel])
    }
  }

  @Test func `what a message lacks is said without a word of it`() {
    let json = #"""
      [{"type":"conversation","id":"9","source":{"id":"s","body":"my secret","author":{"type":"user"}}},
      {"type":"message","user":"U1","text":"my secret","ts":"soon"},
      {"event":"issues","delivery":"d","payload":7},
      {"comments":[{"id":5,"author_id":2,"body":"my secret","public":true,"created_at":"2026-11-01T09:00:00Z"}]}]
      """#
    let batch = read(json, as: .jsonDocument)
    #expect(
      batch.rejects.listed.map(\.reason) == [
        "a message of intercom has no time", "a message of slack has the time \"soon\"", "a delivery has no payload",
        "a comment of zendesk without its ticket: nobody can tell whether a customer wrote it",
      ]
    )
    #expect(batch.count == 0)
  }

  @Test func `a list of one tool takes in what fits, and rejects the rest`() {
    let json = #"""
      {"posts":[{"id":"p1","title":"T","details":"","created":"2026-11-01T09:00:00Z","board":{}},{"body":"x"}]}
      """#
    let batch = read(json, as: .jsonDocument)
    #expect(batch.messages.count == 1)
    #expect(batch.rejects.listed.map(\.reason) == ["an entry of posts is of another kind than the first"])
  }

  @Test func `a conversation of many members and many parts takes time for each once`() {
    let members = (0..<4_000).map { #""m\#($0)":1"# }.joined(separator: ",")
    let parts = (0..<4_000).map { #"{"id":\#($0),"body":"x","author":{"id":"5f"}}"# }.joined(separator: ",")
    let json = #"""
      {"type":"conversation",\#(members),"id":"1","created_at":1793999990,"source":{"author":{}},\#
      "conversation_parts":[\#(parts)]}
      """#
    let clock = ContinuousClock()
    let time = clock.measure { #expect(read(json).messages.count == 4_000) }
    #expect(time < .seconds(20))
  }

  @Test(arguments: [
    String(repeating: #"{"data":["#, count: 30) + "{}" + String(repeating: "]}", count: 30),
    #"{"type":"notification_event","data":{"item":{"type":"conversation","source":{"author":{}},"conversation_parts":7}}}"#,
    #"{"type":"conversation","source":{"author":[]},"conversation_parts":{"conversation_parts":{}}}"#,
    #"{"subject":{},"description":[],"requester_id":null}"#, #"{"type":"message","ts":{},"text":[]}"#,
    #"{"type":"event_callback","event":{"type":"message"}}"#, #"{"objectType":1,"type":2,"object":{}}"#,
    #"{"board":{},"created":1,"value":{},"author":{}}"#, #"{"feed":{"entry":[[],{},7]}}"#, #"{"feed":{"entry":{}}}"#,
    #"{"im:rating":{},"updated":{"label":[]}}"#, #"{"type":"customerReviews","attributes":{"createdDate":{}}}"#,
  ])
  func `what only looks like a tool's brings no message and no crash`(_ json: String) {
    let batch = read(json)
    #expect(batch.messages.isEmpty)
    #expect(batch.rejects.count + batch.skips.counts.values.reduce(0, +) == 1)
  }
}

extension RecordBatch {
  /// The messages as a test can compare them.
  var messagesShown: [String] {
    messages.map { message in
      let who = message.author.isEmpty ? message.email : message.author
      let texts = [who, message.channel, message.thread, message.surface, message.url].map { string($0) }
      return "\(message.source.rawValue) \(string(message.id)) \(message.time / 1_000_000_000) "
        + "\(string(message.title))|\(string(message.body)) \(texts.joined(separator: " "))"
    }
  }
}
