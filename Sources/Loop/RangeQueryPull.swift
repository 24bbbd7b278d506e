import Bytes
import Domain
import Formats
import Host

/// A query whose answers Prometheus computes, step by step from where the last one ended.
struct RangeQueryPull: Pull {
  let name: String
  let interval: Duration
  var hasParts: Bool { true }
  private let address: PullAddress
  private let query: String
  /// What a series is called that the query leaves without a name.
  private let title: String

  private static let path = "/api/v1/query_range"
  /// Steps of one answer; Prometheus itself gives 11,000 at most.
  private static let stepCount: Int64 = 2_000
  /// Further back Prometheus has nothing, as a rule.
  private static let longestSeconds: Int64 = 31 * 86_400

  /// Reads `[NAME=]URL QUERY`; nil for anything else.
  init?(_ typed: String, interval: Duration) {
    guard let blank = typed.firstIndex(of: " "), let named = PullAddress.named(typed[..<blank]) else { return nil }
    query = String(typed[blank...].drop { $0 == " " })
    guard !query.isEmpty, !named.address.url.contains("?") else { return nil }
    let url = named.address.url
    let base = url.hasSuffix(RangeQueryPull.path) ? String(url.dropLast(RangeQueryPull.path.count)) : url
    guard let address = PullAddress(base) else { return nil }
    self.address = address
    title = named.name.isEmpty ? query : named.name
    name = "query \(address.shown) \(title)"
    self.interval = interval
  }

  func request(_ mark: PullMark, at now: Timestamp) -> PullRequest? {
    guard let steps = steps(mark, at: now) else { return nil }
    let step = interval.components.seconds
    let words = "query=\(PercentEncoding.encode(query))&start=\(steps.first)&end=\(steps.last)&step=\(step)"
    var request = address.request("\(RangeQueryPull.path)?\(words)")
    request.headers.append(("Accept", "application/json"))
    request.timeLimit = .seconds(30)
    request.usesNetrc = true
    return .http(request)
  }

  func take(_ reply: Curl.Reply, _ mark: PullMark, at now: Timestamp) throws(PullFailure) -> PullStep {
    guard let steps = steps(mark, at: now) else { return PullStep(mark: mark) }
    let wire = WireBody(route: .rangeQuery, coding: reply.header("content-encoding") ?? "", label: title)
    let content = try PullLimits.content(of: reply, wire)
    // fine because what cannot be parsed has none of these either
    guard let root = (try? JSONDocument(content))?.root, root["status"]?.string == "success",
      let data = root["data"], data["resultType"]?.string == "matrix", let series = data["result"]
    else { throw PullFailure("the answer is no range of samples") }
    let mark = PullMark(through: Timestamp(nanoseconds: steps.last * 1_000_000_000))
    let entry = SpoolEntry(wire, received: now, body: reply.body)
    return PullStep(entry: series.count > 0 ? entry : nil, mark: mark, isMore: steps.isMore)
  }

  /// Returns the next steps that can be asked for, in seconds since the Unix epoch; nil while none is over.
  ///
  /// All are multiples of the step, so that each is asked for once whenever that is. The last step but one is the newest:
  /// what a scrape brings late, or a remote write, should be in it.
  private func steps(_ mark: PullMark, at now: Timestamp) -> (first: Int64, last: Int64, isMore: Bool)? {
    let step = interval.components.seconds
    let newest = now.seconds.flooredQuotient(by: step) * step - step
    let earliest = (mark.through?.seconds).map { max($0, now.seconds - RangeQueryPull.longestSeconds) }
    let before = (earliest ?? now.seconds - PullLimits.firstSeconds).flooredQuotient(by: step) * step
    let first = before + step
    guard first <= newest else { return nil }
    let last = min(newest, first + (RangeQueryPull.stepCount / Int64(mark.part) - 1) * step)
    return (first, last, last < newest)
  }
}
