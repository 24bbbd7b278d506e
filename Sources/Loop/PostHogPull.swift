import Bytes
import Domain
import Formats
import Host

/// The events of a project, from PostHog's query API: https://posthog.com/docs/api/queries.
///
/// Oldest first; each page begins at the time of the last event of the one before.
struct PostHogPull: Pull {
  let name: String
  let interval: Duration
  var hasParts: Bool { true }
  private let address: PullAddress
  private let key: String
  private let path: String

  private static let pageLimit = 1_000
  private static let columns = ["uuid", "event", "distinct_id", "timestamp", "properties"]

  init(project: String, _ address: PullAddress, key: String, interval: Duration) {
    name = "posthog \(project)"
    path = "/api/projects/\(project)/query/"
    (self.address, self.key, self.interval) = (address, key, interval)
  }

  func request(_ mark: PullMark, at now: Timestamp) -> PullRequest? {
    let start = start(mark, at: now)
    guard start < now else { return nil }
    let query =
      "SELECT \(PostHogPull.columns.joined(separator: ", ")) FROM events WHERE timestamp >= toDateTime('\(start)') "
      + "AND timestamp < toDateTime('\(now)') ORDER BY timestamp LIMIT \(PostHogPull.pageLimit / mark.part)"
    let body: JSONValue = ["query": ["kind": "HogQLQuery", "query": .string(query)]]
    var request = address.request(path)
    request.method = "POST"
    request.headers += [
      ("Accept", "application/json"), ("Content-Type", "application/json"), ("Authorization", "Bearer \(key)"),
    ]
    request.body = Array(body.text.utf8)
    request.timeLimit = .seconds(60)
    return .http(request)
  }

  func take(_ reply: Curl.Reply, _ mark: PullMark, at now: Timestamp) throws(PullFailure) -> PullStep {
    let packed = WireBody(route: .postHog, coding: reply.header("content-encoding") ?? "")
    let content = try PullLimits.content(of: reply, packed)
    // fine because what cannot be parsed has no rows either
    guard let root = (try? JSONDocument(content))?.root, let rows = root["results"], rows.kind == .array else {
      throw PullFailure("the answer is no list of rows")
    }
    let names = root["columns"]?.elements.compactMap(\.string) ?? PostHogPull.columns
    var (events, last): ([String], Timestamp?) = ([], nil)
    rows.forEachElement { row in
      guard let event = PostHogPull.event(row, names) else { return }
      events.append(event.text)
      last = event.time ?? last
    }
    let wire = WireBody(route: .postHog)
    let body = Array("[\(events.joined(separator: ","))]".utf8)
    let entry = events.isEmpty ? nil : SpoolEntry(wire, received: now, body: body)
    guard rows.count >= PostHogPull.pageLimit / mark.part, let last else {
      return PullStep(entry: entry, mark: PullMark(through: now))
    }
    // A page that is all of one instant has no next one that begins there.
    let start = start(mark, at: now)
    let next = last > start ? last : Timestamp(nanoseconds: start.nanoseconds.adding(1_000))
    return PullStep(entry: entry, mark: PullMark(through: mark.through, place: "\(next)"), isMore: true)
  }

  /// Where a page begins: before what is here already, for what came late.
  private func start(_ mark: PullMark, at now: Timestamp) -> Timestamp {
    // fine because what is no time is no place
    if !mark.place.isEmpty, let place = try? RFC3339.parse(mark.place) { return place }
    let through = mark.through ?? now.adding(seconds: -PullLimits.firstSeconds)
    return through.adding(seconds: -PullLimits.overlapSeconds)
  }

  /// Writes a row as the object that PostHog's libraries send; its properties are a text that holds an object.
  private static func event(_ row: JSONNode, _ names: [String]) -> (text: String, time: Timestamp?)? {
    let values = row.elements
    guard values.count == names.count else { return nil }
    var time: Timestamp?
    let members = zip(names, values).map { name, value -> JSONObject.Member in
      // fine because what holds no object is passed on as the text that it is
      if name == "properties", let text = value.string, let inner = try? JSONDocument(text) {
        return JSONObject.Member(key: name, value: inner.root.value)
      }
      // fine because an event whose time cannot be read is said to be none when it is stored
      if name == "timestamp", let text = value.string { time = try? RFC3339.parse(text) }
      return JSONObject.Member(key: name, value: value.value)
    }
    return (JSONValue.object(JSONObject(lastOfEach: members)).text, time)
  }
}
