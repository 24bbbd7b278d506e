import Bytes
import Foundation
import TestSupport
import Testing

/// The import as a person or a script uses it: bad files, several processes, sudden ends.
@Suite struct ImportTests {
  /// Signals in the sample's thirty lines: a span each, and an error for each third.
  private static let sample = 40

  private static func withShop(_ body: (Fixture) throws -> Void) throws {
    try Fixture.with { fixture in
      try fixture.repository("shop")
      try SampleSignals.write(to: "shop", of: fixture)
      try body(fixture)
    }
  }

  private static func reckon(
    _ words: String...,
    in fixture: Fixture,
    input: String = "",
    with change: (inout Launch) -> Void = { _ in }
  ) throws -> ProgramResult {
    try fixture.run(.reckon, words, input: input) { launch in
      launch.folder = fixture.path("shop")
      change(&launch)
    }
  }

  private static func report(_ result: ProgramResult) throws -> (accepted: Int64?, duplicates: Int64?, rejected: Int64?)
  {
    let json = try JSONDocument(result.output).root
    return (json["accepted"]?.integer, json["duplicate"]?.integer, json["rejected"]?.integer)
  }

  private static func expectClean(_ fixture: Fixture, signals: Int) throws {
    let status = try JSONDocument(reckon("status", "--json", in: fixture).output).root
    #expect(status["signals"]?.integer == Int64(signals))
    let audit = try reckon("audit", in: fixture)
    #expect(audit.ending == .exited(0), "\(audit)")
  }

  // MARK: Files

  struct File: Sendable, CustomTestStringConvertible {
    let name: String
    /// Makes what is imported as `it`.
    let make: @Sendable (Fixture) throws -> Void
    let code: Int
    let says: String

    var testDescription: String { name }
  }

  static let files: [File] = [
    File(name: "nothing at all", make: { _ in }, code: 3, says: "shop/it"),
    File(
      name: "a link to nothing",
      make: { try FileManager.default.createSymbolicLink(atPath: $0.path("shop/it"), withDestinationPath: "gone") },
      code: 3,
      says: "shop/it"
    ),
    File(
      name: "a link to itself",
      make: { try FileManager.default.createSymbolicLink(atPath: $0.path("shop/it"), withDestinationPath: "it") },
      code: 3,
      says: "shop/it"
    ),
    File(
      name: "a picture",
      make: { try $0.write("\u{89}PNG\r\n\u{1a}\n\0\0\0\rIHDR", to: "shop/it") },
      code: 3,
      says: "it"
    ),
    File(
      name: "prose",
      make: { try $0.write("Dear diary,\nnothing happened today.\n", to: "shop/it") },
      code: 3,
      says: "it"
    ),
    File(
      name: "a foreign object",
      make: { try $0.write("{\"name\":\"shop\",\"version\":\"1.0.0\"}\n", to: "shop/it") },
      code: 3,
      says: "it"
    ),
    File(
      name: "a foreign database",
      make: { try $0.write("SQLite format 3\0" + String(repeating: "\0", count: 100), to: "shop/it") },
      code: 3,
      says: "it"
    ),
    File(
      name: "good lines and a bad one",
      make: {
        try $0.write(
          SampleSignals.telemetry(0..<1) + "{\"resourceSpans\":\n" + SampleSignals.telemetry(1..<2),
          to: "shop/it"
        )
      },
      code: 0,
      says: ":2: "
    ),
    File(
      name: "a folder of both",
      make: { fixture in
        try fixture.write(SampleSignals.telemetry(), to: "shop/it/a.jsonl")
        try fixture.write("Dear diary,\n", to: "shop/it/b.txt")
      },
      code: 0,
      says: "it/b.txt"
    ),
  ]

  @Test(arguments: files) func `what cannot be taken in is named, with its exit code`(_ file: File) throws {
    try Self.withShop { fixture in
      try file.make(fixture)
      let result = try Self.reckon("import", "it", in: fixture)
      #expect(result.ending == .exited(file.code), "\(result)")
      #expect((result.output + result.errors).contains(file.says), "\(result)")
      #expect(!(result.output + result.errors).contains("Fatal"))
      // What is there afterwards is whole.
      let audit = try Self.reckon("audit", in: fixture)
      #expect(audit.ending == .exited(0) || audit.errors.contains("Nothing has been imported"), "\(audit)")
    }
  }

  @Test func `one path that is missing keeps the others out`() throws {
    try Self.withShop { fixture in
      let result = try Self.reckon("import", "telemetry.jsonl", "gone.csv", in: fixture)
      #expect(result.ending == .exited(3))
      #expect(try Self.reckon("status", in: fixture).output.contains("nothing has been imported"))
    }
  }

  @Test func `standard input is a file like any other`() throws {
    try Self.withShop { fixture in
      let piped = try Self.reckon("import", "-", "--json", in: fixture, input: SampleSignals.telemetry())
      #expect(try Self.report(piped) == (Int64(Self.sample), 0, 0))
      let file = try Self.reckon("import", "telemetry.jsonl", "--json", in: fixture)
      #expect(try Self.report(file) == (0, Int64(Self.sample), 0))
      let nothing = try Self.reckon("import", "-", in: fixture) { $0.input = .nothing }
      #expect(nothing.ending == .exited(3) || nothing.ending == .exited(0), "\(nothing)")
      try Self.expectClean(fixture, signals: Self.sample)
    }
  }

  // MARK: Processes

  @Test func `two imports of one file at once count it once`() throws {
    try Self.withShop { fixture in
      try fixture.write(SampleSignals.days(0..<60), to: "shop/long.jsonl")
      let all = 60 * 28
      let programs = try (0..<2).map { _ in
        try fixture.start(.reckon, ["import", "long.jsonl", "--json"]) { $0.folder = fixture.path("shop") }
      }
      let reports = try programs.map { program in
        program.closeInput()
        let output = String(decoding: try program.rest(within: .seconds(60)), as: UTF8.self)
        #expect(try program.end() == .exited(0), "\(program.errorText)")
        return try JSONDocument(output).root
      }
      #expect(reports.reduce(0) { $0 + ($1["accepted"]?.integer ?? 0) } == Int64(all))
      #expect(reports.reduce(0) { $0 + ($1["duplicate"]?.integer ?? 0) } == Int64(all))
      try Self.expectClean(fixture, signals: all)
    }
  }

  /// How much of the file has been written to the import when it is killed, in parts of ten.
  @Test(arguments: [0, 3, 6, 10])
  func `an import that is killed loses nothing that it kept, and the next one takes the rest`(
    _ part: Int
  ) throws {
    try Self.withShop { fixture in
      let text = SampleSignals.days(0..<100)
      try fixture.write(text, to: "shop/long.jsonl")
      let killed = try fixture.start(.reckon, ["import", "-"]) { $0.folder = fixture.path("shop") }
      try killed.write(Array(text.utf8.prefix(text.utf8.count * part / 10)))
      killed.signal(SIGKILL)
      #expect(try killed.end() == .killed(signal: Int(SIGKILL)))
      let again = try Self.reckon("import", "long.jsonl", "--json", in: fixture)
      let report = try Self.report(again)
      #expect((report.accepted ?? 0) + (report.duplicates ?? 0) == 100 * 28, "\(again)")
      try Self.expectClean(fixture, signals: 100 * 28)
    }
  }

  @Test func `a server sees what an import beside it brings`() throws {
    try Self.withShop { fixture in
      let server = try fixture.start(.reckon, ["serve"]) { $0.folder = fixture.path("shop") }
      try server.open(.november2025)
      func ask(_ name: String) throws -> JSONNode {
        try server.ask(Message.call(.string(name), name, in: .november2025))
      }
      #expect(try ask("get_status").answerText?.contains("nothing has been imported") == true)
      let early = try ask("get_bet")
      #expect(early["result"]?["isError"]?.bool == true)
      #expect(early.answerText?.contains("reckon import PATH") == true)
      #expect(try Self.reckon("import", "telemetry.jsonl", in: fixture).ending == .exited(0))
      #expect(try ask("get_status").answerText?.contains("\(Self.sample) signals") == true)
      #expect(try Self.reckon("import", "messages.csv", in: fixture).ending == .exited(0))
      #expect(try ask("get_status").answerText?.contains("\(Self.sample + 5) signals") == true)
      // A store that was deleted and made anew is another store.
      try FileManager.default.removeItem(atPath: fixture.path("shop/.reckon"))
      #expect(try ask("get_status").answerText?.contains("nothing has been imported") == true)
      #expect(try Self.reckon("import", "messages.csv", in: fixture).ending == .exited(0))
      #expect(try ask("get_status").answerText?.contains("5 signals") == true)
      #expect(try server.hangUp() == .exited(0))
    }
  }

  // MARK: Answers and exit codes

  @Test func `exit codes tell an answer from a negative one and from bad input`() throws {
    try Self.withShop { fixture in
      #expect(try Self.reckon("bet", in: fixture).ending == .exited(3))
      #expect(try Self.reckon("import", "telemetry.jsonl", in: fixture).ending == .exited(0))
      let bet = try Self.reckon("bet", in: fixture)
      #expect(bet.ending == .exited(1), "\(bet)")
      #expect(bet.output.hasPrefix("ABSTAIN"))
      #expect(try Self.reckon("claim", "acquire", in: fixture).ending == .exited(3))
      #expect(try Self.reckon("cite", "C-000000", in: fixture).ending == .exited(3))
      #expect(try Self.reckon("cite", "seven", in: fixture).ending == .exited(3))
      #expect(try Self.reckon("search", "--since", "100000w", in: fixture).ending == .exited(3))
      #expect(try Self.reckon("search", "coupon", in: fixture).ending == .exited(0))
      #expect(try Self.reckon("forget", "nobody", in: fixture).ending == .exited(1))
      #expect(try Self.reckon("status", "--as-of", "noon", in: fixture).ending == .exited(3))
    }
  }

  @Test func `without git on the path signals are taken in all the same`() throws {
    try Self.withShop { fixture in
      let empty = try fixture.makeFolder("empty")
      let result = try Self.reckon("import", "telemetry.jsonl", in: fixture) { $0.environment["PATH"] = empty }
      #expect(result.ending == .exited(0), "\(result)")
      let demo = try Self.reckon("demo", in: fixture) { $0.environment["PATH"] = empty }
      #expect(demo.ending == .exited(4), "\(demo)")
      #expect(demo.errors.contains("no git on PATH"))
    }
  }

  @Test func `who was forgotten is missing from figures without a fault`() throws {
    try Self.withShop { fixture in
      let place = fixture.path("demo")
      #expect(try Self.reckon("demo", place, in: fixture).ending == .exited(0))
      #expect(try Self.reckon("forget", "user-0001", "--root", place, in: fixture).ending == .exited(0))
      let audit = try Self.reckon("audit", "--check", "recompute", "--root", place, in: fixture)
      #expect(audit.ending == .exited(0), "\(audit)")
      #expect(audit.output.contains("without who was forgotten"), "\(audit)")
    }
  }

  @Test func `a demo touches no folder that holds anything`() throws {
    try Self.withShop { fixture in
      let before = fixture.listing("shop")
      let result = try Self.reckon("demo", ".", in: fixture)
      #expect(result.ending == .exited(3), "\(result)")
      #expect(result.errors.contains("is not an empty folder"))
      #expect(fixture.listing("shop") == before)
    }
  }
}
