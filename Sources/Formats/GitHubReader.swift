import Bytes

/// Reads deliveries of GitHub's webhooks: https://docs.github.com/en/webhooks/webhook-events-and-payloads.
///
/// Each is told by its members, or by its name where it comes as `{"event":…,"delivery":…,"payload":{…}}`. What tells of
/// no change, deploy or message is counted and left out.
enum GitHubReader {
  /// The deliveries that are read.
  enum Delivery: String, Sendable {
    case pullRequest = "pull_request"
    case deploymentStatus = "deployment_status"
    case workflowRun = "workflow_run"
    case issueComment = "issue_comment"
    case release, push, issues
    case other
  }

  /// Reads a delivery; false for what is none.
  static func read(_ item: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> Bool {
    if item.has("payload", bytes), item.has("delivery", bytes), item.has("event", bytes) {
      let name = item.word("event", bytes)
      guard let payload = item.item("payload", bytes) else {
        batch.rejects.add(
          Reject(line: item.lineNumber, reason: "a delivery has no payload", expected: "the object that GitHub sent")
        )
        return true
      }
      read(Delivery(rawValue: name) ?? .other, payload, bytes, into: &batch)
      return true
    }
    guard let delivery = delivery(item, bytes) else { return false }
    read(delivery, item, bytes, into: &batch)
    return true
  }

  /// Tells a delivery by what only it has; nil for what is none of GitHub's.
  private static func delivery(_ item: JSONItem, _ bytes: Span<UInt8>) -> Delivery? {
    let isOfGitHub = item.scalar(["repository.full_name", "sender.login", "zen"], bytes) != nil
    guard isOfGitHub else { return nil }
    func has(_ name: String) -> Bool { item.item(name, bytes) != nil }
    if has("deployment_status"), has("deployment") { return .deploymentStatus }
    if has("workflow_run") { return .workflowRun }
    if has("pull_request"), !has("review"), !has("comment"), !has("thread") { return .pullRequest }
    if has("issue"), has("comment") { return .issueComment }
    if has("issue") { return .issues }
    if has("release") { return .release }
    if item.has("ref", bytes), item.has("before", bytes), item.has("after", bytes) { return .push }
    let isDelivery = item.has("action", bytes) || item.has("hook_id", bytes) || has("deployment") || has("pull_request")
    return isDelivery || item.has("ref", bytes) ? .other : nil
  }

  private static func read(
    _ delivery: Delivery,
    _ item: JSONItem,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    let action = item.word("action", bytes)
    switch delivery {
    case .pullRequest:
      guard action == "closed", let request = item.item("pull_request", bytes), request.isTrue("merged", bytes) else {
        break
      }
      return addMerge(request, bytes, into: &batch)
    case .deploymentStatus: return readDeployment(item, bytes, into: &batch)
    case .release:
      guard action == "published", let release = item.item("release", bytes) else { break }
      return addRelease(release, bytes, into: &batch)
    case .workflowRun:
      guard action == "completed", let run = item.item("workflow_run", bytes) else { break }
      return readRun(run, item, bytes, into: &batch)
    case .push: return readPush(item, bytes, into: &batch)
    case .issues:
      guard action == "opened", let issue = item.item("issue", bytes) else { break }
      return addIssue(issue, bytes, into: &batch)
    case .issueComment:
      guard action == "created", let issue = item.item("issue", bytes), let comment = item.item("comment", bytes),
        !issue.has("pull_request", bytes)
      else { break }
      let address = issue.text(["html_url"], bytes, into: &batch)
      return addComment(comment, of: address, bytes, into: &batch)
    case .other: break
    }
    batch.skips.add(.otherDeliveries)
  }

  // MARK: Changes

  /// Adds a merged pull request, as a delivery or either API writes it.
  static func addMerge(_ request: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    var change = ChangeRecord(line: request.lineNumber)
    change.url = request.text(["html_url", "url"], bytes, into: &batch)
    // The address is the same in each form of it, the id is not.
    change.id = change.url.isEmpty ? request.text(["id", "number"], bytes, into: &batch) : change.url
    let number = request.text(["number"], bytes, into: &batch)
    if !number.isEmpty { change.name = batch.text("#\(batch.string(number))") }
    change.commit = request.text(["merge_commit_sha", "mergeCommit.oid"], bytes, into: &batch)
    change.title = request.text(["title"], bytes, into: &batch)
    finish(change, request, ["merged_at", "mergedAt"], "a merged pull request", bytes, into: &batch)
  }

  /// Reads a push: one to the branch that is deployed is a change, unless it is the merge of a pull request.
  private static func readPush(_ push: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    let branch = push.word("repository.default_branch", bytes)
    guard !branch.isEmpty, push.word("ref", bytes) == "refs/heads/\(branch)",
      let head = push.item("head_commit", bytes), !push.isTrue("deleted", bytes)
    else { return batch.skips.add(.otherDeliveries) }
    let words = head.string(["message"], bytes, into: &batch)
    guard !isMerge(words) else { return batch.skips.add(.otherDeliveries) }
    var change = ChangeRecord(line: push.lineNumber)
    change.commit = push.text(["after"], bytes, into: &batch)
    change.id = change.commit
    change.name = batch.text(String(batch.string(change.commit).prefix(7)))
    change.title = batch.text(String(words.prefix { !$0.isNewline }))
    change.url = head.text(["url"], bytes, into: &batch)
    finish(change, head, ["timestamp"], "a push", bytes, into: &batch)
  }

  /// Reports whether a commit is what GitHub makes of a pull request: of that another delivery tells.
  private static func isMerge(_ message: String) -> Bool {
    let line = message.prefix { !$0.isNewline }
    guard !line.hasPrefix("Merge pull request #") else { return true }
    guard line.hasSuffix(")"), let mark = line.lastIndex(of: "#"), line[..<mark].hasSuffix("(") else { return false }
    return line[line.index(after: mark)...].dropLast().allSatisfy(\.isNumber)
  }

  private static func finish(
    _ change: ChangeRecord,
    _ item: JSONItem,
    _ times: [String],
    _ what: String,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    var change = change
    let place = item.scalar(times, bytes)
    guard let place, let time = item.line.time(place, bytes), !change.id.isEmpty else {
      let found = place.map { "the time \(item.line.shown($0, bytes))" } ?? "no time"
      return batch.rejects.add(
        Reject(
          line: change.line,
          reason: "\(what) has \(change.id.isEmpty ? "no address and no id" : found)",
          expected: "what GitHub sends of it, with \(times[0])"
        )
      )
    }
    change.time = time
    batch.changes.append(change)
  }

  // MARK: Messages

  private static let issues = MessageDialect(
    source: .gitHub,
    id: ["html_url", "url", "id"],
    time: ["created_at", "createdAt"],
    title: ["title"],
    body: ["body"],
    author: ["user.login", "author.login"],
    thread: ["issue_url"],
    url: ["html_url", "url"],
    wording: .markdown,
    isMail: true
  )

  /// Adds an issue, unless the team or a bot has opened it.
  static func addIssue(_ issue: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    guard !isOfTeam(issue, bytes) else { return batch.skips.add(.teamMessages) }
    issues.add(issue, bytes, into: &batch) { message, batch in
      message.channel = batch.text("github")
      message.thread = message.url
    }
  }

  /// Adds a comment on the issue at an address, unless the team or a bot has written it.
  static func addComment(
    _ comment: JSONItem,
    of issue: RecordText,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    guard !isOfTeam(comment, bytes) else { return batch.skips.add(.teamMessages) }
    issues.add(comment, bytes, into: &batch) { message, batch in
      message.channel = batch.text("github")
      if !issue.isEmpty { message.thread = issue }
      guard message.id.isEmpty else { return }
      // `gh issue list` gives comments neither an id nor an address of their own.
      message.url = issue
      message.id = batch.text("\(batch.string(issue))/\(message.time)/\(batch.string(message.author))")
    }
  }

  /// Reports whether somebody of the repository, or a program, has written it.
  static func isOfTeam(_ item: JSONItem, _ bytes: Span<UInt8>) -> Bool {
    let association = item.word("author_association", bytes) + item.word("authorAssociation", bytes)
    guard !["owner", "member", "collaborator"].contains(association) else { return true }
    return item.word("user.type", bytes) == "bot" || item.isTrue("author.is_bot", bytes)
      || item.word("user.login", bytes).hasSuffix("[bot]") || item.word("author.login", bytes).hasSuffix("[bot]")
  }
}
