import Bytes
import TestSupport
import Testing

/// A read creates nothing: no state, no lock, no cache, no log.
@Suite struct LeaveNoTraceTests {
  /// A project, a home and a temporary folder that a test owns, and what they hold.
  private static func surroundings(_ fixture: Fixture) throws -> (launch: (inout Launch) -> Void, files: [String]) {
    try fixture.repository("shop")
    try fixture.makeFolder("tmp")
    let variables = try fixture.environment().merging(
      ["TMPDIR": fixture.path("tmp"), "XDG_CACHE_HOME": fixture.path("home/.cache")]
    ) { $1 }
    let files = fixture.listing()
    #expect(files.contains("shop/.git/HEAD"))
    return (
      { launch in
        launch.environment = variables
        launch.folder = fixture.path("shop")
      }, files
    )
  }

  @Test(arguments: Revision.allCases)
  func `serving creates no file anywhere`(_ revision: Revision) throws {
    try Fixture.with { fixture in
      let (launch, files) = try Self.surroundings(fixture)
      let server = try fixture.start(.reckon, ["serve"], with: launch)
      try server.open(revision)
      _ = try server.ask(Message.request(1, "tools/list", in: revision))
      let status = try server.ask(Message.call(2, "get_status", in: revision))
      #expect(status.answerText?.contains("shop, found by the working directory; a git repository") == true)
      #expect(fixture.listing() == files)
      #expect(try server.hangUp() == .exited(0))
      #expect(fixture.listing() == files)
    }
  }

  @Test(arguments: [["status"], ["status", "--json"], ["call", "get_status", "{}"], ["--help"], ["doctor"]])
  func `reading from a shell creates no file anywhere`(_ words: [String]) throws {
    try Fixture.with { fixture in
      let (launch, files) = try Self.surroundings(fixture)
      let result = try fixture.run(.reckon, words, with: launch)
      #expect(result.ending == .exited(0), "\(result)")
      #expect(fixture.listing() == files)
    }
  }
}
