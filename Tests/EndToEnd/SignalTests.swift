import Bytes
import Glibc
import TestSupport
import Testing

/// Hosts end a server with a signal; one that outlives it is an orphan.
@Suite struct SignalTests {
  enum Signal: String, CaseIterable, Sendable {
    case TERM, INT, HUP

    var number: Int32 {
      switch self {
      case .TERM: SIGTERM
      case .INT: SIGINT
      case .HUP: SIGHUP
      }
    }
  }

  /// Promised are 100 ms; the rest is for a machine busy with other tests.
  private static let bound = Duration.milliseconds(400)

  @Test(arguments: Signal.allCases, [false, true])
  func `a signal ends the server at once, also when its parent ignores it`(
    _ signal: Signal,
    _ isIgnoredByParent: Bool
  ) throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"]) { launch in
        if isIgnoredByParent { launch.ignoredSignals = Signal.allCases.map(\.rawValue) }
      }
      try server.expectAlive()
      let sent = ContinuousClock.now
      server.signal(signal.number)
      #expect(try server.timeToEnd(since: sent) < Self.bound)
      #expect(try server.end() == .killed(signal: Int(signal.number)))
    }
  }

  @Test func `a probe that kills the server after its answer leaves nothing behind`() throws {
    try Fixture.with { fixture in
      for _ in 0..<5 {
        let server = try fixture.start(.reckon, ["serve"])
        let reply = try server.ask(Message.request("probe", "server/discover", in: .july2026))
        #expect(reply["result"] != nil)
        server.signal(SIGTERM)
        #expect(try server.end() == .killed(signal: Int(SIGTERM)))
        #expect(server.errorText == "")
      }
    }
  }
}
