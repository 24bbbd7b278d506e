import Bytes

/// Hints about who a piece of content is for and how much it matters.
package struct Annotations: Equatable, Sendable {
  /// The reader content is meant for.
  package enum Audience: String, Sendable { case user, assistant }

  package var audience: [Audience]
  /// From 0 (optional) to 1 (required).
  package var priority: Double?
  /// RFC 3339 time of the last change.
  package var lastModified: String?

  package init(audience: [Audience] = [], priority: Double? = nil, lastModified: String? = nil) {
    self.audience = audience
    self.priority = priority
    self.lastModified = lastModified
  }

  func json(for revision: Revision) -> JSONValue {
    var object = JSONObject()
    if !audience.isEmpty { object["audience"] = .array(audience.map { .string($0.rawValue) }) }
    object["priority"] = priority.map(JSONValue.number)
    if revision.hasTitles { object["lastModified"] = lastModified.map(JSONValue.string) }
    return .object(object)
  }
}
