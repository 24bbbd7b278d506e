import Bytes
import Domain
import Formats
import Host

/// Something that is fetched at an interval: what to ask next, and what an answer means.
///
/// Values only: whoever sends, waits and writes down is the `Puller`.
protocol Pull: Sendable {
  /// What it is called in reports, and what is remembered of it by; no secret is in it.
  var name: String { get }
  var interval: Duration { get }
  /// Answers taken at a time; the next time goes on from there.
  var stepLimit: Int { get }
  /// Whether it can ask for a part of a page.
  var hasParts: Bool { get }
  /// What it cannot do without.
  var program: PullProgram { get }

  /// Returns what is to be asked; nil while there is nothing new to ask for.
  func request(_ mark: PullMark, at now: Timestamp) -> PullRequest?

  /// Takes a good answer.
  func take(_ reply: Curl.Reply, _ mark: PullMark, at now: Timestamp) throws(PullFailure) -> PullStep
}

/// The programs that fetch.
enum PullProgram: Sendable { case curl, github }

/// Who is asked.
enum PullRequest: Sendable {
  case http(Curl.Request)
  /// The `gh` program, for a path of GitHub's.
  case github(String)
}

extension Pull {
  var stepLimit: Int { 100 }
  var hasParts: Bool { false }
  var program: PullProgram { .curl }
}

/// What an answer has brought.
struct PullStep: Sendable {
  /// What is to be kept; nil for nothing.
  var entry: SpoolEntry?
  /// Holds once that is kept.
  var mark: PullMark
  /// Whether there is more to be had at once.
  var isMore = false
}

extension SpoolEntry {
  /// Something that was fetched.
  init(_ wire: WireBody, received: Timestamp, body: [UInt8]) {
    self.init(
      route: wire.route.rawValue,
      coding: wire.coding,
      type: wire.type,
      label: wire.label,
      received: received,
      body: body
    )
  }
}
