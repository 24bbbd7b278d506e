/// Makes requests of the bytes of a connection, in whatever pieces they come: a pure state machine.
package struct HTTPRequestReader: Sendable {
  private let limits: HTTPLimits
  /// What has come and not been used.
  private var waiting: [UInt8] = []
  private var state = State.head(searched: 0)
  /// The chunks of the body at hand; beside the state, so that a growing body is not copied with it.
  private var chunks = HTTPChunks()

  private enum State: Sendable {
    /// So many of the waiting bytes hold no end of a head.
    case head(searched: Int)
    case body(HTTPHead, length: Int)
    case chunks(HTTPHead)
  }

  /// What the bytes so far have come to.
  package enum Event: Equatable, Sendable {
    case needsMore
    /// The client waits for `100 Continue` before it sends its body.
    case wantsLeave
    case request(HTTPRequest)
  }

  /// Starts at the first byte of a connection.
  package init(limits: HTTPLimits) {
    self.limits = limits
  }

  /// Whether a request has begun and not ended.
  package var isInside: Bool {
    if case .head = state { return !waiting.isEmpty }
    return true
  }

  /// The bytes that are held for requests which are not whole.
  package var held: Int { waiting.count + chunks.body.count }

  /// Takes the next bytes.
  package mutating func push(_ bytes: ArraySlice<UInt8>) {
    waiting += bytes
  }

  /// Goes as far as the bytes allow; to be called until it needs more.
  package mutating func next() throws(HTTPProblem) -> Event {
    switch state {
    case .head(let searched): try readHead(from: searched)
    case .body(let head, let length): readBody(head, length)
    case .chunks(let head): try readChunks(head)
    }
  }

  private mutating func readHead(from searched: Int) throws(HTTPProblem) -> Event {
    // RFC 9112, 2.2: empty lines before a request are passed over.
    if searched == 0 {
      waiting.removeFirst(waiting.prefix { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }.count)
    }
    guard let end = HTTPRequestReader.headEnd(waiting, from: searched) else {
      guard waiting.count <= limits.headBytes else { throw .headTooLong(limit: limits.headBytes) }
      // The end may have begun within the last three bytes.
      state = .head(searched: max(0, waiting.count - 3))
      return .needsMore
    }
    guard end <= limits.headBytes else { throw .headTooLong(limit: limits.headBytes) }
    let head = try HTTPHead(waiting[..<end], limits: limits)
    let hasMore = waiting.count > end
    waiting.removeSubrange(..<end)
    switch try HTTPBodyLength(head, limits: limits) {
    case .known(let length):
      state = .body(head, length: length)
      if length == 0 { return readBody(head, length) }
    case .chunked: state = .chunks(head)
    }
    return head.expectsLeave && !hasMore ? .wantsLeave : try next()
  }

  /// Returns where a head ends: behind an empty line.
  private static func headEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    for offset in start..<bytes.count where bytes[offset] == UInt8(ascii: "\n") {
      var before = offset - 1
      if before >= 0, bytes[before] == UInt8(ascii: "\r") { before -= 1 }
      if before >= 0, bytes[before] == UInt8(ascii: "\n") { return offset + 1 }
    }
    return nil
  }

  private mutating func readBody(_ head: HTTPHead, _ length: Int) -> Event {
    guard waiting.count >= length else { return .needsMore }
    let body: [UInt8]
    if waiting.count == length {
      body = waiting
      waiting = []
    } else {
      body = Array(waiting[..<length])
      waiting.removeSubrange(..<length)
    }
    state = .head(searched: 0)
    return .request(HTTPRequest(head: head, body: body))
  }

  private mutating func readChunks(_ head: HTTPHead) throws(HTTPProblem) -> Event {
    let taken = try chunks.push(waiting[...], limits: limits)
    waiting.removeSubrange(..<taken)
    guard chunks.isDone else { return .needsMore }
    defer {
      chunks = HTTPChunks()
      state = .head(searched: 0)
    }
    return .request(HTTPRequest(head: head, body: chunks.body))
  }
}
