import Bytes

extension GitHubReader {
  /// Reads a delivery of a deployment's status: a deploy where it has ended, one way or the other.
  ///
  /// Its key is the deployment's id, so that the list of deployments brings it no second time.
  static func readDeployment(_ item: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    guard let status = item.item("deployment_status", bytes), let deployment = item.item("deployment", bytes) else {
      return batch.skips.add(.otherDeliveries)
    }
    switch status.word("state", bytes) {
    case "success":
      addDeployment(deployment, bytes, at: status.scalar(["created_at"], bytes), hasSucceeded: true, into: &batch)
    case "failure", "error":
      addDeployment(deployment, bytes, at: status.scalar(["created_at"], bytes), hasSucceeded: false, into: &batch)
    case let state where underWay.contains(state): addStep(state, status, deployment, bytes, into: &batch)
    default: batch.skips.add(.otherDeliveries)
    }
  }

  /// States of a deployment that has not ended, or is no longer the one that runs.
  private static let underWay: Set<String> = ["pending", "queued", "in_progress", "waiting", "inactive"]

  /// Adds a step of a deployment that is not its end: something has happened to what runs, and nothing is deployed yet.
  private static func addStep(
    _ state: String,
    _ status: JSONItem,
    _ deployment: JSONItem,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    var change = ChangeRecord(line: deployment.lineNumber)
    guard let place = status.scalar(["created_at"], bytes), let time = status.line.time(place, bytes) else {
      let expected = EpochTime.expected
      return batch.rejects.add(Reject(line: change.line, reason: "a deployment has no time", expected: expected))
    }
    change.time = time
    let id = batch.string(deployment.text(["id"], bytes, into: &batch))
    change.id = batch.text("deployment/\(id)/\(state)")
    change.name = batch.text("deployment \(state)")
    change.commit = deployment.text(["sha"], bytes, into: &batch)
    batch.changes.append(change)
  }

  /// Adds a deployment; without a status nobody knows how it ended, and it happened when it was asked for.
  ///
  /// It is one deploy by its id, however it is told to have ended: the first telling stays. Whoever deploys again after a
  /// failure makes a deployment with an id of its own.
  static func addDeployment(
    _ deployment: JSONItem,
    _ bytes: Span<UInt8>,
    at time: Int?,
    hasSucceeded: Bool?,
    into batch: inout RecordBatch
  ) {
    var event = EventRecord(kind: .deploy, line: deployment.lineNumber)
    event.hasSucceeded = hasSucceeded
    event.id = deployment.text(["id"], bytes, into: &batch)
    event.commit = deployment.text(["sha"], bytes, into: &batch)
    event.environment = deployment.text(["environment"], bytes, into: &batch)
    readPayload(deployment, bytes, of: &event, into: &batch)
    add(event, deployment, time ?? deployment.scalar(["created_at"], bytes), bytes, into: &batch)
  }

  private static let releases = ["release", "version", "tag", "app_version", "image_tag"]
  private static let services = ["service", "app", "application", "component", "name"]

  /// Reads what whoever deploys has written into the deployment: an object, or one within a string.
  private static func readPayload(
    _ deployment: JSONItem,
    _ bytes: Span<UInt8>,
    of event: inout EventRecord,
    into batch: inout RecordBatch
  ) {
    if let payload = deployment.item("payload", bytes) {
      event.release = payload.text(releases, bytes, into: &batch)
      event.service = payload.text(services, bytes, into: &batch)
      return
    }
    let text = deployment.text(["payload"], bytes, into: &batch)
    let inner = Array(batch.bytes[text.range])
    guard inner.first == UInt8(ascii: "{") else { return }
    var line = JSONLine()
    do throws(JSONError) {
      try line.parse(inner.span, line: deployment.lineNumber, hasLines: false, into: &batch)
    } catch {
      // It is anybody's text; nobody promised that it is JSON.
      return
    }
    let payload = JSONItem(line: line, index: 0)
    event.release = payload.text(releases, inner.span, into: &batch)
    event.service = payload.text(services, inner.span, into: &batch)
  }

  /// Adds a published release; a draft, or one that is not for everybody, is left out.
  static func addRelease(_ release: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    let isForEverybody = ["draft", "prerelease", "isDraft", "isPrerelease"].allSatisfy { !release.isTrue($0, bytes) }
    guard isForEverybody else { return batch.skips.add(.openDeploys) }
    var event = EventRecord(kind: .deploy, line: release.lineNumber)
    event.hasSucceeded = true
    event.release = release.text(["tag_name", "tagName"], bytes, into: &batch)
    let time = release.scalar(["published_at", "publishedAt"], bytes)
    // The list of releases gives them no id.
    let written = release.string(["published_at", "publishedAt"], bytes, into: &batch)
    event.id = batch.text("release/\(batch.string(event.release))/\(written)")
    add(event, release, time, bytes, into: &batch)
  }

  /// Reads a finished run of a workflow: one that says that it deploys, from the branch that is deployed, is a deploy.
  static func readRun(_ run: JSONItem, _ item: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) {
    let branch = item.word("repository.default_branch", bytes)
    let isDeploy = ["name", "path"].contains { run.word($0, bytes).contains("deploy") }
    guard isDeploy, !branch.isEmpty, run.word("head_branch", bytes) == branch else {
      return batch.skips.add(.otherDeliveries)
    }
    var event = EventRecord(kind: .deploy, line: run.lineNumber)
    switch run.word("conclusion", bytes) {
    case "success": event.hasSucceeded = true
    case "failure", "timed_out": event.hasSucceeded = false
    default: return batch.skips.add(.openDeploys)
    }
    let id = run.text(["id"], bytes, into: &batch)
    let attempt = run.text(["run_attempt"], bytes, into: &batch)
    event.id = batch.text("run/\(batch.string(id))/\(batch.string(attempt))")
    event.commit = run.text(["head_sha"], bytes, into: &batch)
    add(event, run, run.scalar(["updated_at", "run_started_at", "created_at"], bytes), bytes, into: &batch)
  }

  private static func add(
    _ event: EventRecord,
    _ item: JSONItem,
    _ place: Int?,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) {
    var event = event
    event.source = .gitHub
    guard let place, let time = item.line.time(place, bytes) else {
      let found = place.map { "the time \(item.line.shown($0, bytes))" } ?? "no time"
      return EventReader.reject(event, found, EpochTime.expected, into: &batch)
    }
    event.time = time
    if let missing = EventReader.missing(event) {
      return EventReader.reject(event, "no \(missing)", "a \(missing) or a commit", into: &batch)
    }
    event.raw = item.line.raw(item.index, into: &batch)
    batch.events.append(event)
  }
}
