import Bytes
import Domain
import Host

/// Why something could not be fetched: in our own words, because what others say is theirs.
struct PullFailure: Error, Equatable, Sendable {
  let reason: String
  /// Until when the other side wants to be left alone.
  var waitsUntil: Timestamp?

  init(_ reason: String, waitsUntil: Timestamp? = nil) {
    (self.reason, self.waitsUntil) = (reason, waitsUntil)
  }
}

extension PullFailure {
  static let tooLong = PullFailure("the reply is too long")

  /// Reads why an answer is no good; nil for one that is.
  init?(_ reply: Curl.Reply, at now: Timestamp) {
    guard !(200..<300).contains(reply.status) else { return nil }
    let remaining = reply.header("x-ratelimit-remaining") ?? reply.header("x-sentry-rate-limit-remaining")
    // GitHub says 403 where others say 429.
    let isLimit = reply.status == 429 || reply.header("retry-after") != nil || remaining == "0"
    guard isLimit else {
      self.init(PullFailure.words(for: reply.status))
      return
    }
    self.init(
      "it wants to be left alone for a while (\(reply.status))",
      waitsUntil: PullFailure.end(of: reply, at: now)
    )
  }

  private static func words(for status: Int) -> String {
    switch status {
    case 300..<400: "it is elsewhere (\(status)): give the address where it is"
    case 400, 422: "the question is none that it can answer (\(status))"
    case 401, 403: "the key is refused (\(status))"
    case 404: "nothing is there, or the key may not see it (404)"
    default: "it answers \(status)"
    }
  }

  private static let standardWait: Int64 = 60
  private static let longestWait: Int64 = 3_600

  /// Returns when to ask again: what `Retry-After` says in seconds, or when the limit is reset.
  private static func end(of reply: Curl.Reply, at now: Timestamp) -> Timestamp {
    let reset = reply.header("x-ratelimit-reset") ?? reply.header("x-sentry-rate-limit-reset")
    let seconds =
      reply.header("retry-after").flatMap { Int64($0) } ?? reset.flatMap { Int64($0) }.map { $0 - now.seconds }
    return now.adding(seconds: min(max(seconds ?? standardWait, 1), longestWait))
  }
}

extension Timestamp {
  func adding(seconds: Int64) -> Timestamp {
    Timestamp(nanoseconds: nanoseconds.adding(seconds * 1_000_000_000))
  }
}
