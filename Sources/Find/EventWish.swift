import Themes

/// Whether people want to get to where an event says they are, told by its name alone.
enum EventWish: Equatable {
  /// Getting there is what the product is for, as far as anybody can tell.
  case wanted
  /// Something went wrong for whoever gets there.
  case unwanted
  /// Leaving, taking back and housekeeping: neither more nor less of it says anything.
  case neutral

  private static let wrong: Set<String> = [
    "abandoned", "blocked", "bounced", "cancel", "canceled", "cancelled", "chargeback", "churned", "complaint",
    "crash", "crashed", "declined", "denied", "disputed", "error", "errored", "exception", "expired", "fail", "failed",
    "failure", "fails", "invalid", "refund", "refunded", "rejected", "timeout", "unsubscribe", "unsubscribed",
  ]
  private static let indifferent: Set<String> = [
    "back", "close", "closed", "deleted", "dismiss", "dismissed", "exit", "exited", "heartbeat", "hidden", "leave",
    "left", "logout", "pageleave", "ping", "removed", "skip", "skipped", "unload",
  ]

  init(_ name: String) {
    let words = IdentifierWords.split(name)
    // What SDKs send by themselves is where people come from, and not where they want to go.
    if name.hasPrefix("$") || name.hasPrefix("[") || words.contains(where: EventWish.indifferent.contains) {
      self = .neutral
    } else {
      self = words.contains(where: EventWish.wrong.contains) ? .unwanted : .wanted
    }
  }
}
