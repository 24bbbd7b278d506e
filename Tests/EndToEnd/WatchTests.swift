import Bytes
import Foundation
import TestSupport
import Testing

/// `reckon watch` as programs and people meet it.
@Suite struct WatchTests {
  /// A running watch of a project.
  private struct Watch {
    let program: Program
    let port: UInt16

    init(_ words: String..., in fixture: Fixture) throws {
      program = try fixture.start(.reckon, ["watch", "--listen", "0", "--json"] + words) { launch in
        launch.folder = fixture.path("shop")
      }
      let greeting = try program.message()
      port = try #require(greeting["listening"]?.string?.split(separator: ":").last.flatMap { UInt16($0) })
      #expect(greeting["project"]?.string?.hasSuffix("/shop") == true)
    }

    /// Ends it as Ctrl-C does, and returns its report.
    func end() throws -> JSONNode {
      program.signal(SIGINT)
      let report = try program.message()
      #expect(try program.end() == .exited(0))
      return report
    }
  }

  private static func withShop(_ body: (Fixture, [Substring]) throws -> Void) throws {
    try Fixture.with { fixture in
      try fixture.repository("shop")
      try body(fixture, SampleSignals.telemetry().split(separator: "\n"))
    }
  }

  private static func signals(_ fixture: Fixture) throws -> Int64? {
    let status = try fixture.run(.reckon, ["status", "--json"]) { $0.folder = fixture.path("shop") }
    return try JSONDocument(status.output).root["signals"]?.integer
  }

  private static func waitUntil(_ holds: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + Program.patience
    while try !holds() {
      try #require(ContinuousClock.now < deadline)
      usleep(1_000)
    }
  }

  private static let json = ["content-type: application/json"]

  @Test func `what is sent is kept, and told at the end`() throws {
    try Self.withShop { fixture, lines in
      let watch = try Watch(in: fixture)
      let connection = try LocalConnection(port: watch.port)
      for line in lines {
        #expect(try connection.post("/v1/traces", Array(line.utf8), headers: Self.json).status == 200)
      }
      // The same again, as an exporter sends it that has not heard the answer.
      _ = try connection.post("/v1/traces", Array(lines[0].utf8), headers: Self.json)
      let report = try watch.end()
      #expect(report["accepted"]?.integer == 40)
      #expect(report["duplicate"]?.integer == 2)
      #expect(try Self.signals(fixture) == 40)
    }
  }

  @Test func `whenever it is killed, what was answered is kept once`() throws {
    try Self.withShop { fixture, lines in
      for (number, line) in lines.enumerated() where number < 8 {
        let watch = try Watch(in: fixture)
        let connection = try LocalConnection(port: watch.port)
        #expect(try connection.post("/v1/traces", Array(line.utf8), headers: Self.json).status == 200)
        // Before, while or after it is kept, as it happens.
        if number.isMultiple(of: 2) { usleep(UInt32(number) * 20_000) }
        watch.program.signal(SIGKILL)
        #expect(try watch.program.end() == .killed(signal: 9))
      }
      _ = try Watch(in: fixture).end()
      // Every third request failed, which is a signal more.
      #expect(try Self.signals(fixture) == 8 + 3)
    }
  }

  @Test func `what is fetched is kept, and who cannot be reached is said at the end`() throws {
    try Self.withShop { fixture, _ in
      try fixture.write("# TYPE queue_length gauge\nqueue_length 7\n", to: "pages/metrics")
      var launch = Launch()
      launch.arguments = ["python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
      launch.environment = try fixture.environment()
      launch.folder = fixture.path("pages")
      let server = try fixture.start("/usr/bin/env", launch)
      let words = String(decoding: try server.line(), as: UTF8.self).split(separator: " ")
      let port = try #require(words.drop { $0 != "port" }.dropFirst().first)
      let watch = try Watch(
        "--scrape",
        "shop=http://127.0.0.1:\(port)/metrics",
        "--scrape",
        "http://127.0.0.1:\(port)/nothing",
        "--query-range",
        "http://127.0.0.1:1 up",
        in: fixture
      )
      // One success and two failures are written down.
      try Self.waitUntil {
        let path = fixture.path("shop/.reckon/pulls.json")
        guard FileManager.default.fileExists(atPath: path) else { return false }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return text.components(separatedBy: "\"last_success\":\"").count == 2
          && text.components(separatedBy: "\"last_failure\":\"").count == 3
      }
      let report = try watch.end()
      #expect(report["accepted"]?.integer == 1)
      let errors = watch.program.errorText
      #expect(errors.contains("not fetched: scrape http://127.0.0.1:\(port)/nothing: nothing is there"))
      #expect(errors.contains("not fetched: query http://127.0.0.1:1 up: curl ended with 7"))
      #expect(!errors.contains("/metrics"))
    }
  }

  @Test func `what cannot be fetched for want of an address, a key or a program is said before anything begins`() throws
  {
    try Self.withShop { fixture, _ in
      for (words, said) in [
        (["--scrape", "shop"], "http"), (["--pull", "sentry=a/b"], "SENTRY_AUTH_TOKEN"),
        (["--query-range", "http://a.example"], "QUERY"), (["--pull", "a=b"], "github=OWNER/REPO"),
      ] {
        let result = try fixture.run(.reckon, ["watch", "--listen", "0"] + words) { $0.folder = fixture.path("shop") }
        #expect(result.ending == .exited(3))
        #expect(result.errors.contains(said), "\(result.errors)")
      }
      #expect(!FileManager.default.fileExists(atPath: fixture.path("shop/.reckon")))
    }
  }

  @Test func `beyond this host it does not listen without a token`() throws {
    try Self.withShop { fixture, _ in
      let open = try fixture.run(.reckon, ["watch", "--listen", "0.0.0.0:0"]) { $0.folder = fixture.path("shop") }
      #expect(open.ending == .exited(3))
      #expect(open.errors.contains("--token"))
      #expect(!FileManager.default.fileExists(atPath: fixture.path("shop/.reckon")))
    }
  }

  @Test func `a second watch of a project says that there is one, and a taken port is named`() throws {
    try Self.withShop { fixture, _ in
      let watch = try Watch(in: fixture)
      let second = try fixture.run(.reckon, ["watch", "--listen", "0"]) { $0.folder = fixture.path("shop") }
      #expect(second.ending == .exited(4))
      #expect(second.errors.contains("Another reckon watch is running"))
      try fixture.repository("other")
      let taken = try fixture.run(.reckon, ["watch", "--listen", "\(watch.port)"]) {
        $0.folder = fixture.path("other")
      }
      #expect(taken.ending == .exited(4))
      #expect(taken.errors.contains("127.0.0.1:\(watch.port)"))
      _ = try watch.end()
    }
  }
}
