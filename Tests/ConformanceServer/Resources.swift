import Bytes
import MCP

/// Fixtures a client can read.
enum Resources {
  static let watchedURI = "test://watched-resource"

  static let all: [Resource] = [
    constant(
      "test://static-text",
      "static-text",
      "A text that never changes",
      "text/plain",
      .text("This is the content of the static text resource.")
    ),
    constant(
      "test://static-binary",
      "static-binary",
      "A picture of one pixel",
      "image/png",
      .blob(base64: Media.png)
    ),
    constant(
      watchedURI,
      "watched-resource",
      "A text one can subscribe to",
      "text/plain",
      .text("Watched resource content")
    ),
  ]

  private static func constant(
    _ uri: String,
    _ name: String,
    _ description: String,
    _ mimeType: String,
    _ body: ResourceContents.Body
  ) -> Resource {
    let contents = ResourceContents(uri: uri, mimeType: mimeType, body)
    var resource = Resource(uri: uri, name: name, description: description, mimeType: mimeType) { _ in
      .complete([contents])
    }
    resource.title = description
    resource.annotations = Annotations(audience: [.user, .assistant], priority: 0.5)
    return resource
  }

  static let templates: [ResourceTemplate] = [byID].compactMap(\.self)

  private static let byID = URITemplate("test://template/{id}/data").map { template in
    ResourceTemplate(
      template: template,
      name: "template-data",
      title: "Data by id",
      description: "The data of one id",
      mimeType: "application/json",
      complete: { _, typed, _ in ["1", "12", "123"].filter { $0.hasPrefix(typed) } },
      read: { variables, uri, _ in
        let id = variables["id"] ?? ""
        let data: JSONValue = [
          "id": .string(id), "templateTest": true, "data": .string("Data for ID: \(id)"),
        ]
        return .complete([ResourceContents(uri: uri, mimeType: "application/json", .text(data.text))])
      }
    )
  }
}
