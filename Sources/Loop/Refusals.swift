import Bytes
import Domain

/// Requests that were answered with a refusal and are in no spool, until they are noted in the store.
///
/// What was refused since the last noting is lost with the process: it is counted, and nothing waits for it.
final class Refusals: Sendable {
  private let waiting = Monitor<[ReadBody]>([])

  /// Past so many, refusals of a source are only counted.
  private static let limit = 256

  /// Adds one.
  func add(_ body: ReadBody) {
    waiting.change { waiting in
      guard waiting.count >= Refusals.limit else { return waiting.append(body) }
      let last = waiting.lastIndex { $0.source == body.source && $0.kind == body.kind }
      if let last { waiting[last].rejectMore(body.rejected) }
    }
  }

  /// Takes all of them out.
  func take() -> [ReadBody] {
    waiting.change { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}
