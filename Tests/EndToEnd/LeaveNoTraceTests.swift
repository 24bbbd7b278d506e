import Bytes
import TestSupport
import Testing

/// A read creates nothing: no state, no lock, no cache, no log.
@Suite struct LeaveNoTraceTests {
  @Test(arguments: Revision.allCases)
  func `serving and reading the status create no file anywhere`(_ revision: Revision) throws {
    try Fixture.with { fixture in
      try fixture.repository("shop")
      try fixture.makeFolder("tmp")
      let variables = try fixture.environment().merging(
        ["TMPDIR": fixture.path("tmp"), "XDG_CACHE_HOME": fixture.path("home/.cache")]
      ) { $1 }
      let before = fixture.listing()
      #expect(before.contains("shop/.git/HEAD"))

      let server = try fixture.start(.reckon, ["serve"]) { launch in
        launch.environment = variables
        launch.folder = fixture.path("shop")
      }
      try server.open(revision)
      _ = try server.ask(Message.request(1, "tools/list", in: revision))
      let status = try server.ask(Message.call(2, "get_status", in: revision))
      #expect(status.answerText?.contains("shop, found by the working directory; a git repository") == true)
      #expect(fixture.listing() == before)
      #expect(try server.hangUp() == .exited(0))

      for words in [["status"], ["status", "--json"], ["call", "get_status", "{}"], ["--help"], ["doctor"]] {
        let result = try fixture.run(.reckon, words) { launch in
          launch.environment = variables
          launch.folder = fixture.path("shop")
        }
        #expect(result.ending == .exited(0), "\(words): \(result.output)\(result.errors)")
      }
      #expect(fixture.listing() == before)
    }
  }
}
