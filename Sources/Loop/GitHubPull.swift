import Bytes
import Domain
import Formats
import Host

/// The merged pull requests of a repository, through `gh`: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests.
///
/// Those that were changed last come first; a walk ends at what the walk before has seen.
struct GitHubPull: Pull {
  let name: String
  let interval: Duration
  var program: PullProgram { .github }
  private let path: String

  private static let pageLimit = 50

  init(repository: String, interval: Duration) {
    name = "github \(repository)"
    path = "repos/\(repository)/pulls?state=closed&sort=updated&direction=desc&per_page=\(GitHubPull.pageLimit)"
    self.interval = interval
  }

  func request(_ mark: PullMark, at now: Timestamp) -> PullRequest? {
    .github("\(path)&page=\(page(mark))")
  }

  func take(_ reply: Curl.Reply, _ mark: PullMark, at now: Timestamp) throws(PullFailure) -> PullStep {
    let wire = WireBody(route: .webhook, label: WireBody.fetched("github"))
    let content = try PullLimits.content(of: reply, wire)
    // fine because what cannot be parsed is no list either
    guard let root = (try? JSONDocument(content))?.root, root.kind == .array else {
      throw PullFailure("the answer is no list of pull requests")
    }
    let since = (mark.through ?? now.adding(seconds: -PullLimits.firstSeconds))
      .adding(seconds: -PullLimits.overlapSeconds)
    var (merged, isPast): ([String], Bool) = ([], root.count < GitHubPull.pageLimit)
    root.forEachElement { request in
      // fine because one whose time cannot be read is looked at as a new one
      let changed = request["updated_at"]?.string.flatMap { try? RFC3339.parse($0) }
      if let changed, changed < since {
        isPast = true
      } else if request["merged_at"]?.string != nil {
        merged.append(request.value.text)
      }
    }
    let body = Array("[\(merged.joined(separator: ","))]".utf8)
    let entry = merged.isEmpty ? nil : SpoolEntry(wire, received: now, body: body)
    let start = mark.end ?? now
    // What is changed during a walk moves to its front, and is met by the next one.
    guard !isPast else { return PullStep(entry: entry, mark: PullMark(through: start)) }
    let next = PullMark(through: mark.through, end: start, place: String(page(mark) + 1))
    return PullStep(entry: entry, mark: next, isMore: true)
  }

  private func page(_ mark: PullMark) -> Int { Int(mark.place).map { max(1, min($0, 10_000)) } ?? 1 }
}
