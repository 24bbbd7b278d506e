/// A published revision of the protocol, and what it knows.
package enum Revision: String, CaseIterable, Comparable, Sendable {
  case november2024 = "2024-11-05"
  case march2025 = "2025-03-26"
  case june2025 = "2025-06-18"
  case november2025 = "2025-11-25"
  case july2026 = "2026-07-28"

  /// Revisions opened by `initialize`.
  package static let legacy: [Revision] = allCases.filter { !$0.isStateless }
  /// Revisions named in each request's `_meta`.
  package static let stateless: [Revision] = allCases.filter(\.isStateless)
  /// What a client that asks for an unknown revision is offered.
  package static let latestLegacy = Revision.november2025

  /// Orders revisions by their dates.
  package static func < (left: Revision, right: Revision) -> Bool { left.rawValue < right.rawValue }

  /// True where each request carries its own version and capabilities, and the server never sends requests.
  package var isStateless: Bool { self >= .july2026 }

  /// True for the one revision in which a message may be an array of messages.
  var hasBatches: Bool { self == .march2025 }
  /// Tool annotations, audio, completions as a capability, words in progress notifications.
  var hasToolAnnotations: Bool { self >= .march2025 }
  /// Titles beside names, `_meta` on definitions, structured output, links to resources.
  var hasTitles: Bool { self >= .june2025 }
  /// Icons, and a server that describes itself.
  var hasIcons: Bool { self >= .november2025 }
}
