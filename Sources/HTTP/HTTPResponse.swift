/// An answer; its length and what becomes of the connection are added as it is written.
package struct HTTPResponse: Equatable, Sendable {
  package var status: Int
  package var headers: HTTPHeaders
  package var body: [UInt8]

  package init(_ status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// Returns a text as an answer.
  package static func text(_ status: Int, _ text: String) -> HTTPResponse {
    HTTPResponse(
      status,
      headers: HTTPHeaders([("Content-Type", "text/plain; charset=utf-8")]),
      body: Array((text + "\n").utf8)
    )
  }

  /// Leave to send the body.
  static let leave = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

  /// Returns its bytes: head and body are one write, or Nagle's algorithm costs every request 40 ms.
  func bytes(keepsAlive: Bool, omitsBody: Bool) -> [UInt8] {
    var head = "HTTP/1.1 \(status) \(HTTPResponse.reason(status))\r\n"
    for (name, value) in headers.all { head += "\(name): \(HTTPResponse.safe(value))\r\n" }
    // RFC 9110, 8.6: these have no body, and must not say how long it is.
    if status >= 200, status != 204, status != 304 { head += "Content-Length: \(body.count)\r\n" }
    head += keepsAlive ? "\r\n" : "Connection: close\r\n\r\n"
    return Array(head.utf8) + (omitsBody || status == 204 || status == 304 ? [] : body)
  }

  /// Something mirrored from a request must not begin a line of its own.
  private static func safe(_ value: String) -> String {
    String(decoding: value.utf8.map { $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
  }

  private static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 202: "Accepted"
    case 204: "No Content"
    case 207: "Multi-Status"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 413: "Content Too Large"
    case 415: "Unsupported Media Type"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 501: "Not Implemented"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 505: "HTTP Version Not Supported"
    default: "Status"
    }
  }
}
