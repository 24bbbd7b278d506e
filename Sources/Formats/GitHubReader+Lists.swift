import Bytes

extension GitHubReader {
  /// Reads an entry of a list as `gh … list --json` and `gh api` write it; false for what is none.
  static func readListed(_ item: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> Bool {
    if item.has("number", bytes) { return readNumbered(item, bytes, into: &batch) }
    if item.has("tagName", bytes) || (item.has("tag_name", bytes) && item.has("published_at", bytes)) {
      addRelease(item, bytes, into: &batch)
      return true
    }
    if item.has("sha", bytes), item.has("task", bytes), item.has("environment", bytes) {
      addDeployment(item, bytes, at: nil, hasSucceeded: nil, into: &batch)
      return true
    }
    if item.has("deployment_url", bytes), item.has("state", bytes) {
      batch.rejects.add(
        Reject(
          line: item.lineNumber,
          reason: "the status of a deployment without the deployment",
          expected: "deliveries of deployment_status, or the list of deployments"
        )
      )
      return true
    }
    if item.has("issue_url", bytes), item.has("author_association", bytes) {
      addComment(item, of: .none, bytes, into: &batch)
      return true
    }
    return false
  }

  /// Reads a pull request or an issue, in the words of either API.
  private static func readNumbered(_ item: JSONItem, _ bytes: Span<UInt8>, into batch: inout RecordBatch) -> Bool {
    if item.has("mergedAt", bytes) || (item.has("merged_at", bytes) && item.has("merge_commit_sha", bytes)) {
      guard item.scalar(["mergedAt", "merged_at"], bytes) != nil else {
        batch.skips.add(.otherDeliveries)
        return true
      }
      addMerge(item, bytes, into: &batch)
      return true
    }
    let isListed = item.item("author", bytes)?.has("login", bytes) == true && item.has("createdAt", bytes)
    let isOfAPI = item.has("author_association", bytes) && item.has("html_url", bytes)
    guard isListed || isOfAPI, item.has("title", bytes) else { return false }
    // The list of issues has pull requests in it.
    guard !item.has("pull_request", bytes), !item.has("headRefName", bytes) else {
      batch.skips.add(.otherDeliveries)
      return true
    }
    addIssue(item, bytes, into: &batch)
    let address = item.text(["html_url", "url"], bytes, into: &batch)
    item.forEachItem("comments", bytes) { addComment($0, of: address, bytes, into: &batch) }
    return true
  }
}
