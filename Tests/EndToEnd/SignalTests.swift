import Bytes
import Foundation
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

  /// What a server's parent does with the signals itself, and its children inherit.
  enum Parent: CaseIterable, Sendable { case ordinary, ignoring, blocking }

  @Test(arguments: Signal.allCases, Parent.allCases)
  func `a signal ends the server at once, whatever its parent does with it`(
    _ signal: Signal,
    _ parent: Parent
  ) throws {
    try Fixture.with { fixture in
      let server = try fixture.start(.reckon, ["serve"]) { launch in
        if parent == .ignoring { launch.ignoredSignals = Signal.allCases.map(\.rawValue) }
        launch.blocksSignals = parent == .blocking
      }
      try server.expectAlive()
      let sent = ContinuousClock.now
      server.signal(signal.number)
      #expect(try server.timeToEnd(since: sent) < Self.bound)
      #expect(try server.end() == .killed(signal: Int(signal.number)))
    }
  }

  @Test(
    .enabled(if: SignalTests.canContain, "the system lets no user make a process space"),
    arguments: Signal.allCases
  )
  func `a signal also ends the first process of a container`(_ signal: Signal) throws {
    try Fixture.with { fixture in
      var launch = Launch()
      launch.arguments = Self.container + [BuiltProgram.reckon.path, "serve"]
      let server = try fixture.start("/usr/bin/env", launch)
      try server.expectAlive()
      let children = try String(contentsOfFile: "/proc/\(server.pid)/task/\(server.pid)/children", encoding: .utf8)
      let inside = try #require(Int32(children.filter(\.isNumber)))
      let sent = ContinuousClock.now
      kill(inside, signal.number)
      // Waited for by `unshare`, which ends as the server did.
      #expect(try server.timeToEnd(since: sent) < Self.bound)
      #expect(try server.end() == .exited(128 + Int(signal.number)))
    }
  }

  /// Starts what follows as process 1, to which the default action of a signal is never applied.
  private static let container = [
    "PATH=/usr/bin:/bin", "unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child",
  ]

  private static let canContain: Bool = {
    // fine because a system where this cannot even be tried has no process spaces either
    let result = try? Fixture.with { try $0.run("/usr/bin/env", container + ["true"]) }
    return result?.ending == .exited(0)
  }()

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
