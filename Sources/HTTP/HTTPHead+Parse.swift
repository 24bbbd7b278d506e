extension HTTPHead {
  /// Reads a head from its first byte to the empty line that ends it.
  init(_ bytes: ArraySlice<UInt8>, limits: HTTPLimits) throws(HTTPProblem) {
    var lines = HTTPLines(rest: bytes)
    let (method, target, isCurrent) = try HTTPHead.requestLine(lines.next() ?? [])
    var headers = HTTPHeaders()
    while let line = lines.next(), !line.isEmpty {
      guard headers.all.count < limits.headers else { throw .tooManyHeaders(limit: limits.headers) }
      let (name, value) = try HTTPHead.header(line)
      headers.add(name, value)
    }
    let (path, query) = HTTPHead.parts(of: target)
    self.init(method: method, path: path, query: query, headers: headers, isCurrent: isCurrent)
  }

  private static func requestLine(
    _ line: ArraySlice<UInt8>
  ) throws(HTTPProblem) -> (method: String, target: String, isCurrent: Bool) {
    let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(HTTPText.isToken), !parts[1].isEmpty,
      parts[1].allSatisfy({ $0 > 0x20 && $0 != 0x7f }), parts[2].starts(with: "HTTP/".utf8)
    else { throw .badRequestLine }
    let isCurrent = parts[2].elementsEqual("HTTP/1.1".utf8)
    guard isCurrent || parts[2].elementsEqual("HTTP/1.0".utf8) else { throw .unknownVersion }
    return (String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self), isCurrent)
  }

  /// Takes a target apart: a proxy's has scheme and host before its path.
  private static func parts(of target: String) -> (path: String, query: String) {
    var rest = Substring(target)
    for scheme in ["http://", "https://"] where rest.hasPrefix(scheme) {
      rest = rest.dropFirst(scheme.count)
      rest = rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
    }
    guard let mark = rest.firstIndex(of: "?") else { return (String(rest), "") }
    return (String(rest[..<mark]), String(rest[rest.index(after: mark)...]))
  }

  private static func header(_ line: ArraySlice<UInt8>) throws(HTTPProblem) -> (name: String, value: String) {
    // A line that goes on from the one before is an invitation to be read in two ways (RFC 9112, 5.2).
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
      line[..<colon].allSatisfy(HTTPText.isToken),
      line[(colon + 1)...].allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == UInt8(ascii: "\t") })
    else { throw .badHeader }
    let value = HTTPText.trimmed(line[(colon + 1)...])
    return (String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
  }
}

/// The lines of a head, without their ends.
private struct HTTPLines {
  var rest: ArraySlice<UInt8>

  mutating func next() -> ArraySlice<UInt8>? {
    guard !rest.isEmpty else { return nil }
    let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
    defer { rest = rest[min(end + 1, rest.endIndex)...] }
    let line = rest[..<end]
    return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
  }
}
