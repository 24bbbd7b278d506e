import Bytes

/// One block of a tool's answer or of a prompt.
package struct Content: Equatable, Sendable {
  /// What a block carries; bytes are base64 already.
  package enum Body: Equatable, Sendable {
    case text(String)
    case image(base64: String, mimeType: String)
    case audio(base64: String, mimeType: String)
    case resource(ResourceContents)
    case link(ResourceLink)
  }

  package let body: Body
  package var annotations: Annotations?

  package init(_ body: Body, annotations: Annotations? = nil) {
    self.body = body
    self.annotations = annotations
  }

  /// A block of text.
  package static func text(_ text: String) -> Content { Content(.text(text)) }

  /// Writes the block; what a revision does not know becomes a line of text that says what stood there.
  func json(for revision: Revision) -> JSONValue {
    var object: JSONObject
    switch body {
    case .audio(_, let mimeType) where !revision.hasToolAnnotations:
      object = Content.textObject("[audio of type \(mimeType), which protocol \(revision.rawValue) cannot carry]")
    case .link(let link) where !revision.hasTitles:
      object = Content.textObject("[resource \(link.name)] \(link.uri)")
    case .text(let text): object = Content.textObject(text)
    case .image(let data, let mimeType):
      object = ["type": "image", "data": .string(data), "mimeType": .string(mimeType)]
    case .audio(let data, let mimeType):
      object = ["type": "audio", "data": .string(data), "mimeType": .string(mimeType)]
    case .resource(let contents): object = ["type": "resource", "resource": contents.json]
    case .link(let link): object = link.object
    }
    object["annotations"] = annotations?.json(for: revision)
    return .object(object)
  }

  private static func textObject(_ text: String) -> JSONObject { ["type": "text", "text": .string(text)] }
}

/// A pointer to something large that the client may read when it wants to.
package struct ResourceLink: Equatable, Sendable {
  package let uri: String
  package let name: String
  package var title: String?
  package var description: String?
  package var mimeType: String?
  /// In bytes.
  package var size: Int?

  package init(
    uri: String,
    name: String,
    title: String? = nil,
    description: String? = nil,
    mimeType: String? = nil,
    size: Int? = nil
  ) {
    self.uri = uri
    self.name = name
    self.title = title
    self.description = description
    self.mimeType = mimeType
    self.size = size
  }

  var object: JSONObject {
    var object: JSONObject = ["type": "resource_link", "uri": .string(uri), "name": .string(name)]
    object["title"] = title.map(JSONValue.string)
    object["description"] = description.map(JSONValue.string)
    object["mimeType"] = mimeType.map(JSONValue.string)
    object["size"] = size.map { .integer(Int64($0)) }
    return object
  }
}

/// The content of a resource.
package struct ResourceContents: Equatable, Sendable {
  /// Text as it is, or bytes in base64.
  package enum Body: Equatable, Sendable {
    case text(String)
    case blob(base64: String)
  }

  package let uri: String
  package let mimeType: String?
  package let body: Body

  package init(uri: String, mimeType: String?, _ body: Body) {
    self.uri = uri
    self.mimeType = mimeType
    self.body = body
  }

  var json: JSONValue {
    var object: JSONObject = ["uri": .string(uri)]
    object["mimeType"] = mimeType.map(JSONValue.string)
    switch body {
    case .text(let text): object["text"] = .string(text)
    case .blob(let base64): object["blob"] = .string(base64)
    }
    return .object(object)
  }
}
