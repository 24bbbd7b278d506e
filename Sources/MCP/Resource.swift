import Bytes

/// Something a client can read by its address.
package struct Resource: Sendable {
  package let uri: String
  package let name: String
  package var title: String?
  package var description: String?
  package var mimeType: String?
  package var size: Int?
  package var annotations: Annotations?
  package var icons: [Icon] = []
  package var read: @Sendable (_ context: CallContext) throws -> Answer<[ResourceContents]>

  package init(
    uri: String,
    name: String,
    title: String? = nil,
    description: String? = nil,
    mimeType: String? = nil,
    read: @escaping @Sendable (_ context: CallContext) throws -> Answer<[ResourceContents]>
  ) {
    self.uri = uri
    self.name = name
    self.title = title
    self.description = description
    self.mimeType = mimeType
    self.read = read
  }

  func json(for revision: Revision) -> JSONValue {
    var object: JSONObject = ["uri": .string(uri), "name": .string(name)]
    object["description"] = description.map(JSONValue.string)
    object["mimeType"] = mimeType.map(JSONValue.string)
    object["size"] = size.map { .integer(Int64($0)) }
    object["annotations"] = annotations?.json(for: revision)
    if revision.hasTitles { object["title"] = title.map(JSONValue.string) }
    if revision.hasIcons { object["icons"] = Icon.json(icons) }
    return .object(object)
  }
}

/// A family of resources whose addresses share a pattern.
package struct ResourceTemplate: Sendable {
  package let template: URITemplate
  package let name: String
  package var title: String?
  package var description: String?
  package var mimeType: String?
  package var annotations: Annotations?
  package var icons: [Icon] = []
  /// Suggests values for a variable, given the text typed so far and the other variables.
  package var complete: Completer?
  /// Returns nil when nothing has that address.
  package var read:
    @Sendable (_ variables: [String: String], _ uri: String, _ context: CallContext) throws -> Answer<
      [ResourceContents]
    >?

  package init(
    template: URITemplate,
    name: String,
    title: String? = nil,
    description: String? = nil,
    mimeType: String? = nil,
    complete: Completer? = nil,
    read:
      @escaping @Sendable (_ variables: [String: String], _ uri: String, _ context: CallContext) throws -> Answer<
        [ResourceContents]
      >?
  ) {
    self.template = template
    self.name = name
    self.title = title
    self.description = description
    self.mimeType = mimeType
    self.complete = complete
    self.read = read
  }

  func json(for revision: Revision) -> JSONValue {
    var object: JSONObject = ["uriTemplate": .string(template.text), "name": .string(name)]
    object["description"] = description.map(JSONValue.string)
    object["mimeType"] = mimeType.map(JSONValue.string)
    object["annotations"] = annotations?.json(for: revision)
    if revision.hasTitles { object["title"] = title.map(JSONValue.string) }
    if revision.hasIcons { object["icons"] = Icon.json(icons) }
    return .object(object)
  }
}

/// Suggests values for `argument`, given the text typed so far and the arguments already filled in.
package typealias Completer =
  @Sendable (_ argument: String, _ typed: String, _ others: [String: String]) -> [String]
