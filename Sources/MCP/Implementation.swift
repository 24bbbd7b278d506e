import Bytes

/// Who a server is, as shown in clients.
package struct Implementation: Sendable {
  package let name: String
  package let version: String
  package var title: String?
  package var description: String?
  package var websiteURL: String?
  package var icons: [Icon] = []

  package init(name: String, version: String, title: String? = nil, description: String? = nil) {
    self.name = name
    self.version = version
    self.title = title
    self.description = description
  }

  /// The least that names a server: what every stateless result repeats.
  var shortJSON: JSONValue { ["name": .string(name), "version": .string(version)] }

  func json(for revision: Revision) -> JSONValue {
    var object: JSONObject = ["name": .string(name), "version": .string(version)]
    if revision.hasTitles { object["title"] = title.map(JSONValue.string) }
    if revision.hasIcons {
      object["description"] = description.map(JSONValue.string)
      object["websiteUrl"] = websiteURL.map(JSONValue.string)
      object["icons"] = Icon.json(icons)
    }
    return .object(object)
  }
}

/// A picture a client may show beside a name.
package struct Icon: Sendable {
  /// An `https:` or `data:` URI.
  package let source: String
  package var mimeType: String?
  /// Such as `48x48`, or `any`.
  package var sizes: [String] = []
  package var theme: Theme?

  /// The background an icon is drawn for.
  package enum Theme: String, Sendable { case light, dark }

  package init(source: String, mimeType: String? = nil, sizes: [String] = [], theme: Theme? = nil) {
    self.source = source
    self.mimeType = mimeType
    self.sizes = sizes
    self.theme = theme
  }

  /// Returns the list as it is written, or nil when there is none.
  static func json(_ icons: [Icon]) -> JSONValue? {
    guard !icons.isEmpty else { return nil }
    return .array(
      icons.map { icon in
        var object: JSONObject = ["src": .string(icon.source)]
        object["mimeType"] = icon.mimeType.map(JSONValue.string)
        if !icon.sizes.isEmpty { object["sizes"] = .array(icon.sizes.map(JSONValue.string)) }
        object["theme"] = icon.theme.map { .string($0.rawValue) }
        return .object(object)
      }
    )
  }
}
