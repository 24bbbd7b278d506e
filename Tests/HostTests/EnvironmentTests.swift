import Foundation
import Host
import TestSupport
import Testing

@Suite struct EnvironmentTests {
  @Test func `this process's own environment is read whole`() {
    let environment = Environment.current()
    #expect(environment.variables == ProcessInfo.processInfo.environment)
    #expect(environment.workingDirectory?.hasPrefix("/") == true)
    #expect(Files.kind(environment.executable) == .file)
  }

  struct Search: Sendable, CustomTestStringConvertible {
    let name: String
    /// `$` stands for the fixture's folder.
    let path: String?
    let found: String?

    var testDescription: String { name }
  }

  @Test(arguments: [
    Search(name: "the first folder that has it", path: "$/none:$/one:$/two", found: "one/tool"),
    Search(name: "not a file that cannot be run", path: "$/plain:$/two", found: "two/tool"),
    Search(name: "not a folder of that name", path: "$/folder:$/two", found: "two/tool"),
    Search(name: "not the working directory, where PATH has a gap", path: ":", found: nil),
    Search(name: "an empty PATH", path: "", found: nil),
    Search(name: "no PATH", path: nil, found: nil),
  ])
  func `a program is found as a shell finds it`(_ search: Search) throws {
    try Fixture.with { fixture in
      for folder in ["one", "two"] {
        try fixture.makeFolder(folder)
        _ = try fixture.script("\(folder)/tool", "exit 0")
      }
      try fixture.write("text", to: "plain/tool")
      try fixture.makeFolder("folder/tool")
      var variables: [String: String] = [:]
      variables["PATH"] = search.path?.replacingOccurrences(of: "$", with: fixture.folder)
      let environment = Environment(variables: variables, workingDirectory: fixture.path("one"), executable: "/x")
      #expect(environment.program("tool") == search.found.map(fixture.path))
    }
  }
}
