import Bytes
import Commands
import Foundation
import Host
import TestSupport
import Testing

/// The built program as a person or a script uses it.
@Suite struct CommandLineTests {
  struct Typed: Sendable, CustomTestStringConvertible {
    let words: [String]
    var input = ""
    let code: ExitCode
    /// What stdout, or for a failure stderr, must contain.
    let says: String

    init(_ words: String..., input: String = "", code: ExitCode, says: String) {
      self.words = words
      self.input = input
      self.code = code
      self.says = says
    }

    var testDescription: String { (["reckon"] + words).joined(separator: " ") }
  }

  static let cases: [Typed] = [
    Typed("--version", code: .done, says: "reckon 0."),
    Typed("-V", code: .done, says: "reckon 0."),
    Typed("version", code: .done, says: "reckon 0."),
    Typed("--help", code: .done, says: "usage: reckon COMMAND"),
    Typed("-h", code: .done, says: "usage: reckon COMMAND"),
    Typed("help", code: .done, says: "usage: reckon COMMAND"),
    Typed("help", "status", code: .done, says: "usage: reckon status"),
    Typed("status", "--help", code: .done, says: "usage: reckon status"),
    Typed("call", "-h", "nonsense", code: .done, says: "usage: reckon call"),
    Typed("status", code: .done, says: "Project: "),
    Typed("status", "--json", code: .done, says: #"{"version":"#),
    Typed("status", "--root", "shop", code: .done, says: "found by --root; a git repository."),
    Typed("status", "--root=shop", code: .done, says: "found by --root; a git repository."),
    Typed("status", "--max-tokens", "100", code: .done, says: "Reckon "),
    Typed("call", "get_status", code: .done, says: "Project: "),
    Typed("call", "get_status", "{}", code: .done, says: "Project: "),
    Typed("call", "get_status", #"{"format":"json"}"#, code: .done, says: #"{"version":"#),
    Typed("call", "get_status", "{}", "--json", code: .done, says: #"{"version":"#),
    Typed("call", "get_status", "-", input: #"{"max_tokens": 600}"#, code: .done, says: "Project: "),
    Typed("call", "get_status", "-", input: "\n {} \n", code: .done, says: "Project: "),
    Typed("serve", input: #"{"jsonrpc":"2.0","id":1,"method":"ping"}"# + "\n", code: .done, says: #""result":{}"#),

    Typed(code: .usage, says: "usage: reckon COMMAND"),
    Typed("stauts", code: .usage, says: "there is no command stauts; did you mean status?"),
    Typed("Status", code: .usage, says: "did you mean status?"),
    Typed("frobnicate", code: .usage, says: "there is no command frobnicate\n"),
    Typed("help", "docter", code: .usage, says: "did you mean doctor?"),
    Typed("status", "--jsn", code: .usage, says: "has no option --jsn; did you mean --json?"),
    Typed("status", "now", code: .usage, says: "does not know what to do with now"),
    Typed("status", "--root", code: .usage, says: "--root needs a value: --root FOLDER"),
    Typed("status", "--json=yes", code: .usage, says: "--json takes no value"),
    Typed("call", code: .usage, says: "call needs TOOL"),
    Typed("call", "get_staus", code: .usage, says: "there is no tool get_staus; did you mean get_status?"),
    Typed("call", "frobnicate", code: .usage, says: "there is no tool frobnicate. Tools: get_status"),
    Typed("serve", "--bogus", code: .usage, says: "usage: reckon serve [OPTION…]\nreckon help serve tells more."),
    Typed("call", "get_status", "{}", "{}", code: .usage, says: "does not know what to do with {}"),
    Typed("--vresion", code: .usage, says: "--vresion is no command; did you mean --version?"),
    Typed("--json", "status", code: .usage, says: "options follow the command they are for"),
    Typed("get_status", code: .usage, says: "get_status is a tool: reckon status"),
    Typed("status", "--root", "", code: .usage, says: "--root was given an empty FOLDER"),

    Typed("call", "get_status", "{", code: .badInput, says: "the arguments are not JSON"),
    Typed("call", "get_status", "", code: .badInput, says: "the arguments are not JSON"),
    Typed("call", "get_status", "-", code: .badInput, says: "the arguments are not JSON"),
    Typed("call", "get_status", "[]", code: .badInput, says: "expected an object"),
    Typed("call", "get_status", #"{"max_token":5}"#, code: .badInput, says: "max_token"),
    Typed("call", "get_status", #"{"max_tokens":"many"}"#, code: .badInput, says: "/max_tokens: found \"many\""),
    Typed("status", "--max-tokens", "99", code: .badInput, says: "from 100 to 6000"),
    Typed("status", "--max-tokens", "lots", code: .badInput, says: "found \"lots\""),
    Typed("status", "--max-tokens", "nan", code: .badInput, says: "found \"nan\""),
    Typed("status", "--root", "gone", code: .badInput, says: "/gone, given with --root, is not a folder"),

    Typed("doctor", "--root", "gone", code: .environment, says: "1 of 8 checks failed."),
  ]

  @Test(arguments: cases)
  func `each way to call the program ends with its exit code and its words`(_ typed: Typed) throws {
    try Fixture.with { fixture in
      try fixture.makeFolder("shop/.git")
      try fixture.write("ref: refs/heads/main\n", to: "shop/.git/HEAD")
      let result = try fixture.run(.reckon, typed.words, input: typed.input)
      #expect(result.ending == .exited(Int(typed.code.rawValue)))
      let isAnswer = typed.code == .done || typed.code == .environment
      #expect((isAnswer ? result.output : result.errors).contains(typed.says), "\(result)")
      // An answer goes to stdout alone, and what is wrong with a question to stderr alone.
      #expect((isAnswer ? result.errors : result.output).isEmpty, "\(result)")
    }
  }

  @Test func `exit codes are those that scripts were promised`() {
    let codes: [ExitCode] = [.done, .negativeAnswer, .usage, .badInput, .environment, .internalFailure]
    #expect(codes.map(\.rawValue) == [0, 1, 2, 3, 4, 5])
  }

  @Test(arguments: [
    ["--help"], ["help", "call"], ["status"], ["status", "--json"], ["call", "get_status"], ["doctor"],
  ])
  func `a reader who has seen enough is no failure`(_ words: [String]) throws {
    try Fixture.with { fixture in
      let result = try fixture.run(.reckon, words) { $0.output = .brokenPipe }
      #expect(result == ProgramResult(ending: .exited(0), output: "", errors: ""))
    }
  }

  @Test(arguments: [["--help"], ["status"], ["doctor", "--json"]])
  func `an answer that cannot be written is a failure of the environment`(_ words: [String]) throws {
    try Fixture.with { fixture in
      for place in [">/dev/full", ">&-"] {
        let result = try fixture.run("/bin/sh", ["-c", "exec \"$RECKON\" \"$@\" \(place)", "sh"] + words) { launch in
          launch.environment["RECKON"] = BuiltProgram.reckon.path
        }
        #expect(result.ending == .exited(4), "\(place): \(result)")
        #expect(result.errors.contains("the answer cannot be written"))
      }
    }
  }

  @Test func `a working directory that has gone is not taken for another folder`() throws {
    try Fixture.with { fixture in
      let words = "mkdir gone && cd gone && rmdir ../gone && exec \"$RECKON\" status"
      let result = try fixture.run("/bin/sh", ["-c", words]) { launch in
        launch.environment["RECKON"] = BuiltProgram.reckon.path
        launch.folder = fixture.folder
      }
      #expect(result.output.contains("Project: none. The working directory has gone"), "\(result)")
    }
  }

  @Test func `a git that does not read the repository is a finding of the doctor`() throws {
    try Fixture.with { fixture in
      try fixture.repository("shop")
      let git = try fixture.script("git", "#!/bin/sh\nexit 1\n")
      let result = try fixture.run(.reckon, ["doctor"]) { launch in
        launch.folder = fixture.path("shop")
        launch.environment["PATH"] = fixture.folder + ":/usr/bin:/bin"
      }
      #expect(result.ending == .exited(4))
      #expect(result.output.contains("FAIL git: \(git) does not read the repository"), "\(result)")
    }
  }

  @Test(arguments: [["frobnicate"], ["status", "--jsn"], ["call", "get_status", "{"]])
  func `words about a failure that nobody hears do not change its exit code`(_ words: [String]) throws {
    try Fixture.with { fixture in
      let heard = try fixture.run(.reckon, words)
      let unheard = try fixture.run(.reckon, words) { $0.errors = .closed }
      #expect(heard.ending == unheard.ending)
      #expect(unheard.output.isEmpty)
    }
  }

  /// What the ids in examples stand for in the bundled product.
  private static func ids(_ fixture: Fixture, in folder: String) throws -> [String: String] {
    func ask(_ words: String...) throws -> JSONNode {
      try JSONDocument(fixture.run(.reckon, words + ["--json"]) { $0.folder = folder }.output).root
    }
    let open = try #require(try ask("opportunities", "--state", "open")["opportunities"]?.elements.first)
    let opportunity = try #require(open["id"]?.string)
    _ = try ask("decide", "pick", opportunity, "So that there is something to take.")
    let bet = try ask("bet")
    let ship = try #require(DemoFolder.story().firstMatch(of: /S-[0-9A-Z]{6}/)).output
    return [
      "O": opportunity, "B": try #require(bet["bet"]?["id"]?.string),
      "C": try #require(bet["claims"]?.elements.first?["id"]?.string), "S": String(ship),
    ]
  }

  @Test(arguments: CommandTable.all.map(\.name))
  func `each command's example runs on the bundled product`(_ name: String) throws {
    let command = try #require(CommandTable.all.first { $0.name == name })
    // What comes before the program's own name is another program's.
    let own = try #require(command.example.range(of: "reckon \(name)").map { command.example[$0.lowerBound...] })
    // That example has made the product.
    guard own != DemoFolder.command else { return }
    // It goes on until somebody ends it; the end-to-end tests do.
    guard name != "watch" else { return }
    let patience = DemoFolder.patience
    try Fixture.with { fixture in
      let folder = try DemoFolder.copy(to: fixture)
      try SampleSignals.write(to: "reckon-demo", of: fixture)
      var line = String(own.dropFirst("reckon ".count))
      if line.contains("-7K2M9Q") {
        for (letter, id) in try Self.ids(fixture, in: folder) { line.replace("\(letter)-7K2M9Q", with: id) }
      }
      if name == "rebuild" {
        let export = try fixture.run(.reckon, ["export", "backup"], within: patience) { $0.folder = folder }
        #expect(export.ending == .exited(0))
        try FileManager.default.removeItem(atPath: "\(folder)/.reckon")
      }
      let result = try fixture.run("/bin/sh", ["-c", "exec \"$RECKON\" " + line], within: patience) { launch in
        launch.environment["RECKON"] = BuiltProgram.reckon.path
        launch.folder = folder
      }
      #expect(result.ending == .exited(0) || result.ending == .exited(1), "\(line): \(result)")
      #expect(result.errors.isEmpty, "\(line): \(result)")
    }
  }

  @Test func `every tool is a command, and its options are the tool's arguments`() throws {
    try Fixture.with { fixture in
      let command = try fixture.run(.reckon, ["status", "--max-tokens=300"])
      let call = try fixture.run(.reckon, ["call", "get_status", #"{"max_tokens":300}"#])
      #expect(command == call)
      let json = try fixture.run(.reckon, ["status", "--json"]).output
      #expect(try JSONDocument(json).root["project"]?["root"]?.string == fixture.folder)
    }
  }
}
