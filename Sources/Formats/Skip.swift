/// A reason to leave out what was understood.
package enum Skip: String, CaseIterable, Sendable {
  case missingValues, labelsOverLimit, bucketsOverLimit
  case profiles, openSpans, timelessParts, attributesOverLimit, eventsOverLimit, judgementsOverLimit, repeatedErrors
  case unusedFlags, emptyMessages, identities, laterEvents, linesOverLimit
  case envelopeItems, lostBySenders
  case attachments
  case otherDeliveries, openDeploys, teamMessages, directories, projectDocuments

  /// What was left out and why, for people.
  package var words: String {
    switch self {
    case .missingValues: "metric points without a value (no recorded value, not a number, the end of a series)"
    case .labelsOverLimit: "labels of metrics past the \(MetricRecord.labelLimit)th of a series, or too long"
    case .bucketsOverLimit: "buckets of distributions that take more than 4 KiB (their totals are kept)"
    case .profiles: "profiles (not read)"
    case .openSpans: "spans sent before they ended"
    case .timelessParts: "parts of steps that say neither when they began nor when they ended"
    case .attributesOverLimit: "attributes past the \(Attribute.limit)th of a record"
    case .eventsOverLimit: "span events past the \(SpanRecord.eventLimit)th of a span"
    case .judgementsOverLimit: "judgements past the \(Judgement.limit)th of a span"
    case .repeatedErrors: "repeats of an error within one span"
    case .emptyMessages: "messages without a word"
    case .unusedFlags: "flag evaluations without a variant"
    case .identities: "calls that say who somebody is"
    case .laterEvents: "views of surveys, evaluations without a result and diagnostics among product events"
    case .linesOverLimit:
      "lines past the \(PendingLog.lineLimit)th of a record, or past its \(RecordText.limit >> 10) KiB"
    case .envelopeItems: "files, recordings, profiles and other items of Sentry envelopes (not read)"
    case .lostBySenders: "events that Sentry's SDKs report to have discarded before sending (lost to us too)"
    case .attachments: "files attached to agents' runs (not read)"
    case .otherDeliveries: "deliveries that tell of no change, deploy or message"
    case .openDeploys: "deploys that were cancelled, and releases that are not for everybody"
    case .teamMessages: "messages of the team, of bots and of tools"
    case .directories: "lists of people and channels"
    case .projectDocuments: "documents of a project, such as README and LICENSE"
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
