/// A reason to leave out what was understood.
package enum Skip: String, CaseIterable, Sendable {
  case metricPoints, profiles, quietLogs, openSpans, attributesOverLimit, eventsOverLimit, repeatedErrors
  case unusedFlags, emptyMessages, identities, laterEvents

  /// What was left out and why, for people.
  package var words: String {
    switch self {
    case .metricPoints: "metric points (metrics come later)"
    case .profiles: "profiles (not read)"
    case .quietLogs: "log records below warning and without an event name"
    case .openSpans: "spans sent before they ended"
    case .attributesOverLimit: "attributes past the \(Attribute.limit)th of a record"
    case .eventsOverLimit: "span events past the \(SpanRecord.eventLimit)th of a span"
    case .repeatedErrors: "repeats of an error within one span"
    case .emptyMessages: "messages without a word"
    case .unusedFlags: "flag evaluations without a variant"
    case .identities: "calls that say who somebody is"
    case .laterEvents: "exceptions, feedback, surveys and diagnostics among product events (they come later)"
    }
  }
}

/// How much was left out, by reason.
package struct Skips: Equatable, Sendable {
  package private(set) var counts: [Skip: Int] = [:]

  package init() {}

  /// Counts more.
  package mutating func add(_ skip: Skip, _ count: Int = 1) {
    if count > 0 { counts[skip, default: 0] += count }
  }

  /// Adds what else was left out.
  package mutating func merge(_ other: Skips) {
    for (skip, count) in other.counts { counts[skip, default: 0] += count }
  }
}
