import Domain
import Host
import Loop
import TestSupport
import Testing

@Suite struct WorkplaceTests {
  struct Words: Sendable, CustomTestStringConvertible {
    let name: String
    var rootOption: String?
    var variable: String?
    var roots: [String] = []
    var codex: [String] = []
    /// The folder found, and by what.
    let found: (folder: String, evidence: Project.Evidence)?
    var missingRoot: String?
    let wantsRoots: Bool

    var testDescription: String { name }
  }

  static let cases: [Words] = [
    Words(name: "nothing", found: ("cwd", .workingDirectory), wantsRoots: true),
    Words(name: "an option", rootOption: "a", found: ("a", .rootOption), wantsRoots: false),
    Words(name: "an option, relative", rootOption: "./../a", found: ("a", .rootOption), wantsRoots: false),
    Words(
      name: "an option that names nothing",
      rootOption: "gone",
      variable: "a",
      roots: ["b"],
      codex: ["c"],
      found: nil,
      missingRoot: "gone",
      wantsRoots: false
    ),
    Words(
      name: "an option that names a file",
      rootOption: "file",
      found: nil,
      missingRoot: "file",
      wantsRoots: false
    ),
    Words(
      name: "the variable",
      variable: "a",
      roots: ["b"],
      codex: ["c"],
      found: ("a", .claudeProjectVariable),
      wantsRoots: false
    ),
    Words(
      name: "a variable that names nothing",
      variable: "gone",
      roots: ["b"],
      codex: ["c"],
      found: ("b", .clientRoots),
      wantsRoots: true
    ),
    Words(name: "an empty variable", variable: "", found: ("cwd", .workingDirectory), wantsRoots: true),
    Words(name: "roots", roots: ["gone", "b", "c"], codex: ["c"], found: ("b", .clientRoots), wantsRoots: true),
    Words(name: "a workspace", roots: ["gone"], codex: ["gone", "c"], found: ("c", .codexWorkspace), wantsRoots: true),
    Words(
      name: "names of nothing",
      roots: ["gone"],
      codex: ["gone"],
      found: ("cwd", .workingDirectory),
      wantsRoots: true
    ),
  ]

  @Test(arguments: cases)
  func `the strongest word that names a folder counts`(_ words: Words) throws {
    try Fixture.with { fixture in
      for folder in ["a", "b", "c", "cwd"] { try fixture.makeFolder(folder) }
      try fixture.write("text", to: "file")
      var variables: [String: String] = [:]
      variables["CLAUDE_PROJECT_DIR"] = words.variable.map { $0.isEmpty ? "" : fixture.path($0) }
      let environment = Environment(
        variables: variables,
        workingDirectory: fixture.path("cwd"),
        executable: "/x"
      )
      let option = words.rootOption.map { $0.hasPrefix(".") ? $0 : fixture.path($0) }
      var workplace = Workplace(environment: environment, rootOption: option)
      workplace.clientRoots = words.roots.map(fixture.path)
      workplace.codexWorkspaces = words.codex.map(fixture.path)
      #expect(workplace.project?.root == words.found.map { fixture.path($0.folder) })
      #expect(workplace.project?.evidence == words.found?.evidence)
      #expect(workplace.missingRoot == words.missingRoot.map(fixture.path))
      #expect(workplace.wantsClientRoots == words.wantsRoots)
      let status = try Status(of: workplace, at: Desk(), actor: "person")
      #expect(status.contents == nil)
      #expect(status.version == Version.current)
      #expect(status.project == workplace.project)
    }
  }
}
