import Bytes
import HTTP
import TestSupport
import Testing

@Suite struct HTTPServerTests {
  /// A server that says back what it was told.
  private static func echo(_ limits: HTTPLimits = HTTPLimits()) throws -> HTTPServer {
    let server = try HTTPServer(ListenAddress(host: "127.0.0.1", port: 0), limits: limits) { request in
      HTTPResponse(200, headers: HTTPHeaders([("X-Path", request.head.path)]), body: request.body)
    }
    server.start()
    return server
  }

  @Test func `a connection serves one request after the other`() throws {
    let server = try Self.echo()
    let connection = try LocalConnection(port: server.port)
    for number in 0..<3 {
      let answer = try connection.post("/\(number)", Array("body \(number)".utf8))
      #expect(answer.status == 200)
      #expect(answer.head.contains("X-Path: /\(number)\r\n"))
      #expect(answer.body == Array("body \(number)".utf8))
    }
    #expect(server.stop(within: .seconds(180)))
    #expect(connection.hasEnded())
  }

  @Test func `requests sent in one go are answered in their order`() throws {
    let server = try Self.echo()
    let connection = try LocalConnection(port: server.port)
    try connection.send("GET /a HTTP/1.1\r\n\r\nHEAD /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\nConnection: close\r\n\r\n")
    let heads = try (0..<3).map { _ in try connection.answer().head }
    #expect(zip(heads, ["/a", "/b", "/c"]).allSatisfy { $0.contains("X-Path: \($1)\r\n") })
    #expect(heads[2].contains("Connection: close"))
    #expect(connection.hasEnded())
    server.stop(within: .seconds(180))
  }

  @Test func `a client that waits for leave gets it`() throws {
    let server = try Self.echo()
    let connection = try LocalConnection(port: server.port)
    try connection.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    #expect(try connection.answer().status == 100)
    try connection.send("ok")
    #expect(try connection.answer().body == Array("ok".utf8))
    server.stop(within: .seconds(180))
  }

  @Test(arguments: [
    ("nonsense\r\n\r\n", 400), ("POST / HTTP/1.1\r\nContent-Length: 2000\r\n\r\n", 413),
    ("GET / HTTP/3.0\r\n\r\n", 505),
    ("GET / HTTP/1.1\r\nA: \(String(repeating: "b", count: 70_000))", 431),
  ]) func `what cannot be served is said, and the connection ends`(_ request: String, _ status: Int) throws {
    var limits = HTTPLimits()
    limits.bodyBytes = 1_000
    let server = try Self.echo(limits)
    let connection = try LocalConnection(port: server.port)
    try connection.send(request)
    #expect(try connection.answer().status == status)
    #expect(connection.hasEnded())
    server.stop(within: .seconds(180))
  }

  @Test func `a request that does not come to its end is given up`() throws {
    var limits = HTTPLimits()
    limits.request = .milliseconds(50)
    let server = try Self.echo(limits)
    let connection = try LocalConnection(port: server.port)
    try connection.send("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab")
    #expect(try connection.answer().status == 408)
    #expect(connection.hasEnded())
    server.stop(within: .seconds(180))
  }

  @Test func `a connection on which nobody asks anything is closed`() throws {
    var limits = HTTPLimits()
    limits.idle = .milliseconds(20)
    let server = try Self.echo(limits)
    #expect(try LocalConnection(port: server.port).hasEnded())
    server.stop(within: .seconds(180))
  }

  @Test func `more connections than are served are told to come again`() throws {
    var limits = HTTPLimits()
    limits.connections = 2
    let server = try Self.echo(limits)
    let first = try (0..<2).map { _ in try LocalConnection(port: server.port) }
    for connection in first { #expect(try connection.post("/", []).status == 200) }
    let third = try LocalConnection(port: server.port)
    let answer = try third.answer()
    #expect(answer.status == 503)
    #expect(answer.head.contains("Retry-After: 5"))
    server.stop(within: .seconds(180))
  }

  @Test func `bodies that would fill the memory are put off`() throws {
    var limits = HTTPLimits()
    limits.allBodies = 100_000
    let server = try Self.echo(limits)
    var statuses: Set<Int> = []
    // Which of the two comes first is the system's business; whoever is second is put off.
    while !statuses.contains(503) {
      let slow = try LocalConnection(port: server.port)
      try slow.send(
        Array("POST / HTTP/1.1\r\nContent-Length: 90000\r\n\r\n".utf8) + [UInt8](repeating: 0, count: 60_000)
      )
      statuses.insert(try LocalConnection(port: server.port).post("/", [UInt8](repeating: 1, count: 80_000)).status)
    }
    #expect(statuses.isSubset(of: [200, 503]))
    #expect(server.stop(within: .seconds(180)))
  }

  @Test func `a request that has begun is answered while the server stops`() throws {
    let begun = Monitor(false)
    let goOn = Monitor(false)
    let server = try HTTPServer(ListenAddress(host: "127.0.0.1", port: 0)) { _ in
      begun.update { $0 = true }
      _ = goOn.wait { $0 ? true : nil }
      return HTTPResponse(200)
    }
    server.start()
    let connection = try LocalConnection(port: server.port)
    try connection.send("GET / HTTP/1.1\r\n\r\n")
    _ = begun.wait { $0 ? true : nil }
    #expect(!server.stop(within: .milliseconds(1)))
    goOn.update { $0 = true }
    let answer = try connection.answer()
    #expect(answer.status == 200)
    #expect(answer.head.contains("Connection: close"))
    #expect(server.stop(within: .seconds(180)))
    #expect(throws: SystemFailure.self) { _ = try LocalConnection(port: server.port) }
  }

  @Test func `an address that somebody listens on cannot be had`() throws {
    let server = try Self.echo()
    #expect(throws: HTTPServer.Failure.addressInUse) {
      _ = try HTTPServer(ListenAddress(host: "127.0.0.1", port: server.port)) { _ in HTTPResponse(200) }
    }
    server.stop(within: .seconds(180))
  }
}
