import Bytes

/// Everything a server offers.
///
/// What is empty here is neither declared nor served, unless it may change.
package struct Catalog: Sendable {
  package var tools: [Tool] = []
  package var resources: [Resource] = []
  package var templates: [ResourceTemplate] = []
  package var prompts: [Prompt] = []
  /// The lists that may change while the server runs; clients are told when they do.
  package var changing: Set<CatalogList> = []
  /// True when single resources announce their updates.
  package var announcesUpdates = false
  /// True when tools write log messages for the client.
  package var writesLog = false

  package init() {}

  var offersTools: Bool { !tools.isEmpty || changing.contains(.tools) }
  var offersPrompts: Bool { !prompts.isEmpty || changing.contains(.prompts) }
  var offersResources: Bool { !resources.isEmpty || !templates.isEmpty || changing.contains(.resources) }

  var completes: Bool {
    templates.contains { $0.complete != nil }
      || prompts.contains { $0.arguments.contains { $0.complete != nil } }
  }

  /// True when a client may ask to be told of anything.
  var announcesAnything: Bool { !changing.isEmpty || announcesUpdates }

  /// Returns the capabilities a revision's client is told of.
  func capabilities(for revision: Revision) -> JSONValue {
    var object = JSONObject()
    if offersTools { object["tools"] = changeable(.tools) }
    if offersPrompts { object["prompts"] = changeable(.prompts) }
    if offersResources {
      var resources = changeable(.resources)
      if announcesUpdates, case .object(var members) = resources {
        members["subscribe"] = true
        resources = .object(members)
      }
      object["resources"] = resources
    }
    if completes, revision.hasToolAnnotations { object["completions"] = [:] }
    if writesLog { object["logging"] = [:] }
    return .object(object)
  }

  private func changeable(_ list: CatalogList) -> JSONValue {
    changing.contains(list) ? ["listChanged": true] : [:]
  }
}

/// A list a client can be told has changed.
package enum CatalogList: String, CaseIterable, Sendable {
  case tools, prompts, resources

  var notification: String { "notifications/\(rawValue)/list_changed" }
  /// The member of a listen request's filter.
  var filterKey: String { "\(rawValue)ListChanged" }
}
