import Bytes
package import Domain

/// Where an opportunity is listed: under its state, or out of sight.
///
/// What has been silent for two weeks is old news: an import of months of history would announce hundreds of problems
/// that nobody has any more. It stays what it is and is counted; silence resolves nothing, because a sender may have
/// stopped.
package enum Shelf: Hashable, Sendable {
  case state(Opportunity.State)
  /// Somebody does not want to see it.
  case muted
  /// It waits for a choice, and the last two weeks of the data show nothing of it.
  case quiet

  /// Both weeks that a trend is read from.
  package static let quietDays: Int64 = 14

  /// The words it is asked for by.
  package static let names = Opportunity.State.allCases.map(\.rawValue) + ["muted", "quiet"]

  /// Reads a word; nil for none of them.
  package init?(_ word: String) {
    switch word {
    case "muted": self = .muted
    case "quiet": self = .quiet
    default:
      guard let state = Opportunity.State(rawValue: word) else { return nil }
      self = .state(state)
    }
  }

  /// Tells where an opportunity stands, in data that go so far.
  init(_ opportunity: Opportunity, dataThrough: Timestamp?) {
    let isWaiting = opportunity.state == .candidate || opportunity.state == .open
    if opportunity.state != .merged, opportunity.mutedBy != nil {
      self = .muted
    } else if isWaiting, let dataThrough, Shelf.isOld(opportunity.last, in: dataThrough) {
      self = .quiet
    } else {
      self = .state(opportunity.state)
    }
  }

  private static func isOld(_ last: Timestamp, in dataThrough: Timestamp) -> Bool {
    dataThrough.seconds - last.seconds > quietDays * 86_400
  }

  /// Whether it is shown to whoever asks for a shelf; those who ask for none see what is neither out of sight nor part of
  /// another.
  func isListed(under wanted: Shelf?) -> Bool {
    if let wanted { return wanted == self }
    switch self {
    case .muted, .quiet, .state(.merged): return false
    case .state: return true
    }
  }

  /// Counts those that are not listed unasked.
  static func aside(_ opportunities: [Opportunity], dataThrough: Timestamp?) -> [Shelf: Int] {
    opportunities.reduce(into: [:]) { counts, opportunity in
      let shelf = Shelf(opportunity, dataThrough: dataThrough)
      if !shelf.isListed(under: nil) { counts[shelf, default: 0] += 1 }
    }
  }
}
