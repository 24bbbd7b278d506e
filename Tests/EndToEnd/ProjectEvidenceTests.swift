import Bytes
import Foundation
import TestSupport
import Testing

/// Which project a call is about: the strongest evidence that names a folder, in real repositories.
@Suite struct ProjectEvidenceTests {
  /// What a test names on each of the five ways; nil says nothing there.
  struct Evidence: Sendable, CustomTestStringConvertible {
    let name: String
    var rootOption: String?
    var variable: String?
    var roots: [String]?
    var codex: String?
    var folder = "by-folder"
    let project: String
    let foundBy: String
    var suffix = "; a git repository."

    var testDescription: String { name }
  }

  static let cases: [Evidence] = [
    Evidence(name: "the working directory alone", project: "by-folder", foundBy: "the working directory"),
    Evidence(name: "a Codex workspace", codex: "by-codex", project: "by-codex", foundBy: "the Codex workspace"),
    Evidence(
      name: "roots before a Codex workspace",
      roots: ["by-roots"],
      codex: "by-codex",
      project: "by-roots",
      foundBy: "the client's roots"
    ),
    Evidence(
      name: "the variable before roots",
      variable: "by-variable",
      roots: ["by-roots"],
      codex: "by-codex",
      project: "by-variable",
      foundBy: "CLAUDE_PROJECT_DIR"
    ),
    Evidence(
      name: "the option before all",
      rootOption: "by-option",
      variable: "by-variable",
      roots: ["by-roots"],
      codex: "by-codex",
      project: "by-option",
      foundBy: "--root"
    ),
    Evidence(
      name: "the option, as seen from the working directory",
      rootOption: "../by-option",
      roots: ["by-option"],
      project: "by-option",
      foundBy: "--root"
    ),
    Evidence(
      name: "a variable that names no folder, then roots",
      variable: "gone",
      roots: ["by-roots"],
      project: "by-roots",
      foundBy: "the client's roots"
    ),
    Evidence(
      name: "an empty variable, then the working directory",
      variable: "",
      project: "by-folder",
      foundBy: "the working directory"
    ),
    Evidence(
      name: "the first root that is a folder",
      roots: ["gone", "by-roots", "by-codex"],
      project: "by-roots",
      foundBy: "the client's roots"
    ),
    Evidence(
      name: "no roots to tell, then a Codex workspace",
      roots: [],
      codex: "by-codex",
      project: "by-codex",
      foundBy: "the Codex workspace"
    ),
    Evidence(
      name: "a folder deep in a repository",
      folder: "by-folder/packages/web",
      project: "by-folder",
      foundBy: "the working directory"
    ),
    Evidence(
      name: "a root deep in a repository, with a space and an umlaut",
      roots: ["by-roots/Größe und Preis"],
      project: "by-roots",
      foundBy: "the client's roots"
    ),
    Evidence(
      name: "a linked working tree",
      folder: "tree",
      project: "tree",
      foundBy: "the working directory",
      suffix: "; a linked working tree of a git repository."
    ),
    Evidence(
      name: "a folder in a linked working tree",
      folder: "tree/deep",
      project: "tree",
      foundBy: "the working directory",
      suffix: "; a linked working tree of a git repository."
    ),
    Evidence(
      name: "a submodule",
      folder: "outer/modules/inner",
      project: "outer/modules/inner",
      foundBy: "the working directory"
    ),
    Evidence(
      name: "a bare folder",
      folder: "bare",
      project: "bare",
      foundBy: "the working directory",
      suffix: "; not a git repository, so ships cannot be verified here."
    ),
    Evidence(name: "a link to a folder", folder: "link", project: "by-folder", foundBy: "the working directory"),
  ]

  @Test(arguments: cases)
  func `the strongest evidence that names a folder finds the project`(_ evidence: Evidence) throws {
    try Fixture.with { fixture in
      let named = [evidence.rootOption, evidence.variable, evidence.codex, evidence.folder] + (evidence.roots ?? [])
      try Projects.make(named.compactMap { $0 }, fixture)
      for revision in Revision.allCases {
        let arguments = evidence.rootOption.map { ["--root", $0.hasPrefix("..") ? $0 : fixture.path($0)] } ?? []
        let server = try fixture.start(.reckon, ["serve"] + arguments) { launch in
          launch.folder = fixture.path(evidence.folder)
          launch.environment["CLAUDE_PROJECT_DIR"] = evidence.variable.map { $0.isEmpty ? "" : fixture.path($0) }
        }
        let client = RootsClient(server, revision, roots: evidence.roots.map { $0.map(fixture.path) })
        let text = try client.status(codexWorkspace: evidence.codex.map(fixture.path))
        let line = "Project: \(fixture.path(evidence.project)), found by \(evidence.foundBy)\(evidence.suffix)"
        #expect(text.split(separator: "\n").contains { $0 == line }, "\(revision): \(text)")
        #expect(try server.hangUp() == .exited(0))
      }
    }
  }

  @Test(arguments: Revision.allCases)
  func `a root option that names no folder is never replaced by a guess`(_ revision: Revision) throws {
    try Fixture.with { fixture in
      for folder in ["by-folder", "by-variable", "by-roots", "by-codex"] { try fixture.makeFolder(folder) }
      let server = try fixture.start(.reckon, ["serve", "--root", fixture.path("gone")]) { launch in
        launch.folder = fixture.path("by-folder")
        launch.environment["CLAUDE_PROJECT_DIR"] = fixture.path("by-variable")
      }
      let client = RootsClient(server, revision, roots: [fixture.path("by-roots")])
      let text = try client.status(codexWorkspace: fixture.path("by-codex"))
      let line = "Project: none. \(fixture.path("gone")), given with --root, is not a folder."
      #expect(text.split(separator: "\n").contains { $0 == line }, "\(text)")
    }
  }

  @Test func `working trees of one repository share one state folder`() throws {
    try Fixture.with { fixture in
      try Projects.make(["by-folder/packages/web", "tree/deep"], fixture)
      for folder in ["by-folder", "by-folder/packages/web", "tree/deep"] {
        let result = try fixture.run(.reckon, ["status", "--json"]) { $0.folder = fixture.path(folder) }
        let project = try JSONDocument(result.output).root["project"]
        #expect(project?["state_folder"]?.string == fixture.path("by-folder/.reckon"))
        #expect(project?["linked_worktree"]?.bool == folder.hasPrefix("tree"))
      }
    }
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let response: JSONObject

    var testDescription: String { name }
  }

  @Test(
    arguments: [
      Refusal(name: "method not found", response: ["error": ["code": -32601, "message": "Method not found"]]),
      Refusal(name: "an error without words", response: ["error": [:]]),
      Refusal(name: "a result without roots", response: ["result": [:]]),
      Refusal(name: "roots that are no list", response: ["result": ["roots": "everywhere"]]),
    ],
    Revision.legacy
  )
  func `a client that cannot tell its roots after all still gets its status`(
    _ refusal: Refusal,
    _ revision: Revision
  ) throws {
    try Fixture.with { fixture in
      try fixture.makeFolder("shop")
      let server = try fixture.start(.reckon, ["serve"]) { $0.folder = fixture.path("shop") }
      try server.open(revision, capabilities: ["roots": [:]])
      try server.send(Message.call(1, "get_status", in: revision))
      let question = try server.message()
      #expect(question["method"]?.string == "roots/list")
      var response = refusal.response
      response["jsonrpc"] = "2.0"
      response["id"] = question["id"]?.value
      try server.send(.object(response))
      let reply = try server.reply(to: 1)
      #expect(reply.answerText?.contains("shop, found by the working directory") == true, "\(reply.value.text)")
    }
  }
}

/// The folders the cases name, as git makes them.
private enum Projects {
  /// Makes the repositories, working trees and folders that some paths lie in.
  static func make(_ paths: [String], _ fixture: Fixture) throws {
    for (top, path) in Set(paths).sorted().map({ ($0.split(separator: "/").first ?? "", $0) }) {
      switch top {
      case "", "gone", "..": break
      case "bare": try fixture.makeFolder("bare")
      case "tree":
        try fixture.repository("by-folder", hasCommit: true)
        try fixture.git("worktree", "add", "--quiet", fixture.path("tree"), in: "by-folder")
      case "outer":
        try fixture.repository("inner", hasCommit: true)
        try fixture.repository("outer")
        try fixture.git("submodule", "--quiet", "add", fixture.path("inner"), "modules/inner", in: "outer")
      case "link":
        try fixture.repository("by-folder")
        let files = FileManager.default
        try files.createSymbolicLink(atPath: fixture.path("link"), withDestinationPath: fixture.path("by-folder"))
        continue
      default: try fixture.repository(String(top))
      }
      if !["", "gone", ".."].contains(top) { try fixture.makeFolder(path) }
    }
  }
}
