import Bytes

/// How many texts of a logger's day one import, or one watch, has kept so far.
///
/// Lines of a log belong to no group that would know it, and what they come in has many batches.
final class LogPiles: Sendable {
  /// What is kept together: a logger's lines of one day.
  struct Pile: Hashable {
    let logger: String
    let day: Int64
  }

  private let counts = Monitor<[Pile: Int64]>([:])
  /// Senders choose the names of loggers; what they choose must not fill the memory.
  private static let limit = 1 << 16

  /// Returns how many texts a pile has.
  func count(_ pile: Pile) -> Int64 {
    counts.update { $0[pile] ?? 0 }
  }

  /// Notes how many texts piles have now.
  func note(_ piles: [Pile: Int64]) {
    counts.update { counts in
      if counts.count + piles.count > LogPiles.limit { counts.removeAll() }
      counts.merge(piles) { $1 }
    }
  }
}
