import Bytes
import Formats
import Host

/// A page of metrics that a program shows, as Prometheus scrapes it.
struct ScrapePull: Pull {
  let name: String
  let interval: Duration
  private let address: PullAddress
  private let job: String

  /// What Prometheus asks for, and what can be read.
  private static let accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"

  init(_ typed: PullAddress.Named, interval: Duration) {
    (job, address) = (typed.name, typed.address)
    name = "scrape \(address.shown)"
    self.interval = interval
  }

  func request(_ mark: PullMark, at now: Timestamp) -> PullRequest? {
    var request = address.request()
    request.headers.append(("Accept", ScrapePull.accept))
    request.usesNetrc = true
    return .http(request)
  }

  /// Takes a page as it came; it is read once before, so that what is no page of metrics is said and not kept.
  func take(_ reply: Curl.Reply, _ mark: PullMark, at now: Timestamp) throws(PullFailure) -> PullStep {
    let wire = WireBody(
      route: .scrape,
      coding: reply.header("content-encoding") ?? "",
      label: "\(job)\n\(address.host)"
    )
    var batch = RecordBatch()
    wire.read(try PullLimits.content(of: reply, wire), received: now.nanoseconds, into: &batch)
    guard batch.rejects.count <= batch.metrics.count else { throw PullFailure("what it shows are no metrics") }
    guard !batch.metrics.isEmpty else { return PullStep(mark: mark) }
    return PullStep(entry: SpoolEntry(wire, received: now, body: reply.body), mark: mark)
  }
}
