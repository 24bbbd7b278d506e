import Domain
import Foundation
import Host
import TestSupport
import Testing

@Suite struct ProjectFinderTests {
  /// A folder laid out by hand, so that layouts git makes rarely or not at all are in the table too.
  struct Layout: Sendable, CustomTestStringConvertible {
    let name: String
    var folders: [String] = []
    /// Files with their text; `$` stands for the fixture's folder.
    var files: [String: String] = [:]
    let asked: String
    let root: String
    var common: String?
    var isLinked = false
    let state: String

    var testDescription: String { name }
  }

  static let layouts: [Layout] = [
    Layout(name: "no repository", folders: ["a/b"], asked: "a/b", root: "a/b", state: "a/b/.reckon"),
    Layout(
      name: "the top of a repository",
      files: ["r/.git/HEAD": "ref: refs/heads/main\n"],
      asked: "r",
      root: "r",
      common: "r/.git",
      state: "r/.reckon"
    ),
    Layout(
      name: "deep in a repository",
      folders: ["r/a/b/c"],
      files: ["r/.git/HEAD": ""],
      asked: "r/a/b/c",
      root: "r",
      common: "r/.git",
      state: "r/.reckon"
    ),
    Layout(
      name: "a repository in a repository",
      folders: ["r/inner/a"],
      files: ["r/.git/HEAD": "", "r/inner/.git/HEAD": ""],
      asked: "r/inner/a",
      root: "r/inner",
      common: "r/inner/.git",
      state: "r/inner/.reckon"
    ),
    Layout(
      name: "an empty folder called .git is no repository",
      folders: ["r/.git", "r/a"],
      asked: "r/a",
      root: "r/a",
      state: "r/a/.reckon"
    ),
    Layout(
      name: "a linked working tree, absolute",
      files: [
        "r/.git/HEAD": "", "r/.git/worktrees/t/commondir": "../..\n", "t/.git": "gitdir: $/r/.git/worktrees/t\n",
      ],
      asked: "t",
      root: "t",
      common: "r/.git",
      isLinked: true,
      state: "r/.reckon"
    ),
    Layout(
      name: "a linked working tree, relative, with CRLF",
      folders: ["t/a"],
      files: [
        "r/.git/HEAD": "", "r/.git/worktrees/t/commondir": "../..\r\n",
        "t/.git": "gitdir: ../r/.git/worktrees/t\r\n",
      ],
      asked: "t/a",
      root: "t",
      common: "r/.git",
      isLinked: true,
      state: "r/.reckon"
    ),
    Layout(
      name: "a linked working tree of a bare repository",
      files: [
        "shop.git/HEAD": "", "shop.git/worktrees/t/commondir": "../..\n", "t/.git": "gitdir: $/shop.git/worktrees/t\n",
      ],
      asked: "t",
      root: "t",
      common: "shop.git",
      isLinked: true,
      state: "shop.git/.reckon"
    ),
    Layout(
      name: "a repository that keeps its git folder elsewhere",
      files: ["elsewhere/HEAD": "", "r/.git": "gitdir: $/elsewhere\n"],
      asked: "r",
      root: "r",
      common: "elsewhere",
      state: "elsewhere/.reckon"
    ),
    Layout(
      name: "a submodule",
      files: ["o/.git/HEAD": "", "o/.git/modules/i/HEAD": "", "o/i/.git": "gitdir: ../.git/modules/i\n"],
      asked: "o/i",
      root: "o/i",
      common: "o/.git/modules/i",
      state: "o/.git/modules/i/.reckon"
    ),
    Layout(
      name: "a .git file that names nothing there is",
      folders: ["r/a"],
      files: ["r/.git": "gitdir: $/gone\n"],
      asked: "r/a",
      root: "r/a",
      state: "r/a/.reckon"
    ),
    Layout(
      name: "a .git file of another kind",
      files: ["o/.git/HEAD": "", "o/r/.git": "hello\n"],
      asked: "o/r",
      root: "o",
      common: "o/.git",
      state: "o/.reckon"
    ),
    Layout(
      name: "a folder with spaces, quotes and a line break",
      files: ["a \"b\"\nc/.git/HEAD": ""],
      asked: "a \"b\"\nc",
      root: "a \"b\"\nc",
      common: "a \"b\"\nc/.git",
      state: "a \"b\"\nc/.reckon"
    ),
  ]

  @Test(arguments: layouts)
  func `a folder's project is the top of the working tree around it`(_ layout: Layout) throws {
    try Fixture.with { fixture in
      for folder in layout.folders { try fixture.makeFolder(folder) }
      for (name, text) in layout.files {
        try fixture.write(text.replacingOccurrences(of: "$", with: fixture.folder), to: name)
      }
      let project = ProjectFinder.project(among: [.init(fixture.path(layout.asked), .workingDirectory)])
      let repository = layout.common.map {
        Repository(commonFolder: fixture.path($0), isLinked: layout.isLinked)
      }
      #expect(
        project == Project(root: fixture.path(layout.root), evidence: .workingDirectory, repository: repository)
      )
      #expect(project?.stateFolder == fixture.path(layout.state))
    }
  }

  @Test func `the first candidate that is a folder wins`() throws {
    try Fixture.with { fixture in
      try fixture.write("text", to: "file")
      try fixture.makeFolder("first")
      try fixture.makeFolder("second")
      let candidates: [ProjectFinder.Candidate] = [
        .init(fixture.path("gone"), .rootOption), .init(fixture.path("file"), .claudeProjectVariable),
        .init(fixture.path("first/../first/."), .clientRoots), .init(fixture.path("second"), .workingDirectory),
      ]
      let project = ProjectFinder.project(among: candidates)
      #expect(project == Project(root: fixture.path("first"), evidence: .clientRoots, repository: nil))
      #expect(ProjectFinder.project(among: Array(candidates.prefix(2))) == nil)
      #expect(ProjectFinder.project(among: []) == nil)
    }
  }

  @Test func `the root folder's state lies in the root folder`() {
    #expect(Project(root: "/", evidence: .workingDirectory, repository: nil).stateFolder == "/.reckon")
    let repository = Repository(commonFolder: "/.git", isLinked: false)
    #expect(Project(root: "/", evidence: .workingDirectory, repository: repository).stateFolder == "/.reckon")
  }
}
