/// What a client asks, before its body.
package struct HTTPHead: Equatable, Sendable {
  package let method: String
  /// The target up to its query, as it came.
  package let path: String
  /// What follows the question mark; empty for none.
  package let query: String
  package let headers: HTTPHeaders
  /// Whether the client speaks HTTP/1.1 rather than 1.0.
  package let isCurrent: Bool

  /// Whether the connection may serve another request afterwards.
  package var keepsAlive: Bool {
    isCurrent ? !headers.list("connection", has: "close") : headers.list("connection", has: "keep-alive")
  }

  /// Whether the client waits for leave before it sends its body.
  package var expectsLeave: Bool { headers.list("expect", has: "100-continue") }
}

/// A whole request.
package struct HTTPRequest: Equatable, Sendable {
  package let head: HTTPHead
  package let body: [UInt8]

  package init(head: HTTPHead, body: [UInt8]) {
    self.head = head
    self.body = body
  }
}
