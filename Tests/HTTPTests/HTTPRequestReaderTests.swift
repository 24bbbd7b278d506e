import HTTP
import Testing

@Suite struct HTTPRequestReaderTests {
  private func read(_ text: String, limits: HTTPLimits = HTTPLimits()) throws -> [HTTPRequest] {
    try read([Array(text.utf8)], limits: limits)
  }

  private func read(_ pieces: [[UInt8]], limits: HTTPLimits = HTTPLimits()) throws -> [HTTPRequest] {
    var reader = HTTPRequestReader(limits: limits)
    var requests: [HTTPRequest] = []
    for piece in pieces {
      reader.push(piece[...])
      while true {
        let event = try reader.next()
        if case .request(let request) = event { requests.append(request) }
        if event == .needsMore { break }
      }
    }
    return requests
  }

  private static let conversation =
    "POST /v1/traces?x=1 HTTP/1.1\r\nHost: a\r\ncontent-TYPE:  application/json \r\nContent-Length: 5\r\n\r\nhello"
    + "\r\nPOST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
    + "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\nGET / HTTP/1.0\n\n"

  @Test func `requests that follow one another are told apart`() throws {
    let requests = try read(Self.conversation)
    #expect(requests.map(\.head.method) == ["POST", "POST", "GET"])
    #expect(requests.map(\.head.path) == ["/v1/traces", "/c", "/"])
    #expect(requests.map(\.head.query) == ["x=1", "", ""])
    #expect(requests.map { String(decoding: $0.body, as: UTF8.self) } == ["hello", "abc0123456789", ""])
    #expect(requests[0].head.headers["Content-Type"] == "application/json")
    #expect(requests.map(\.head.keepsAlive) == [true, true, false])
    #expect(requests[1].head.expectsLeave)
  }

  @Test func `however the bytes are cut, the requests are the same`() throws {
    let bytes = Array(Self.conversation.utf8)
    let whole = try read([bytes])
    for cut in 0...bytes.count {
      #expect(try read([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole)
    }
    #expect(try read(bytes.map { [$0] }) == whole)
  }

  @Test func `a client that waits for leave is given it once`() throws {
    var reader = HTTPRequestReader(limits: HTTPLimits())
    reader.push(Array("POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n".utf8)[...])
    #expect(try reader.next() == .wantsLeave)
    #expect(try reader.next() == .needsMore)
    reader.push(Array("ok".utf8)[...])
    guard case .request(let request) = try reader.next() else {
      Issue.record("no request")
      return
    }
    #expect(request.body == Array("ok".utf8))
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let problem: HTTPProblem
    var testDescription: String { name }
  }

  private static let bad = [
    Bad(name: "no request line", text: "hello\r\n\r\n", problem: .badRequestLine),
    Bad(name: "a space in the path", text: "GET /a b HTTP/1.1\r\n\r\n", problem: .badRequestLine),
    Bad(name: "another protocol", text: "GET / ICY/1.1\r\n\r\n", problem: .badRequestLine),
    Bad(name: "another version", text: "GET / HTTP/2.0\r\n\r\n", problem: .unknownVersion),
    Bad(name: "a header that goes on", text: "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", problem: .badHeader),
    Bad(name: "a space before the colon", text: "GET / HTTP/1.1\r\nA : b\r\n\r\n", problem: .badHeader),
    Bad(name: "a zero byte in a value", text: "GET / HTTP/1.1\r\nA: b\0\r\n\r\n", problem: .badHeader),
    Bad(
      name: "two lengths",
      text: "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      problem: .badLength
    ),
    Bad(name: "a negative length", text: "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", problem: .badLength),
    Bad(name: "a signed length", text: "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", problem: .badLength),
    Bad(
      name: "length and chunks",
      text: "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      problem: .bothLengths
    ),
    Bad(name: "another coding", text: "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", problem: .unknownCoding),
    Bad(
      name: "a chunk without a size",
      text: "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
      problem: .badChunk
    ),
    Bad(
      name: "chunks before HTTP/1.1",
      text: "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      problem: .unknownCoding
    ),
    Bad(
      name: "a chunk's size ended by a line feed alone",
      text: "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0;a\nb\r\n\r\n",
      problem: .badChunk
    ),
    Bad(
      name: "a chunk longer than it says",
      text: "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n",
      problem: .badChunk
    ),
    Bad(
      name: "a length of many digits",
      text: "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
      problem: .bodyTooLong(limit: 1_000)
    ),
    Bad(
      name: "chunks past the limit",
      text: "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n",
      problem: .bodyTooLong(limit: 1_000)
    ),
    Bad(
      name: "a head past the limit",
      text: "GET / HTTP/1.1\r\nA: " + String(repeating: "x", count: 2_000),
      problem: .headTooLong(limit: 1_000)
    ),
    Bad(
      name: "many headers",
      text: "GET / HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 20) + "\r\n",
      problem: .tooManyHeaders(limit: 10)
    ),
  ]

  @Test(arguments: bad) func `what can be read in two ways, or is too much, is refused`(_ bad: Bad) throws {
    var limits = HTTPLimits()
    (limits.headBytes, limits.headers, limits.bodyBytes) = (1_000, 10, 1_000)
    #expect(throws: bad.problem) { _ = try read(bad.text, limits: limits) }
  }

  @Test func `any bytes end in requests or a problem`() {
    var random = SystemRandomNumberGenerator()
    let alphabet = Array("GET POST / HTTP/1.1\r\n\r\n:Content-Length: 12chunked\0\u{ff}".utf8)
    for _ in 0..<2_000 {
      let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      // fine because only that it comes back matters
      _ = try? read([bytes])
    }
  }
}
