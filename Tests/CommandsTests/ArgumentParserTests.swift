import Host
import TestSupport
import Testing

// What a command line is turned into is the commands' own affair and no other room's.
@testable import Commands

@Suite struct ArgumentParserTests {
  /// A command with one of everything.
  private static let command = Command(
    name: "try",
    summary: "tries",
    operands: [
      Command.Operand(name: "THING", isRequired: true, help: "what"),
      Command.Operand(name: "MORE", isRequired: false, help: "more"),
    ],
    options: [
      Command.Option(name: "--flag", value: nil, help: "on"),
      Command.Option(name: "--limit", value: "N", help: "how many"), .root,
    ],
    example: "try it",
    run: { _ in .done }
  )

  struct Words: Sendable, CustomTestStringConvertible {
    let words: [String]
    var values: [String: String] = [:]
    var flags: Set<String> = []
    var operands: [String] = []

    init(_ words: String..., values: [String: String] = [:], flags: Set<String> = [], operands: [String] = []) {
      self.words = words
      self.values = values
      self.flags = flags
      self.operands = operands
    }

    var testDescription: String { words.joined(separator: " ") }
  }

  private static func parse(_ words: [String]) throws(UsageError) -> Invocation {
    let environment = Environment(variables: [:], workingDirectory: "/", executable: "/x")
    let invocation = Invocation(environment: environment, terminal: Terminal(width: 80))
    return try ArgumentParser(command: command).parse(words, into: invocation)
  }

  @Test(arguments: [
    Words("it", operands: ["it"]),
    Words("it", "too", operands: ["it", "too"]),
    Words("--flag", "it", flags: ["--flag"], operands: ["it"]),
    Words("it", "--flag", "--flag", flags: ["--flag"], operands: ["it"]),
    Words("--limit", "5", "it", values: ["--limit": "5"], operands: ["it"]),
    Words("--limit=5", "it", values: ["--limit": "5"], operands: ["it"]),
    Words("--limit=a=b", "it", values: ["--limit": "a=b"], operands: ["it"]),
    Words("--limit", "-1", "it", values: ["--limit": "-1"], operands: ["it"]),
    Words("--limit", "1", "--limit", "2", "it", values: ["--limit": "2"], operands: ["it"]),
    Words("-", operands: ["-"]),
    Words("--", "--flag", operands: ["--flag"]),
    Words("it", "--", "-", operands: ["it", "-"]),
    Words("", operands: [""]),
  ])
  func `words become options and operands`(_ words: Words) throws {
    let invocation = try Self.parse(words.words)
    #expect(invocation.values == words.values)
    #expect(invocation.flags == words.flags)
    #expect(invocation.operands == words.operands)
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let words: [String]
    let message: String

    init(_ words: String..., message: String) {
      self.words = words
      self.message = message
    }

    var testDescription: String { words.joined(separator: " ") }
  }

  @Test(arguments: [
    Fault(message: "try needs THING"),
    Fault("--", message: "try needs THING"),
    Fault("a", "b", "c", message: "try does not know what to do with c"),
    Fault("--limit", message: "--limit needs a value: --limit N"),
    Fault("--limit=", "it", message: "--limit was given an empty N"),
    Fault("--limit", "", "it", message: "--limit was given an empty N"),
    Fault("--flag=yes", "it", message: "--flag takes no value"),
    Fault("--flog", "it", message: "try has no option --flog; did you mean --flag?"),
    Fault("--lmit=3", "it", message: "try has no option --lmit; did you mean --limit?"),
    Fault("--verbose", "it", message: "try has no option --verbose"),
    Fault("-x", "it", message: "try has no option -x"),
    Fault("a", "b", "\u{1b}[2J", message: "try does not know what to do with \\u{1b}[2J"),
  ])
  func `words that make no command are told what is wrong with them`(_ fault: Fault) {
    #expect(throws: UsageError(message: fault.message)) { try Self.parse(fault.words) }
  }
}
