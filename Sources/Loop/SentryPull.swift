import Bytes
import Domain
import Formats
import Host

/// The errors of a project, from Sentry's API: https://docs.sentry.io/api/events/list-a-projects-error-events/.
///
/// Hours are walked one window after the other, each from its newest event to its oldest: the list knows no other order.
struct SentryPull: Pull {
  let name: String
  let interval: Duration
  /// Sentry allows sixty requests a minute.
  let stepLimit = 50
  var hasParts: Bool { true }
  private let address: PullAddress
  private let key: String
  private let path: String

  /// What Sentry gives at a time.
  private static let pageLimit = 100
  /// One window, in seconds; a pause of any length is made up for by windows of this size.
  private static let windowSeconds: Int64 = 6 * 3_600

  init(organization: String, project: String, _ address: PullAddress, key: String, interval: Duration) {
    name = "sentry \(organization)/\(project)"
    path = "/api/0/projects/\(organization)/\(project)/events/"
    (self.address, self.key, self.interval) = (address, key, interval)
  }

  func request(_ mark: PullMark, at now: Timestamp) -> PullRequest? {
    let window = window(mark, at: now)
    guard window.start < window.end else { return nil }
    func text(_ time: Timestamp) -> String { PercentEncoding.encode(String("\(time)".prefix(19))) }
    var words = "full=true&start=\(text(window.start))&end=\(text(window.end))"
    if mark.part > 1 { words += "&per_page=\(max(1, SentryPull.pageLimit / mark.part))" }
    if !mark.place.isEmpty { words += "&cursor=\(PercentEncoding.encode(mark.place))" }
    var request = address.request("\(path)?\(words)")
    request.headers += [("Accept", "application/json"), ("Authorization", "Bearer \(key)")]
    request.timeLimit = .seconds(60)
    return .http(request)
  }

  func take(_ reply: Curl.Reply, _ mark: PullMark, at now: Timestamp) throws(PullFailure) -> PullStep {
    let wire = WireBody(route: .sentryStore, coding: reply.header("content-encoding") ?? "")
    let content = try PullLimits.content(of: reply, wire)
    // fine because what cannot be parsed is no list either
    guard let root = (try? JSONDocument(content))?.root, root.kind == .array else {
      throw PullFailure("the answer is no list of events")
    }
    let window = window(mark, at: now)
    // fine because an event whose time cannot be read tells nothing of where the walk is
    let times = root.elements.compactMap { $0["dateCreated"]?.string.flatMap { try? RFC3339.parse($0) } }
    // Servers of before 2025 know no windows: there the walk goes once from now to what is here already.
    let end = (times.max() ?? window.end) > window.end ? now : window.end
    let isPast = (times.min() ?? window.end) < window.start
    let entry = root.count > 0 ? SpoolEntry(wire, received: now, body: reply.body) : nil
    if root.count > 0, !isPast, let cursor = SentryPull.nextCursor(reply), cursor != mark.place {
      return PullStep(
        entry: entry,
        mark: PullMark(through: window.through, end: end, place: cursor),
        isMore: true
      )
    }
    return PullStep(entry: entry, mark: PullMark(through: end), isMore: end < now)
  }

  /// The time that is asked for; it begins before what is here already, for what came late.
  private func window(_ mark: PullMark, at now: Timestamp) -> (through: Timestamp, start: Timestamp, end: Timestamp) {
    let through = mark.through ?? now.adding(seconds: -PullLimits.firstSeconds)
    let end = mark.end ?? min(now, through.adding(seconds: SentryPull.windowSeconds))
    return (through, through.adding(seconds: -PullLimits.overlapSeconds), end)
  }

  /// Returns where the next page begins (https://docs.sentry.io/api/pagination/).
  ///
  /// Its address is not followed: it is told by the other side, and would be sent the key.
  private static func nextCursor(_ reply: Curl.Reply) -> String? {
    let links = (reply.header("link") ?? "").split(separator: ",")
    guard let next = links.first(where: { $0.contains("rel=\"next\"") && $0.contains("results=\"true\"") }),
      let start = next.firstRange(of: "; cursor=\"")?.upperBound
    else { return nil }
    let cursor = next[start...].prefix { $0 != "\"" }
    guard !cursor.isEmpty, cursor.utf8.count <= 200, cursor.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      return nil
    }
    return String(cursor)
  }
}
