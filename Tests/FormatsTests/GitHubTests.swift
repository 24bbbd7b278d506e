import Formats
import Testing

/// GitHub's webhooks, and lists of its programs.
@Suite struct GitHubTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let json: String
    var changes: [String] = []
    var deploys: [String] = []
    var messages: [String] = []
    var skips: [Skip: Int] = [:]

    var testDescription: String { name }
  }

  private static let repository =
    #""repository":{"full_name":"o/shop","default_branch":"main"},"sender":{"login":"ana"}"#
  private static let sha = "9f8c1b2a7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a"

  private static func status(_ state: String, payload: String = #"{"service":"pay","version":"7"}"#) -> String {
    #"""
    {"action":"created","deployment_status":{"id":5,"state":"\#(state)","created_at":"2026-11-03T11:20:00Z"},
    "deployment":{"id":901,"sha":"\#(sha)","environment":"production","task":"deploy","payload":\#(payload),
    "created_at":"2026-11-03T11:15:00Z"},\#(repository)}
    """#
  }

  private static func issue(_ action: String, _ members: String) -> String {
    #"""
    {"action":"\#(action)","issue":{"id":3,"number":77,"title":"Card fails","created_at":"2026-10-25T08:00:00Z",
    "html_url":"https://github.com/o/shop/issues/77",\#(members)},\#(repository)}
    """#
  }

  private static let merged = #"""
    {"action":"closed","number":481,"pull_request":{"id":2000,"number":481,"merged":true,"title":"Refresh tokens",
    "html_url":"https://github.com/o/shop/pull/481","merged_at":"2026-11-03T11:00:00Z","merge_commit_sha":"\#(sha)"},
    \#(repository)}
    """#

  static let samples = [
    Sample(
      name: "a merged pull request",
      json: merged,
      changes: ["#481 \(sha) 1793703600 Refresh tokens https://github.com/o/shop/pull/481"]
    ),
    Sample(
      name: "other deliveries of pull requests",
      json: """
        [{"action":"opened","pull_request":{"number":1},\(repository)},
        {"action":"closed","pull_request":{"number":1,"merged":false},\(repository)},
        {"action":"submitted","pull_request":{"number":1},"review":{},\(repository)}]
        """,
      skips: [.otherDeliveries: 3]
    ),
    Sample(
      name: "statuses of a deployment",
      json: """
        [\(status("in_progress")),\(status("success")),\(status("failure")),\(status("inactive")),
        \(status("error", payload: #""{\"version\":\"8\"}""#)),\(status("success", payload: #""not JSON""#))]
        """,
      changes: [
        "deployment in_progress \(sha) 1793704800  ", "deployment inactive \(sha) 1793704800  ",
      ],
      deploys: [
        "901 \(sha) production pay 7 1793704800 true", "901 \(sha) production pay 7 1793704800 false",
        "901 \(sha) production  8 1793704800 false", "901 \(sha) production   1793704800 true",
      ]
    ),
    Sample(
      name: "releases",
      json: """
        [{"action":"published","release":{"id":1,"tag_name":"v2","published_at":"2026-11-03T11:00:00Z","draft":false},
        \(repository)},
        {"action":"published","release":{"tag_name":"v3","published_at":"2026-11-03T11:00:00Z","prerelease":true},
        \(repository)},
        {"action":"created","release":{"tag_name":"v2"},\(repository)}]
        """,
      deploys: ["release/v2/2026-11-03T11:00:00Z    v2 1793703600 true"],
      skips: [.openDeploys: 1, .otherDeliveries: 1]
    ),
    Sample(
      name: "pushes",
      json: """
        [{"ref":"refs/heads/main","before":"0","after":"\(sha)","head_commit":{"message":"Mend it\\n\\nBecause",
        "timestamp":"2026-11-03T11:00:00Z","url":"https://github.com/o/shop/commit/9f8"},\(repository)},
        {"ref":"refs/heads/main","before":"0","after":"\(sha)","head_commit":{"message":"Mend it (#481)",
        "timestamp":"2026-11-03T11:00:00Z"},\(repository)},
        {"ref":"refs/heads/main","before":"0","after":"\(sha)","head_commit":{"message":"Merge pull request #481 from x",
        "timestamp":"2026-11-03T11:00:00Z"},\(repository)},
        {"ref":"refs/heads/x","before":"0","after":"\(sha)","head_commit":{"message":"x"},\(repository)},
        {"ref":"refs/heads/x","before":"0","after":"0","deleted":true,"head_commit":null,\(repository)}]
        """,
      changes: ["9f8c1b2 \(sha) 1793703600 Mend it https://github.com/o/shop/commit/9f8"],
      skips: [.otherDeliveries: 4]
    ),
    Sample(
      name: "runs of workflows",
      json: """
        [{"action":"completed","workflow_run":{"id":6,"run_attempt":1,"name":"Deploy","head_branch":"main",
        "head_sha":"\(sha)","conclusion":"success","updated_at":"2026-11-03T11:00:00Z"},\(repository)},
        {"action":"completed","workflow_run":{"id":7,"name":"Deploy","head_branch":"x","conclusion":"success"},
        \(repository)},
        {"action":"completed","workflow_run":{"id":8,"name":"Test","head_branch":"main","conclusion":"success"},
        \(repository)}]
        """,
      deploys: ["run/6/1 \(sha)    1793703600 true"],
      skips: [.otherDeliveries: 2]
    ),
    Sample(
      name: "issues and comments",
      json: """
        [\(issue("opened", #""body":"It fails <!-- a template -->","user":{"login":"bo"},"author_association":"NONE""#)),
        \(issue("labeled", #""body":"x","user":{"login":"bo"}"#)),
        \(issue("opened", #""body":"x","user":{"login":"ana"},"author_association":"OWNER""#)),
        \(issue("opened", #""body":"x","user":{"login":"robot[bot]","type":"Bot"}"#)),
        {"action":"created","issue":{"number":77,"html_url":"https://github.com/o/shop/issues/77"},"comment":{"id":4,
        "body":"+1","user":{"login":"cy"},"author_association":"NONE","created_at":"2026-10-26T08:00:00Z",
        "html_url":"https://github.com/o/shop/issues/77#issuecomment-4"},\(repository)},
        {"action":"created","issue":{"number":78,"pull_request":{}},"comment":{"body":"lgtm"},\(repository)}]
        """,
      messages: [
        "github https://github.com/o/shop/issues/77 1792915200 Card fails|It fails  bo github "
          + "https://github.com/o/shop/issues/77  https://github.com/o/shop/issues/77",
        "github https://github.com/o/shop/issues/77#issuecomment-4 1793001600 |+1 cy github "
          + "https://github.com/o/shop/issues/77  https://github.com/o/shop/issues/77#issuecomment-4",
      ],
      skips: [.otherDeliveries: 2, .teamMessages: 2]
    ),
    Sample(
      name: "a delivery in its envelope, and others of no interest",
      json: """
        [{"event":"pull_request","delivery":"d1","payload":\(merged)},
        {"event":"star","delivery":"d2","payload":{"action":"created","repository":{}}},
        {"zen":"Speak","hook_id":1,"hook":{}},{"action":"created","member":{},\(repository)}]
        """,
      changes: ["#481 \(sha) 1793703600 Refresh tokens https://github.com/o/shop/pull/481"],
      skips: [.otherDeliveries: 3]
    ),
    Sample(
      name: "gh pr list, and the API's list",
      json: """
        [{"number":481,"title":"Refresh tokens","url":"https://github.com/o/shop/pull/481",
        "mergedAt":"2026-11-03T11:00:00Z","mergeCommit":{"oid":"\(sha)"},"author":{"login":"ana"}},
        {"number":482,"title":"x","mergedAt":null},
        {"number":481,"title":"Refresh tokens","html_url":"https://github.com/o/shop/pull/481",
        "url":"https://api.github.com/x","merged_at":"2026-11-03T11:00:00Z","merge_commit_sha":"\(sha)"}]
        """,
      changes: Array(repeating: "#481 \(sha) 1793703600 Refresh tokens https://github.com/o/shop/pull/481", count: 2),
      skips: [.otherDeliveries: 1]
    ),
    Sample(
      name: "gh issue list, and the API's list",
      json: """
        [{"number":77,"title":"Card fails","body":"It does","author":{"login":"bo","is_bot":false},"state":"OPEN",
        "createdAt":"2026-10-25T08:00:00Z","url":"https://github.com/o/shop/issues/77","comments":[
        {"author":{"login":"cy"},"authorAssociation":"NONE","body":"+1","createdAt":"2026-10-26T08:00:00Z"},
        {"author":{"login":"ana"},"authorAssociation":"MEMBER","body":"ok","createdAt":"2026-10-26T09:00:00Z"}]},
        {"number":78,"title":"x","html_url":"https://github.com/o/shop/pull/78","author_association":"NONE",
        "pull_request":{},"created_at":"2026-10-25T08:00:00Z"}]
        """,
      messages: [
        "github https://github.com/o/shop/issues/77 1792915200 Card fails|It does bo github "
          + "https://github.com/o/shop/issues/77  https://github.com/o/shop/issues/77",
        "github https://github.com/o/shop/issues/77/1793001600000000000/cy 1793001600 |+1 cy github "
          + "https://github.com/o/shop/issues/77  https://github.com/o/shop/issues/77",
      ],
      skips: [.teamMessages: 1, .otherDeliveries: 1]
    ),
    Sample(
      name: "gh release list, and the list of deployments",
      json: """
        [{"tagName":"v2","name":"Two","publishedAt":"2026-11-03T11:00:00Z","isDraft":false,"isPrerelease":false},
        {"tagName":"v3","publishedAt":null,"isDraft":true},
        {"id":901,"sha":"\(sha)","task":"deploy","environment":"production","payload":{},
        "created_at":"2026-11-03T11:15:00Z","statuses_url":"https://api.github.com/x"}]
        """,
      deploys: [
        "release/v2/2026-11-03T11:00:00Z    v2 1793703600 true", "901 \(sha) production   1793704500 nil",
      ],
      skips: [.openDeploys: 1]
    ),
  ]

  @Test(arguments: samples)
  func `deliveries and lists are read, and what is of no interest is counted`(_ sample: Sample) {
    let batch = read(sample.json, as: .jsonDocument)
    #expect(batch.changesShown == sample.changes)
    #expect(batch.deploysShown == sample.deploys)
    #expect(batch.messagesShown == sample.messages)
    #expect(batch.skips.counts == sample.skips)
    #expect(batch.rejects == Rejects())
  }

  @Test(arguments: samples)
  func `cut anywhere a delivery is rejected, never half read`(_ sample: Sample) {
    let bytes = Array(sample.json.utf8)
    for count in stride(from: 1, to: bytes.count, by: 3) {
      let batch = read(Array(bytes.prefix(count)), as: .jsonDocument)
      #expect(batch.count == 0 && batch.rejects.count == 1)
    }
  }

  @Test(arguments: [
    (
      #"{"action":"closed","pull_request":{"merged":true,"number":1,"title":"secret"},"#,
      "a merged pull request has no time"
    ),
    (
      #"{"action":"closed","pull_request":{"merged":true,"merged_at":"2026-11-03T11:00:00Z"},"#,
      "a merged pull request has no address and no id"
    ),
    (#"{"deployment_status":{"state":"success"},"deployment":{"sha":"9f8c1b2"},"#, "a deploy has no time"),
    (
      #"{"deployment_status":{"state":"success","created_at":"x"},"deployment":{"sha":"9f8c1b2"},"#,
      "a deploy has the time \"x\""
    ),
    (
      #"{"deployment_status":{"state":"success","created_at":1793704800},"deployment":{"sha":{}},"#,
      "a deploy has no release"
    ),
    (
      #"{"state":"success","deployment_url":"https://api.github.com/x","#,
      "the status of a deployment without the deployment"
    ),
  ])
  func `what a delivery lacks is said`(_ beginning: String, _ reason: String) {
    let isListed = beginning.contains("deployment_url")
    let batch = read(beginning + (isListed ? #""id":1}"# : "\(Self.repository)}"))
    #expect(batch.rejects.listed.map(\.reason) == [reason])
    #expect(batch.count == 0)
  }

  @Test func `a message of somebody who has a repository is a message all the same`() {
    let json =
      #"{"repository":"mine","sender":{"email":"a@example.com"},"action":"x","body":"hi","created_at":1793704800}"#
    #expect(read(json).messages.count == 1)
  }
}

extension RecordBatch {
  fileprivate var changesShown: [String] {
    changes.map { change in
      "\(string(change.name)) \(string(change.commit)) \(change.time / 1_000_000_000) \(string(change.title)) "
        + string(change.url)
    }
  }

  fileprivate var deploysShown: [String] {
    events.map { event in
      let texts = [event.id, event.commit, event.environment, event.service, event.release].map { string($0) }
      let outcome = event.hasSucceeded.map { "\($0)" } ?? "nil"
      return "\(texts.joined(separator: " ")) \(event.time / 1_000_000_000) \(outcome)"
    }
  }
}
